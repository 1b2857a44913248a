"""One page → one ``Extraction``: the order in which the readers of its fields are asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hemera import languages
from hemera.errors import ExtractError
from hemera.extract import authors, bodies, doubts, leads, pictures, sections, times, titles
from hemera.extract.choice import Said
from hemera.extract.page import Page, parse
from hemera.types import Block, Extraction, Hints

EXTRACTOR = "hemera-1"  # raise it with any change of the rules that changes a result

_NOTHING = Said("", "")


def extract(body: bytes, content_type: str, url: str, hints: Hints) -> Extraction:
    """Read an article from the bytes of a page fetched from ``url``.

    Pure and bounded, but heavy (20 to 60 ms of CPU for a usual page): run it in a worker process. ``published`` keeps the
    printed offset, or has that of ``hints.zone``; ``origins["published.precision"]`` says ``day`` or ``minute``. A page that is
    a consent wall or "not found" gives no blocks and a doubt. Raises ``ExtractError``: ``extract.empty``, ``extract.not-html``,
    ``extract.no-article`` (neither title nor text).
    """
    page = parse(body, content_type, url, hints)
    values, origins = _fields(page)
    text = bodies.body(page, _printed(values))
    blocks = leads.without(text.blocks, values["lead"])
    if not values["title"] and not blocks:
        raise ExtractError("extract.no-article", "There is neither a title nor a text on this page.")
    found = doubts.about(page, values["title"], blocks, text.kind)
    if any(doubt.code in doubts.NOT_THE_ARTICLE for doubt in found):
        blocks = ()
    values["doubts"] = (*values["doubts"], *found)
    return Extraction(
        **values,
        language=_language(page, values["title"], blocks),
        blocks=blocks,
        kind=text.kind,
        partial=text.partial,
        origins=origins | ({"blocks": text.origin} if blocks else {}),
        extractor=EXTRACTOR,
    )


def _fields(page: Page) -> tuple[dict[str, Any], dict[str, str]]:
    """Return every field but the body, and each one's origin."""
    title, heading = titles.title(page)
    title = title or _NOTHING
    lead = leads.lead(page, title.value, heading) or _NOTHING
    signed = authors.credits_of(page)
    when = times.times(page)
    section, section_said = sections.section(page, heading)
    image = pictures.picture(page)
    values = {
        "url": doubts.canonical(page),
        "title": title.value,
        "authors": signed.value.authors,
        "agency": signed.value.agency,
        "published": when.published.value if when.published else None,
        "published_raw": when.raw,
        "modified": when.modified,
        "section": section,
        "section_raw": section_said.value,
        "lead": lead.value,
        "image": image.value if image else None,
        "doubts": when.doubts,
    }
    origins = {
        "title": title.origin,
        "authors": signed.origin,
        "published": when.published.origin if when.published else "",
        "published.precision": when.precision,
        "section": section_said.origin if section_said.value else "feed" if section else "",
        "lead": lead.origin,
        "image": image.origin if image else "",
    }
    return values, {name: origin for name, origin in origins.items() if origin}


def _printed(values: Mapping[str, Any]) -> list[str]:
    """Return the lines a reader sees above the text: the body shall not repeat them."""
    return [values["title"], values["section_raw"], values["published_raw"], *values["authors"]]


def _language(page: Page, title: str, blocks: tuple[Block, ...]) -> str:
    """Judge by the text: ``<html lang>`` is the site's, often not the article's. It is only the first guess."""
    entry = page.hints.entry
    said = [languages.primary(page.tree.get("lang")), entry.language if entry else None, *page.hints.languages]
    prior = [code for code in dict.fromkeys(said) if code]
    text = " ".join(block.text for block in blocks[:8])
    return languages.detect(f"{title} {text}", prior)[0]
