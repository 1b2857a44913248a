"""One page → one ``Extraction``: the order in which the readers of its fields are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hemera.errors import ExtractError
from hemera.extract import apply, authors, bodies, doubts, kinds, leads, pictures, sections, times, titles, tongues, variants
from hemera.extract.blocks import Piece
from hemera.extract.choice import Said
from hemera.extract.page import Page, parse
from hemera.extract.rules import EXTRACTOR
from hemera.extract.templates import Template
from hemera.extract.zones import Zones
from hemera.types import Extraction, Hints
from hemera.wishes import of_meta, written

_NOTHING = Said("", "")


def extract(body: bytes, content_type: str, url: str, hints: Hints, templates: Sequence[Template] = ()) -> Extraction:
    """Read an article from the bytes of a page fetched from ``url``.

    ``templates`` are those of the source; the one of the page's layout and time reads it, in a few milliseconds of CPU. Where none
    is learned, or it is in doubt, it takes 30 to 100: run it in a worker process. Pure and bounded. ``published`` keeps the
    printed offset, or has that of ``hints.zone``; ``origins["published.precision"]`` says ``day`` or ``minute``. A page that is
    a consent wall or "not found" gives no blocks and a doubt. Raises ``ExtractError``: ``extract.empty``, ``extract.not-html``,
    ``extract.no-article`` (neither title nor text).
    """
    page = parse(body, content_type, url, hints)
    template = apply.chosen(page, templates)
    taken = bodies.choose(page, template) if template is not None and template.reads else None
    if template is not None and taken is not None and taken.origin == "template":
        _narrow(page, template)
    values, origins = _fields(page, template, taken.pieces if taken is not None else ())
    text = bodies.body(page, _printed(values), values["image"].caption if values["image"] else "", template, taken)
    blocks = leads.without(text.blocks, values["lead"], text.pieces)
    if not values["title"] and not blocks:
        raise ExtractError("extract.no-article", "There is neither a title nor a text on this page.")
    found = doubts.about(page, values["title"], blocks, text.kind, values["lead"])
    if any(doubt.code in doubts.NOT_THE_ARTICLE for doubt in found):
        blocks = ()
    values["doubts"] = (*values["doubts"], *text.doubts, *found)
    language, blocks = tongues.told(values["title"], blocks, tongues.expected(page))
    return Extraction(
        **values,
        language=language,
        blocks=blocks,
        kind=text.kind,
        partial=text.partial,
        origins=origins | ({"blocks": text.origin} if blocks else {}),
        extractor=EXTRACTOR,
        template=template.name if template is not None else "",
        wishes=written(of_meta(page.meta, paid=kinds.is_paid(page))),
    )


def _narrow(page: Page, template: Template) -> None:
    """Let the readers of fields see only the lines at learned paths, where the title's leads somewhere on this page."""
    path = template.paths.get("title")
    if path and page.tree.css_first(path) is not None:
        page.lines = apply.lines(page, template)
        page.is_narrowed = True


def _fields(page: Page, template: Template | None, pieces: Sequence[Piece] = ()) -> tuple[dict[str, Any], dict[str, str]]:
    """Return every field but the body, and each one's origin."""
    title, heading = titles.title(page)
    title = title or _NOTHING
    lead = leads.lead(page, title.value, heading, template.mottoes if template is not None else (), pieces) or _NOTHING
    signed = authors.credits_of(page, pieces)
    house = authors.house(page, signed.value.agency) if not signed.value.authors else None
    when = times.times(page, template.zones if template is not None else Zones())
    section, section_said = sections.section(page, heading)
    image = pictures.picture(page)
    values = {
        "url": variants.canonical(page),
        "title": title.value,
        "authors": signed.value.authors,
        "agency": signed.value.agency,
        "house": house.value if house else "",
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
        "house": house.origin if house else "",
        "published": when.published.origin if when.published else "",
        "published.precision": when.precision,
        "published.method": when.method if when.published else "",
        "published.confidence": f"{when.confidence:.2f}" if when.published else "",
        "section": section_said.origin if section_said.value else "feed" if section else "",
        "lead": lead.origin,
        "image": image.origin if image else "",
    }
    return values, {name: origin for name, origin in origins.items() if origin}


def _printed(values: Mapping[str, Any]) -> list[str]:
    """Return the lines a reader sees above the text: the body shall not repeat them."""
    return [values["title"], values["section_raw"], values["published_raw"], values["house"], *values["authors"]]
