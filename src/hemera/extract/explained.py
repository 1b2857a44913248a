"""An explanation as a page to look at: every piece coloured by its fate, every field's candidates beside.

It stands alone, in the language of the article: no script, no picture, nothing to fetch; its policy forbids all but its own
style sheet. Whatever comes from the page explained is escaped text.
"""

from __future__ import annotations

import re
import tomllib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template as Text
from typing import Any
from urllib.parse import unquote

from hemera import languages, markup, urls
from hemera.extract.bodies import Fate
from hemera.extract.explain import NO_ARTICLE, Candidate, Explanation, Field, near
from hemera.types import BlockKind, Doubt, PageKind

_JOINT = re.compile(r"(?<=[:_])(?=\w)")
_UNCLASSED = re.compile(r"[^a-z-]+")


def page(told: Explanation) -> str:
    """Return the explanation as HTML."""
    content = told.content
    language = content.language if content.language in languages.LANGUAGES else "en"
    words, style = _words()[language], _packaged("explained.css")
    return Text(_packaged("explained.html")).substitute(
        lang=language,
        dir=languages.direction(language),
        of=_language(content.language),
        digest=b64encode(sha256(style.encode()).digest()).decode(),
        style=style,
        heading=words["heading"],
        title=escape(content.title or words["untitled"]),
        meta=_meta(told, words),
        verdict=_verdict(told, words),
        doubts=_doubts(content.doubts, words),
        kept=_kept(told, words),
        legend="\n".join(_legend(told.pieces, words)),
        pieces="\n".join(_pieces(told, words)),
        fields="\n".join(_field(field, content.language, words) for field in told.fields if field.name != "text"),
        **{f"{name}_label": words[name] for name in ("fields", "pieces", "legend", "rule", "says")},
    )


@cache
def _packaged(name: str) -> str:
    return (files("hemera.extract") / name).read_text("utf-8")


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_packaged("explained.toml"))


def _language(code: str) -> str:
    """Return the attributes of text in the article's own language."""
    return f' lang="{escape(code)}" dir="{languages.direction(code)}"' if code else ' dir="auto"'


# --- the head ---------------------------------------------------------------------------------------------------------


def _meta(told: Explanation, words: Mapping[str, Any]) -> str:
    content = told.content
    said = [words[content.kind]] if content.kind is not PageKind.ARTICLE else []
    said += [words["partial"]] if content.partial else []
    return "\n".join([
        f"<span>{words['source']} <bdi>{escape(told.source)}</bdi></span>",
        f"<span>{words['captured']} <bdi dir='ltr'>{told.captured_at:%Y-%m-%d %H:%M} UTC</bdi></span>",
        f"<a href='{escape(content.url)}' rel='noreferrer nofollow' dir='ltr'>{_readable(content.url)}</a>",
        *(f"<span class='pill'>{text}</span>" for text in said),
    ])  # fmt: skip


def _verdict(told: Explanation, words: Mapping[str, Any]) -> str:
    """Say who read the text."""
    content, template = told.content, told.template
    origin = _code(content.origins.get("blocks", ""))
    if any(doubt.code == NO_ARTICLE for doubt in content.doubts):
        return str(words["nothing"])
    if template is None or not template.reads:
        return str(words["panel"]).format(origin=origin)
    name = _code(template.name)
    if content.origins.get("blocks") != "template":
        return str(words["gated"]).format(name=name, origin=origin)
    return str(words["corrected" if template.extractor == "hand" else "template"]).format(name=name, pages=template.pages)


def _doubts(doubts: Sequence[Doubt], words: Mapping[str, Any]) -> str:
    items = "".join(f"<li class='doubt'>{_doubt(doubt, words)}</li>" for doubt in doubts)
    return f"<ul class='doubts' aria-label='{escape(words['doubts'])}'>{items}</ul>" if doubts else ""


def _doubt(doubt: Doubt, words: Mapping[str, Any]) -> str:
    """Say a doubt in words, beside the name it has everywhere."""
    said = words["doubted"].get(doubt.code, "")
    return " ".join(filter(None, (said, _code(doubt.code), _readable(doubt.detail) if doubt.detail else "")))


def _code(name: str) -> str:
    """Return the name of a rule, which may break where it is joined."""
    return f"<code lang='en' dir='ltr'>{'<wbr>'.join(_JOINT.split(escape(name)))}</code>"


def _readable(text: str) -> str:
    """Return a value as people read it: an address without percent signs, apart from the words that follow it."""
    address, *rest = text.split(" · ")
    if not urls.is_http(address):
        return f"<bdi>{escape(text)}</bdi>"
    return " · ".join(f"<bdi>{escape(part)}</bdi>" for part in (markup.line(unquote(address)), *rest))


# --- pieces -----------------------------------------------------------------------------------------------------------


