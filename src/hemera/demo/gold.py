"""The truth about the little press: what a perfect extractor would find on each page. The yardstick of the acceptance tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemera.demo.outlets import SECTIONS
from hemera.demo.press import LiveEntry, Piece
from hemera.demo.site import Site
from hemera.types import PageKind

_KINDS = {"live": PageKind.LIVE, "gallery": PageKind.GALLERY}


@dataclass(frozen=True, slots=True)
class Gold:
    """One article as its page stands. ``state`` is ``""``, or why there is nothing to read: ``emptied``, ``consent``, ``gone``."""

    source: str
    slug: str
    url: str  # canonical
    language: str
    title: str  # as printed above the text, not as in the metadata
    authors: tuple[str, ...]  # people, in order
    agency: str  # the agency's tag as printed, "" for the outlet's own work
    published: datetime  # aware, to the minute, in the newsroom's zone
    modified: datetime | None
    section: str  # of the archive, as the outlet's printed section stands for it
    topic: str  # what the article is about, whatever it was filed under
    section_raw: str  # as printed
    lead: str
    paragraphs: tuple[str, ...]  # visible, in order; of a live blog, its introduction
    subheads: tuple[str, ...]
    entries: tuple[LiveEntry, ...]  # of a live blog, newest first
    captions: tuple[str, ...]  # of a gallery's photographs
    image: str | None  # address of the lead picture
    caption: str
    credit: str
    kind: PageKind
    partial: bool  # behind a paywall
    state: str
    event: str
    dispatch: str


def gold(site: Site, piece: Piece) -> Gold:
    """Return the truth about one article of a site."""
    shown = () if piece.state else piece.visible
    return Gold(
        source=piece.source,
        slug=piece.slug,
        url=site.url(piece),
        language=piece.language,
        title=piece.title,
        authors=piece.writers,
        agency=piece.agency,
        published=piece.published,
        modified=piece.modified,
        section=SECTIONS[piece.source].get(piece.section, piece.topic),
        topic=piece.topic,
        section_raw=piece.section,
        lead=piece.lead,
        paragraphs=shown,
        subheads=tuple(text for number in range(1, len(shown) + 1) if (text := piece.subhead(number))),
        entries=() if piece.state else piece.entries,
        captions=() if piece.state else piece.photos,
        image=site.picture(piece) if piece.has_picture else None,
        caption=piece.caption,
        credit=piece.credit,
        kind=_KINDS.get(piece.kind, PageKind.ARTICLE),
        partial=piece.kind == "premium",
        state=piece.state,
        event=piece.event,
        dispatch=piece.dispatch,
    )
