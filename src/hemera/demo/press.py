"""The texts of the little press, read from their TOML files into values.

A text is an article as its outlet prints it. Moments are aware, to the minute, in the newsroom's zone; those written as
``ago`` are counted back from the moment the demo starts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from hemera.demo.outlets import OUTLETS
from hemera.errors import ConfigError

TOPICS = frozenset({"politics", "economy", "society", "world", "culture", "sports", "science", "environment", "opinion"})
KINDS = frozenset({"article", "live", "gallery", "premium"})
CHANGES = frozenset({"typo", "figure", "title", "paragraphs", "emptied", "consent", "gone"})
AGENCY = re.compile(r"\b(AGA|GANA)\b|و\.خ\.ل|Agence des Amandiers|News Agency|وكالة خليج اللوز")

_AGO = re.compile(r"^(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?$")
_KEYS = frozenset(
    [
        "slug",
        "lang",
        "event",
        "dispatch",
        "topic",
        "section",
        "title",
        "seo_title",
        "authors",
        "published",
        "ago",
        "upcoming",
        "lead",
        "caption",
        "credit",
        "motif",
        "kind",
        "body",
        "subheads",
        "change",
        "entries",
        "photos",
        "free",
    ]
)


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to an article after publication."""

    kind: str
    find: str = ""
    replace: str = ""
    title: str = ""
    append: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveEntry:
    """One dated entry of a live blog."""

    at: datetime
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One article as it stands at some moment. ``state`` is ``""``, ``emptied``, ``consent`` or ``gone``."""

    source: str
    slug: str
    language: str
    published: datetime
    topic: str
    section: str
    title: str
    lead: str
    body: tuple[str, ...]
    seo_title: str = ""
    authors: tuple[str, ...] = ()
    caption: str = ""
    credit: str = ""
    motif: str = ""
    kind: str = "article"
    subheads: Mapping[int, str] | None = None  # before which paragraph, counted from 1
    entries: tuple[LiveEntry, ...] = ()  # newest first
    photos: tuple[str, ...] = ()
    free: int = 2
    event: str = ""
    dispatch: str = ""
    changes: tuple[Change, ...] = ()
    modified: datetime | None = None
    state: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.slug

    @property
    def seed(self) -> int:
        """Return a number of this article's own, the same at every start."""
        return crc32(f"{self.source}/{self.slug}".encode())

    @property
    def number(self) -> int:
        """Return the number the outlet's system gave it: five digits, unlike any other's of the source."""
        return 10_000 + self.seed % 90_000

    @property
    def touched(self) -> datetime:
        """Return when the page last changed."""
        return self.modified or self.published

    @property
    def has_picture(self) -> bool:
        return bool(self.caption)

    @property
    def agency(self) -> str:
        """Return the agency's tag as printed, ``""`` for the outlet's own work."""
        return next((name for name in self.authors if AGENCY.search(name)), "")

    @property
    def writers(self) -> tuple[str, ...]:
        """Return the people who sign, without the agency."""
        return tuple(name for name in self.authors if not AGENCY.search(name))

    @property
    def visible(self) -> tuple[str, ...]:
        """Return the paragraphs a reader without a subscription sees."""
        return self.body[: self.free] if self.kind == "premium" else self.body

    def subhead(self, number: int) -> str:
        """Return the subhead before paragraph ``number`` (from 1), ``""`` where there is none."""
        return (self.subheads or {}).get(number, "")


@dataclass(frozen=True, slots=True)
class Press:
    """All texts: those printed when the demo starts, and those that appear while it runs."""

    start: datetime
    pieces: tuple[Piece, ...]
    upcoming: tuple[Piece, ...] = ()

    def of(self, source: str) -> tuple[Piece, ...]:
        """Return one source's articles, newest first."""
        return tuple(sorted((p for p in self.pieces if p.source == source), key=lambda p: p.published, reverse=True))


def load(start: datetime) -> Press:
    """Read the packaged texts. ``start`` is aware; raises ``ConfigError`` where a text is wrong."""
    folder = files("hemera.demo") / "press"
    texts = {f.name: f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".toml")}
    return parse(texts, start)


def parse(texts: Mapping[str, str], start: datetime) -> Press:
    """Make a press of TOML texts by file name; ``dhifaf-fr.toml`` belongs to the source ``dhifaf``."""
    printed: list[Piece] = []
    upcoming: list[Piece] = []
    for name, text in sorted(texts.items()):
        for row in _rows(name, text):
            piece = _piece(name, row, start)
            (upcoming if row.get("upcoming") else printed).append(piece)
    return Press(start, tuple(printed), tuple(upcoming))


