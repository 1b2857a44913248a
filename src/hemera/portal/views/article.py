"""An article's page, or its tombstone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera import archive
from hemera.errors import IndexUnusable
from hemera.portal import addresses, dates, finding, lasting, lines, linked, printing, readers, rights, wording
from hemera.portal.context import Link
from hemera.portal.typesetting import bound
from hemera.store import queries
from hemera.types import Article, Line, Visibility

RELATED, COPIES = 6, 12


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the text came from, for the line under it."""

    captured: str
    captured_iso: str
    place: str
    url: str
    sha256: str
    extractor: str
    corrected: str  # when we last corrected our own reading; "" where it stands as first read
    corrected_iso: str


def article(request: HttpRequest, name: str, n: int) -> HttpResponse:
    """Answer with an article; 410 (451 on legal grounds) where it is withdrawn."""
    found = finding.article(name, n)
    if found.visibility is not Visibility.PUBLIC:
        return tombstone(request, found)
    desk = lines.desk(request)
    address = lasting.site(request) + lasting.path(found.line)
    what = rights.shown(found, desk.now, trusted=readers.trusted(request))
    robots, mining = rights.passed_on(found.line, what)
    copies, related = _beside(found)
    context = {
        "article": found,
        "row": desk.row(found.line),
        "source": desk.name(found.source, desk.language),
        "section_href": addresses.section(desk.language, found.line.section),
        "printed": dates.printed(found.published),
        "authors": [Link(addresses.author(desk.language, author), author) for author in found.content.authors],
        "desks": [name for name in (found.content.house, found.content.agency) if name],
        "language": wording.language(found.line.language),
        "minutes": dates.minutes(len(found.text.split())),
        "changed": found.line.revisions - 1,
        "shown": what,
        "robots": robots,
        "mining": mining,
        "wishes": wording.wishes(what.terms.because),
        "chapeau": bound(chapeau(what), found.line.language),
        "picture": _picture(what),
        "body": printing.body(what.blocks, found.line.language),
        "doubts": wording.doubts(doubt.code for doubt in found.content.doubts),
        "link": _way_out(found, desk.language),
        "provenance": _provenance(found, desk.language),
        "copies": printing.titles(desk.rows(copies)),
        "related": printing.titles(desk.rows(related)),
        "story": addresses.story(desk.language, found.source, found.line.number),
        "linked": linked.script(found, what, address),
        "page_url": address,
    }
    return render(request, "portal/article.html", context)


def tombstone(request: HttpRequest, found: Article) -> HttpResponse:
    """Answer with what remains of a withdrawn article: address, source, date and reason."""
    desk = lines.desk(request)
    context = {
        "source": desk.name(found.source, desk.language),
        "source_href": addresses.source(desk.language, found.source),
        "printed": dates.printed(found.published),
        "iso": found.published.isoformat(),
        "exact": dates.exact(found.published, desk.language),
        "reason": wording.reason(found.reason),
        "legal": found.reason == "legal",
    }
    return render(request, "portal/tombstone.html", context, status=451 if found.reason == "legal" else 410)


def chapeau(what: rights.Shown) -> str:
    """Return the lead, unless the text begins with it anyway."""
    first = what.blocks[0].text if what.blocks else ""
    return "" if first and first.startswith(what.lead[:80]) else what.lead


@dataclass(frozen=True, slots=True)
class Figure:
    """The lead picture; ``src`` is "" where it is hidden, and a placeholder stands for it."""

    sha256: str
    src: str
    small: str
    width: int
    height: int
    caption: str
    credit: str


def _picture(what: rights.Shown) -> Figure | None:
    image = what.image
    if image is None:
        return None
    shown = rights.visible(image)
    src, small = (addresses.image(image.sha256, width) if shown else "" for width in (1200, 480))
    return Figure(image.sha256, src, small, image.width, image.height, image.caption, image.credit)


@dataclass(frozen=True, slots=True)
class WayOut:
    """The way to the article at its source, or why there is none."""

    state: str
    since: str  # where it is not there, or in doubt
    url: str  # as the source printed it
    moved_to: str
    dead: bool


def _way_out(found: Article, language: str) -> WayOut:
    link = found.link
    since = dates.day(link.since, language) if link.since else ""
    return WayOut(link.state, since, found.line.url, link.moved_to, link.is_dead)


def _provenance(found: Article, language: str) -> Provenance:
    parts = urlsplit(found.capture.url)
    return Provenance(
        captured=dates.captured(found.captured_at, language),
        captured_iso=found.captured_at.isoformat(),
        place=f"{parts.netloc}{parts.path}",
        url=found.capture.url,
        sha256=found.capture.sha256,
        extractor=found.content.extractor,
        corrected=dates.day(found.corrected_at, language) if found.corrected_at else "",
        corrected_iso=found.corrected_at.isoformat() if found.corrected_at else "",
    )


def _beside(found: Article) -> tuple[list[Line], list[Line]]:
    """Return the copies of an article, oldest first, and others like it, best first; none of these while the index is rebuilt."""
    line, text = found.line, found.content.text
    try:
        ids = archive.search_index().related(found.content.title, text, line.language, exclude=line.id, limit=RELATED + COPIES)
    except IndexUnusable:
        ids = ()
    copies, others = queries.beside(found, ids)
    return copies[:COPIES], others[:RELATED]
