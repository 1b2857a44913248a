"""Pages with gold, as they lie on disk: ``<set>.jsonl.gz``, one page a line, any key of which may be absent."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hemera import languages

_LANG = re.compile(r"<html[^>]{0,500}?\slang\s*=\s*[\"']?([A-Za-z]{2,3})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Key(NamedTuple):
    """What tells a page from every other."""

    set: str
    id: str


@dataclass(frozen=True)
class GoldPage:
    """A page and what somebody found in it. ``gold`` is None where nobody wrote the body down; ``date`` is a day, ISO 8601."""

    key: Key
    family: str  # fe, sh, ft…: the sets of one family follow the same rules about what belongs to a body
    publisher: str
    url: str
    language: str  # of the gold's text, ISO 639; "" if there is none
    html: str
    body: bytes  # as a server would send it, UTF-8: decoding is part of our reading
    gold: tuple[str, ...] | None
    optional: tuple[str, ...]  # paragraphs that may be in a reading or not
    title: str
    authors: tuple[str, ...]
    date: str
    seen: datetime  # when it was fetched; now, where nobody wrote it down


def load(folder: Path, names: Iterable[str] = ()) -> Iterator[GoldPage]:
    """Yield the pages of every set in a folder, or of those whose names begin with one of ``names``."""
    wanted = tuple(names)
    for path in sorted(folder.glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        if not wanted or name.startswith(wanted):
            yield from _of(path, name)


def half(pages: Iterable[GoldPage], which: int) -> list[GoldPage]:
    """Return every other publisher of each set, ordered by a hash: one half (0) to write rules by, the other (1) to measure."""
    found = list(pages)
    names = {page.key.set: set[str]() for page in found}
    for page in found:
        names[page.key.set].add(page.publisher)
    kept = {name: sorted(of, key=lambda one: zlib.crc32(one.encode()))[which::2] for name, of in names.items()}
    return [page for page in found if page.publisher in kept[page.key.set]]


def _of(path: Path, name: str) -> Iterator[GoldPage]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if row.get("html"):
                yield page(row, name, str(number))


def page(row: Mapping[str, Any], name: str, number: str = "1") -> GoldPage:
    """Return a page from its row; ``name`` is its set's, ``number`` stands in for an absent id."""
    url = row.get("url") or ""
    url = url if url.startswith(("http://", "https://")) else "https://page.example/"
    gold = None if row.get("gold") is None else _texts(row["gold"])
    return GoldPage(
        key=Key(name, str(row.get("id") or number)),
        family=re.split(r"[^a-z]", name.lower())[0],
        publisher=row.get("publisher") or (urlsplit(url).hostname or "").removeprefix("www."),
        url=url,
        language=_language(row, gold),
        html=row["html"],
        body=row["html"].encode("utf-8", "replace"),
        gold=gold,
        optional=_texts(row.get("optional")),
        title=row.get("title") or "",
        authors=_texts(row.get("authors")),
        date=found[0] if (found := _DAY.match(str(row.get("date") or ""))) else "",
        seen=_seen(row.get("crawl_date")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, [value] if isinstance(value, str) else value or ()))


def _language(row: Mapping[str, Any], gold: tuple[str, ...] | None) -> str:
    """The language of the text: what ``<html lang>`` says is the site's."""
    said = row.get("lang") or (match[1] if (match := _LANG.search(row["html"][:20_000])) else "")
    text = " ".join(gold or ()) or row.get("title") or ""
    return languages.detect(text, [said.lower()[:2]] if said else [])[0] if text else str(said).lower()[:2]


def _seen(crawl_date: Any) -> datetime:
    try:
        when = datetime.fromisoformat(str(crawl_date))
    except ValueError:
        return datetime.now(UTC)
    return when.replace(tzinfo=when.tzinfo or UTC)
