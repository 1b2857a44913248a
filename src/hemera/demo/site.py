"""One outlet's site at one moment: what its layout and its feeds are drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zlib import crc32

from hemera.demo.html import Html
from hemera.demo.outlets import Outlet
from hemera.demo.press import Piece
from hemera.demo.stated import Stated

ITEMS = 200  # of a feed: the press is small, so that all of it can be collected
FORMATS = ("jpg", "webp", "png")


@dataclass(frozen=True, slots=True)
class Announced:
    """A feed the front page announces by ``<link rel=alternate>``."""

    path: str
    title: str
    mime: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page and how its bytes are made. ``declared`` is the charset of the Content-Type header, ``""`` for none."""

    html: Html
    encoding: str = "utf-8"
    declared: str = "utf-8"

    @property
    def content_type(self) -> str:
        return f"text/html; charset={self.declared}" if self.declared else "text/html"

    @property
    def body(self) -> bytes:
        """Return the bytes; what the charset cannot hold becomes a character reference, as such systems do."""
        return self.html.encode(self.encoding, "xmlcharrefreplace")


class Layout(Protocol):
    """How a source's pages look and where they lie. Every module of ``layouts`` named after a source is one."""

    def path(self, piece: Piece) -> str:
        """Return the article's canonical path, with its query."""
        ...

    def pictures(self, piece: Piece) -> str:
        """Return the folder of the article's pictures, with both slashes."""
        ...

    def article(self, site: Site, piece: Piece) -> Page: ...

    def listing(self, site: Site, heading: str, pieces: tuple[Piece, ...], language: str) -> Page:
        """Return the front page (``heading`` empty) or a section page."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """An outlet, its address and what it has printed. ``pieces`` are those still up, newest first."""

    outlet: Outlet
    layout: Layout
    base: str  # scheme, host and port, no slash at the end
    pieces: tuple[Piece, ...]
    moment: datetime
    release: int = 0
    withdrawn: tuple[Piece, ...] = ()  # whose addresses answer 404 or 410
    items: int = ITEMS  # of a feed
    backlist: bool = False  # what no feed holds is found in the outlet's own way
    stated: Stated = field(default_factory=Stated)

    def url(self, piece: Piece) -> str:
        """Return the article's canonical address."""
        return self.base + self.layout.path(piece)

    def picture(self, piece: Piece, size: str = "1200x800", photo: int = 0) -> str:
        """Return the address of one of the article's pictures; ``photo`` counts a gallery's from 1."""
        which = f"_{photo}" if photo else ""
        extension = FORMATS[(piece.seed + photo) % 3]
        return f"{self.base}{self.layout.pictures(piece)}{piece.slug}{which}-{size}.{extension}"

    def latest(self, count: int, language: str = "") -> tuple[Piece, ...]:
        """Return the newest pieces: a list that moves."""
        return tuple(self._of(language))[:count]

    def related(self, piece: Piece, count: int) -> tuple[Piece, ...]:
        """Return older pieces of the same topic first: a list that stays."""
        older = [p for p in self._of(piece.language) if p.published < piece.published]
        return tuple(sorted(older, key=lambda p: p.topic != piece.topic))[:count]

    def read(self, count: int, language: str = "") -> tuple[Piece, ...]:
        """Return the most read pieces: a list that moves every quarter of an hour."""
        quarter = int(self.moment.timestamp()) // 900
        return tuple(sorted(self._of(language), key=lambda p: (p.seed * (quarter % 97 + 1)) % 1009))[:count]

    def sections(self, language: str = "") -> tuple[str, ...]:
        """Return the section names in use, those with most articles first."""
        names = [piece.section for piece in self._of(language)]
        return tuple(sorted(set(names), key=lambda name: (-names.count(name), name)))

    def section_url(self, section: str, language: str = "") -> str:
        """Return the address of a section page: numbered, for names come in any script."""
        prefix = f"/{language}" if len(self.outlet.languages) > 1 else ""
        return f"{self.base}{prefix}/rubrique/{crc32(section.encode()) % 9000 + 1000}"

    def _of(self, language: str) -> Iterable[Piece]:
        return (piece for piece in self.pieces if not language or piece.language == language)
