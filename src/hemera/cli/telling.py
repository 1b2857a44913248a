"""What ``hemera extract`` prints: an article as it was read, and why it reads so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import printable, say

if TYPE_CHECKING:
    from hemera.extract.bodies import Fate
    from hemera.extract.explain import Candidate, Explanation, Field
    from hemera.types import Extraction

WIDTH = 100  # characters of a value


def article(content: Extraction) -> None:
    """Print an article as ``hemera show`` does."""
    names = ", ".join(filter(None, (*content.authors, content.house, content.agency)))
    date = f"{content.published:%d - %m - %Y %H:%M %z}" if content.published else "no date"
    say(content.title)
    say(f"{date}{f', {names}' if names else ''}, {content.language}{', only a part' if content.partial else ''}")
    say(content.url)
    if content.doubts:
        say(f"doubts: {', '.join(doubt.code for doubt in content.doubts)}")
    for block in content.blocks:
        say(f"\n{block.text}")


def explanation(told: Explanation) -> None:
    """Print every field with its candidates, then the text with what stands around it."""
    say(_verdict(told))
    for doubt in told.content.doubts:
        say(f"doubt: {doubt.code} {doubt.detail}".rstrip())
    for field in told.fields:
        if field.name != "text":
            _field(field)
    (text,) = (field for field in told.fields if field.name == "text")
    kept = sum(fate.kept for fate in told.pieces)
    say(f"\ntext: {kept} of {len(told.pieces)} pieces, {len(text.value)} characters{_sure(text)}")
    for line in _pieces(told):
        click.echo(line)


def _verdict(told: Explanation) -> str:
    """Say who read the text."""
    origin, template = told.content.origins.get("blocks", ""), told.template
    if not origin:
        return "No text was found."
    if template is None or not template.reads:
        return f"Read by {origin}: no template reads this layout."
    if origin != "template":
        return f"Read by {origin}: the template {template.name} was asked and doubted."
    return f"Read by the template {template.name}, {_learned(template.extractor, template.pages)}."


def _learned(extractor: str, pages: int) -> str:
    return "corrected by hand" if extractor == "hand" else f"learned from {pages} pages"


def _field(field: Field) -> None:
    if not field.value and not field.candidates:
        say(f"\n{field.name}: nothing found")
        return
    by = f" by {field.origin}" if field.origin else ""
    say(f"\n{field.name}{by}{_sure(field)}: {_short(field.value) or 'nothing chosen'}")
    for doubt in field.doubts:
        say(f"  ! {doubt.code} {doubt.detail}".rstrip())
    width = max((len(each.origin) for each in field.candidates), default=0)
    for each in field.candidates:
        say(f"  {'=' if each.agrees else ' '} {each.origin:<{width}}  {_said(each)}")


def _said(each: Candidate) -> str:
    return f"{_short(each.value)} → {each.reading}" if each.reading else _short(each.value)


def _sure(field: Field) -> str:
    return f", {field.sure:.0%} sure" if field.sure is not None else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else f"{line[:WIDTH]}…"


def _pieces(told: Explanation) -> Iterator[str]:
    """Yield a line for each piece near the text, and one for each run that is far from it."""
    from hemera.extract.explain import near

    seen = near(told.pieces)
    for shown, group in groupby(enumerate(told.pieces), key=lambda pair: pair[0] in seen):
        run = [fate for _, fate in group]
        if shown:
            yield from map(_piece, run)
        else:
            why = ", ".join(f"{name} {count}" for name, count in Counter(fate.why for fate in run).most_common())
            yield f"  … {len(run)} pieces left out: {why}"


def _piece(fate: Fate) -> str:
    """Write a piece on a line, green where it was kept, with its reasons behind it."""
    sign, colour = ("+", "green") if fate.kept else ("-", "red")
    reasons = ", ".join(f"{name} {weight:+.2f}" for name, weight in fate.reasons[:3])
    text = click.style(printable(_short(fate.text)), fg=colour)
    return f"{sign} {fate.why:<11} {fate.score:.2f}  {text}" + (f"\n{' ' * 20}{reasons}" if reasons else "")


def plain(told: Explanation, *, explained: bool) -> dict[str, Any]:
    """Return what JSON says of a reading; with ``explained`` every field's candidates and every piece."""
    content = told.content
    read = {
        "url": content.url,
        "title": content.title,
        "language": content.language,
        "published": content.published.isoformat() if content.published else None,
        "authors": list(content.authors),
        "agency": content.agency,
        "house": content.house,
        "section": content.section,
        "lead": content.lead,
        "kind": content.kind,
        "partial": content.partial,
        "image": content.image.url if content.image else None,
        "text": content.text,
        "origins": dict(content.origins),
        "doubts": [{"code": doubt.code, "detail": doubt.detail} for doubt in content.doubts],
        "template": content.template,
        "extractor": content.extractor,
    }
    if not explained:
        return read
    return read | {"fields": [_plain_field(field) for field in told.fields], "pieces": [_plain_piece(fate) for fate in told.pieces]}


def _plain_field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "value": field.value,
        "rule": field.origin,
        "sure": field.sure,
        "doubts": [doubt.code for doubt in field.doubts],
        "candidates": [
            {"rule": each.origin, "value": each.value, "agrees": each.agrees} | ({"read": each.reading} if each.reading else {})
            for each in field.candidates
        ],
    }


def _plain_piece(fate: Fate) -> dict[str, Any]:
    return {
        "text": fate.text,
        "kind": fate.kind,
        "kept": fate.kept,
        "why": fate.why,
        "score": round(fate.score, 3),
        "reasons": {name: round(weight, 2) for name, weight in fate.reasons},
    }
