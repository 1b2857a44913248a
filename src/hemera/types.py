"""The values all layers exchange: frozen, slotted, free of behaviour that touches disk, network or clock.

Every ``datetime`` is timezone-aware; those named ``*_at`` are UTC, ``published`` keeps the offset the source printed. Byte counts
are bytes, durations are seconds, addresses are absolute URLs in the form ``urls.normalise`` gives.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hemera.links import NOT_ASKED, Link


class Rights(StrEnum):
    """What a source lets us show of an article."""

    FULL = "full"
    EXCERPT = "excerpt"
    LINK = "link"


class FeedKind(StrEnum):
    """How a feed's bytes are read."""

    FEED = "feed"  # RSS, Atom, JSON Feed or WordPress's posts: told apart by their bytes
    SITEMAP = "sitemap"  # sitemap, sitemap index or news sitemap
    SECTION = "section"  # an HTML page whose links are articles


class Purpose(StrEnum):
    """Why an address is fetched; stored with the capture."""

    FEED = "feed"
    SITEMAP = "sitemap"  # as a feed, but larger, and cut where it is too large
    PAGE = "page"
    IMAGE = "image"
    ROBOTS = "robots"
    TDMREP = "tdmrep"  # what a site reserves from text and data mining
    FRONT = "front"  # a source's own front page, to see whether it still is that
    HOOK = "hook"  # an alert is delivered there; the answer is not kept


class PageKind(StrEnum):
    """What sort of page an article was printed as."""

    ARTICLE = "article"
    LIVE = "live"
    GALLERY = "gallery"
    VIDEO = "video"


class BlockKind(StrEnum):
    """One piece of an article's body."""

    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    ITEM = "item"  # list item
    QUOTE = "quote"
    CAPTION = "caption"
    TIME = "time"  # heading of a dated entry of a live blog


class RevisionKind(StrEnum):
    """How a revision differs from the one before it."""

    FIRST = "first"
    SAME = "same"  # nothing a reader sees has changed: not stored, unless only a later, better reading of ours shows it
    CORRECTED = "corrected"  # small edits: typos, figures, the title
    EXTENDED = "extended"  # text added, what was there stays
    REWRITTEN = "rewritten"
    SUSPICIOUS = "suspicious"  # emptied or replaced: held, the last good text stays


class Visibility(StrEnum):
    """What ``store`` lets pages, index, API and feeds show of an article."""

    PUBLIC = "public"
    HELD = "held"  # waits for inspection; only staff sees it
    WITHDRAWN = "withdrawn"  # a tombstone: address, source and date stay, text does not


class ImageState(StrEnum):
    """What is shown for a stored image, wherever its content appears."""

    SHOWN = "shown"
    HIDDEN = "hidden"  # by readers' reports, until staff decides
    BLOCKED = "blocked"  # by staff; for ever
    PROTECTED = "protected"  # by staff; later reports only queue


@dataclass(frozen=True, slots=True)
class Feed:
    """An address we poll for a source."""

    url: str
    kind: FeedKind = FeedKind.FEED
    enabled: bool = True
    language: str | None = None  # BCP 47, where all of the feed is in one language
    section: str | None = None  # section of the archive, where all of the feed is of one
    articles: str | None = None  # SECTION only: regular expression an article's path matches


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet of the catalogue."""

    id: str  # lower-case slug, part of every address of ours
    name: str
    home: str
    languages: tuple[str, ...]
    country: str  # ISO 3166-1 alpha-2, lower case
    zone: str  # IANA time zone of the newsroom
    feeds: tuple[Feed, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # interface language -> name
    rights: Rights = Rights.EXCERPT
    consent: bool = False  # its publisher agreed to these rights, whatever its pages wish (``hemera.wishes``)
    images: bool = True  # may we keep and show its pictures
    export: bool = True  # may its articles leave in tables and packages
    embargo: int = 0  # days after an article was published for which an excerpt is shown at most
    enabled: bool = True
    sections: Mapping[str, str] = field(default_factory=dict)  # as printed (folded) -> section of the archive
    gap: float | None = None  # least seconds between two requests to its host; None: the archive's default
    loopback: bool = False  # its addresses may be on this machine: only the demo and tests say so
    notes: str = ""
    logo: str = ""  # address of its logo, on its own site
    revisits: int | None = None  # visits a day at most to articles known already; None: as many as elsewhere


@dataclass(frozen=True, slots=True)
class Entry:
    """One item a feed announced."""

    url: str
    guid: str = ""
    title: str = ""
    published: datetime | None = None
    published_raw: str = ""
    authors: tuple[str, ...] = ()
    summary: str = ""  # plain text
    content_html: str = ""  # full content where the feed carries it
    language: str | None = None
    section_raw: str = ""
    image_url: str | None = None


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A parsed feed: its entries and what it says of itself."""

    entries: tuple[Entry, ...]
    title: str = ""
    language: str | None = None
    ttl: float | None = None  # seconds the feed asks to be left alone
    children: tuple[str, ...] = ()  # sitemap index: sitemaps to read next
    warnings: tuple[str, ...] = ()  # machine-readable, e.g. "truncated", "too-many-entries"
    again: int = 0  # entries left out, as the feed had them the last time, word for word
    heard: bytes = b""  # marks by which that is told the next time