def _kept(told: Explanation, words: Mapping[str, Any]) -> str:
    kept = [fate for fate in told.pieces if fate.kept]
    characters = sum(len(fate.text) for fate in kept)
    (text,) = (field for field in told.fields if field.name == "text")
    said = str(words["kept"]).format(kept=len(kept), all=len(told.pieces), characters=characters)
    return f"<span>{said}</span>{_sure(text, words)}"


def _fate(fate: Fate, words: Mapping[str, Any]) -> str:
    """Return a fate's class, which is its key in the words too."""
    name = _UNCLASSED.sub("-", fate.why.lower()).strip("-")
    end = "kept" if fate.kept else "gone"
    return next((known for known in (name, f"{end}-{name}") if known in words["fates"]), end)


def _legend(pieces: Sequence[Fate], words: Mapping[str, Any]) -> Iterator[str]:
    """Yield the colours that are used, those of kept pieces first, the most frequent first."""
    counts = Counter((not fate.kept, _fate(fate, words)) for fate in pieces)
    for (gone, name), count in sorted(counts.items(), key=lambda item: (item[0][0], -item[1])):
        shape = "gone" if gone else "kept"
        yield f"<li class='{shape} {name}'><span class='swatch'></span>{words['fates'][name]} ({count})</li>"


def _pieces(told: Explanation, words: Mapping[str, Any]) -> Iterator[str]:
    """Yield the pieces in order; what is far from any that was kept is folded away, unless all is."""
    seen, language = near(told.pieces), told.content.language
    spoken = {block.text: block.language for block in told.content.blocks if block.language}
    for shown, group in groupby(enumerate(told.pieces), key=lambda pair: pair[0] in seen):
        run = [fate for _, fate in group]
        items = "\n".join(_piece(fate, spoken.get(fate.text, language), words) for fate in run)
        listed = f"<ol class='pieces'>\n{items}\n</ol>"
        yield listed if shown else f"<details><summary>{_run(run, words)}</summary>\n{listed}\n</details>"


def _run(run: Sequence[Fate], words: Mapping[str, Any]) -> str:
    counts = Counter(words["fates"][_fate(fate, words)] for fate in run)
    said = " · ".join(f"{name} ({count})" for name, count in counts.most_common())
    return f"{str(words['run']).format(count=len(run))} <span>{said}</span>"


def _piece(fate: Fate, language: str, words: Mapping[str, Any]) -> str:
    shape = f"{'kept' if fate.kept else 'gone'} {_fate(fate, words)} {fate.kind}"
    kind = "" if fate.kind is BlockKind.PARAGRAPH else f"<span>{words['kinds'][fate.kind]}</span>"
    reasons = ", ".join(f"{escape(name)} {weight:+.2f}" for name, weight in fate.reasons)
    told = [
        f"<b>{words['fates'][_fate(fate, words)]}</b>{kind}",
        f"<span title='{escape(words['score'])}' dir='ltr'>{fate.score:.2f}</span>",
        f"<span class='reasons' lang='en' dir='ltr'>{reasons}</span>" if reasons else "",
    ]
    text = f"<p class='said'{_language(language if fate.kept else '')}>{escape(fate.text)}</p>"
    return f"<li class='{shape}'>{text}<p class='why'>{''.join(told)}</p></li>"


# --- fields -----------------------------------------------------------------------------------------------------------


def _field(field: Field, language: str, words: Mapping[str, Any]) -> str:
    head = f"<b>{words['names'][field.name]}</b>{_sure(field, words)}"
    rows = [f"<tr><th scope='rowgroup' colspan='2' class='name'>{head}</th></tr>", *_rows(field, words)]
    return f"<tbody>{''.join(rows)}</tbody>"


def _rows(field: Field, words: Mapping[str, Any]) -> Iterator[str]:
    if not field.value and not field.candidates:
        yield f"<tr><td></td><td>{words['nobody']}</td></tr>"
    if field.value:
        yield _row("✓", words["chosen"], Candidate(field.value, field.origin, True), "chosen")
    for each in field.candidates:
        yield _row("=" if each.agrees else "", words["agrees"] if each.agrees else "", each)


def _row(mark: str, meaning: str, said: Candidate, shape: str = "") -> str:
    sign = f"<span class='mark' title='{escape(meaning)}' aria-hidden='true'>{mark}</span>"
    hidden = f"<span class='hidden'>{meaning}: </span>" if meaning else ""
    reading = f"<span class='reading'><bdi dir='ltr'>{escape(said.reading)}</bdi></span>" if said.reading else ""
    rule = f"<th scope='row' class='rule'>{sign}{hidden}{_code(said.origin)}</th>"
    return f"<tr class='{shape}'>{rule}<td>{_readable(said.value)}{reading}</td></tr>"


def _sure(field: Field, words: Mapping[str, Any]) -> str:
    if field.sure is None:
        return ""
    said = str(words["sure"]).format(share=round(100 * field.sure))
    return f"<span class='sure'><meter min='0' max='1' value='{field.sure:.2f}' aria-label='{escape(said)}'></meter>{said}</span>"