def change(piece: Piece, how: Change, at: datetime) -> Piece:
    """Return the article as it stands after one change made at ``at``."""
    piece = replace(piece, modified=local(at, piece.source))
    match how.kind:
        case "typo" | "figure":
            return _reworded(piece, how.find, how.replace)
        case "title":
            return replace(piece, title=how.title, seo_title="")
        case "paragraphs":
            return replace(piece, body=piece.body + how.append)
        case "emptied":
            return replace(piece, state="emptied", lead="", body=(), entries=(), photos=(), caption="", credit="")
        case _:
            return replace(piece, state=how.kind)


def local(moment: datetime, source: str) -> datetime:
    """Return a moment in the newsroom's zone, to the minute."""
    return moment.astimezone(ZoneInfo(OUTLETS[source].zone)).replace(second=0, microsecond=0)


def _reworded(piece: Piece, find: str, by: str) -> Piece:
    return replace(
        piece,
        title=piece.title.replace(find, by),
        lead=piece.lead.replace(find, by),
        body=tuple(paragraph.replace(find, by) for paragraph in piece.body),
    )


def _rows(name: str, text: str) -> Iterator[dict[str, Any]]:
    try:
        rows = tomllib.loads(text)["article"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise ConfigError("demo.text", "{file}: {error}", file=name, error=error) from error
    yield from rows


def _piece(name: str, row: dict[str, Any], start: datetime) -> Piece:
    source = name.removesuffix(".toml").split("-")[0]
    _check(name, row, source)
    published = _published(row, source, start)
    return Piece(
        source=source,
        slug=row["slug"],
        language=row["lang"],
        published=published,
        topic=row["topic"],
        section=row["section"],
        title=row["title"],
        lead=row["lead"],
        body=tuple(row["body"]),
        authors=tuple(row.get("authors", ())),
        subheads={int(number): text for number, text in row.get("subheads", ())},
        entries=_entries(row.get("entries", ()), published),
        photos=tuple(row.get("photos", ())),
        changes=tuple(_change(item) for item in row.get("change", ())),
        **{key: row[key] for key in ("seo_title", "caption", "credit", "motif", "kind", "free", "event", "dispatch") if key in row},
    )


def _check(name: str, row: dict[str, Any], source: str) -> None:
    wrong = [
        *(f"unknown key {key}" for key in row.keys() - _KEYS),
        *(f"{key} is missing" for key in ("slug", "lang", "topic", "section", "title", "lead", "body") if key not in row),
    ]
    if source not in OUTLETS:
        wrong.append("no such outlet")
    if row.get("topic") not in TOPICS or row.get("kind", "article") not in KINDS:
        wrong.append("unknown topic or kind")
    if any(item.get("kind") not in CHANGES for item in row.get("change", ())):
        wrong.append("unknown change")
    if wrong:
        raise ConfigError("demo.text", "{file}: {slug}: {wrong}", file=name, slug=row.get("slug"), wrong=", ".join(wrong))


def _published(row: dict[str, Any], source: str, start: datetime) -> datetime:
    if "published" in row:
        printed: datetime = row["published"]
        return printed.replace(second=0, tzinfo=ZoneInfo(OUTLETS[source].zone))
    return local(start - _age(row.get("ago", "")), source)


def _age(text: str) -> timedelta:
    found = _AGO.match(text.strip())
    if found is None:
        raise ConfigError("demo.text", "not an age: {text}", text=text)
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _change(row: dict[str, Any]) -> Change:
    return Change(row["kind"], row.get("find", ""), row.get("replace", ""), row.get("title", ""), tuple(row.get("append", ())))


def _entries(rows: Any, published: datetime) -> tuple[LiveEntry, ...]:
    """Date the entries: the oldest two minutes after publication, the others as far from it as their printed hours are."""
    at, before = published + timedelta(minutes=2), None
    entries = []
    for hour, *paragraphs in reversed(rows):
        minutes = int(hour[:2]) * 60 + int(hour[3:])
        if before is not None:
            at += timedelta(minutes=(minutes - before) % (24 * 60))  # a long evening goes past midnight
        before = minutes
        entries.append(LiveEntry(at, tuple(paragraphs)))
    return tuple(reversed(entries))