@dataclass(frozen=True, slots=True)
class CaptureRef:
    """Where a stored exchange lies. ``offset`` and ``length`` bound the response record's gzip member."""

    record_id: str  # WARC-Record-ID of the response, without brackets: urn:uuid:…
    file: str  # below captures/, with forward slashes
    offset: int
    length: int
    url: str  # WARC-Target-URI: the address that finally answered
    requested_url: str  # the address that was asked for
    status: int
    mime: str  # media type without parameters, lower case; "" if absent
    sha256: str  # hex, of the payload as stored (raw)
    fetched_at: datetime
    source: str
    purpose: Purpose
    origin: str = ""  # name of the WARC file it was imported from; "" for what we fetched
    origin_offset: int = 0  # of the record in that file, in bytes


@dataclass(frozen=True, slots=True)
class Capture:
    """A stored exchange read back. ``body`` is decoded within the same bounds as when it was fetched."""

    ref: CaptureRef
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first header of that name, whatever its case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A named reason not to trust a field; a value, not a log line. ``code`` is stable, e.g. ``date.future``."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, subhead, list item… of plain text."""

    kind: BlockKind
    text: str
    language: str | None = None  # only where it differs from the article's


@dataclass(frozen=True, slots=True)
class LeadImage:
    """The picture an article was printed with, at its address."""

    url: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a page before it is read."""

    source: str
    languages: tuple[str, ...]
    zone: str
    fetched_at: datetime
    sections: Mapping[str, str] = field(default_factory=dict)
    source_names: tuple[str, ...] = ()  # every printed name of the source: cut from titles
    entry: Entry | None = None
    feed_section: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page says: the result of ``extract``, and the content of a revision."""

    url: str  # canonical, of the same site as the capture
    title: str
    language: str
    authors: tuple[str, ...] = ()
    agency: str = ""
    house: str = ""  # the newsroom as it signs itself ("La rédaction", its own name), where no person does
    published: datetime | None = None
    published_raw: str = ""
    modified: datetime | None = None
    section: str = ""  # of the archive's own list; "" if unknown
    section_raw: str = ""
    lead: str = ""
    blocks: tuple[Block, ...] = ()
    image: LeadImage | None = None
    kind: PageKind = PageKind.ARTICLE
    partial: bool = False  # behind a paywall: never presented as whole
    origins: Mapping[str, str] = field(default_factory=dict)  # field → the rule that gave it: ``json-ld``, ``entry`` …
    doubts: tuple[Doubt, ...] = ()
    extractor: str = ""  # version of the rules
    template: str = ""  # learned template of its layout that was consulted: "layout@version"; "" if none
    wishes: str = ""  # what its publisher wishes for it, as ``hemera.wishes`` writes it

    @property
    def text(self) -> str:
        """The body's paragraphs, one a line; captions left out."""
        return "\n".join(b.text for b in self.blocks if b.kind is not BlockKind.CAPTION)

    @property
    def text_sha256(self) -> str:
        """Hex SHA-256 of all a reader sees in words: what makes two revisions distinct. Older ones knew no ``house``."""
        signed = (*self.authors, self.agency, *filter(None, [self.house]), *(block.text for block in self.blocks))
        return hashlib.sha256("\n".join([self.title, self.lead, *signed]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Image:
    """A stored picture, by the SHA-256 of the bytes that were fetched."""

    sha256: str
    width: int
    height: int
    state: ImageState = ImageState.SHOWN
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An article as lists show it."""

    id: int
    source: str
    number: int  # within the source; with it, the article's lasting address
    url: str
    title: str
    language: str
    published: datetime
    section: str = ""
    lead: str = ""
    authors: tuple[str, ...] = ()
    image: Image | None = None
    revisions: int = 1
    partial: bool = False
    copies: int = 0  # other articles carrying the same text
    wishes: str = ""  # those in force: of its newest answer and of its site, whether there is a consent, and an embargo


@dataclass(frozen=True, slots=True)
class Text:
    """What an article says, without where that came from."""

    lead: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An article as a page of results reads it."""

    line: Line
    content: Text
    rights: Rights
    copy_group: int | None = None  # as of an ``Article``

    @property
    def id(self) -> int:
        return self.line.id


@dataclass(frozen=True, slots=True)
class Article:
    """An article as its page shows it: its line, its shown revision and where that came from."""

    line: Line
    content: Extraction
    revision: int
    visibility: Visibility
    reason: str  # message key of the tombstone; "" if public
    captured_at: datetime
    capture: CaptureRef
    rights: Rights
    gone_at: datetime | None = None  # since when the source's own page answers no more
    link: Link = NOT_ASKED  # what became of its address at the source
    copy_group: int | None = None  # id of the first of the articles that carry this text; None where no other does
    corrected_at: datetime | None = None  # when we last corrected our own reading of it; None: it stands as first read
    export: bool = True  # may it leave in tables and packages, as its source says

    @property
    def id(self) -> int:
        return self.line.id

    @property
    def title(self) -> str:
        return self.content.title

    @property
    def source(self) -> str:
        return self.line.source

    @property
    def published(self) -> datetime:
        return self.line.published

    @property
    def text(self) -> str:
        return self.content.text


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of ours: better rules read the same capture otherwise. The source changed nothing."""

    at: datetime
    fields: tuple[str, ...]  # of ``Extraction``: those that read otherwise since
    extractor: str  # version of the rules that read them so
    before: Extraction  # the reading whose place was taken, whole


@dataclass(frozen=True, slots=True)
class Revision:
    """One distinct version of an article."""

    number: int  # 1 is the first seen
    kind: RevisionKind
    captured_at: datetime
    held: bool
    text_sha256: str
    content: Extraction
    corrections: tuple[Correction, ...] = ()  # oldest first
