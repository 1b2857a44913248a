"""A frozen query as a value, and as the files it is kept in. They are written once and never changed."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import chain, dropwhile, groupby, islice
from pathlib import Path
from typing import Annotated, Any

from hemera import disk
from hemera.errors import ConfigError, NotFound

FOLDER, RECORD, LIST, CHECK = "frozen", "frozen.json", "articles.tsv.gz", "check.json"
FORMAT = 1
_ID = re.compile(r"[0-9]{8}-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A source of which something may be missing in the period."""

    source: str
    hours: Annotated[float, "not read, within the period"]
    lasts: Annotated[bool, "it lasted still when the query was frozen"]
    causes: Annotated[Mapping[str, int], "key → times"]


@dataclass(frozen=True, slots=True)
class Period:
    """The days that were searched, and what may be missing of them."""

    first: date
    last: date
    sources: Annotated[int, "how many are collected, of those that were searched"]
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Frozen:
    """A frozen query. ``sha256`` is over its list: a line an article, sorted, as in ``articles.tsv``."""

    id: str
    name: str
    note: str
    asked: Annotated[str, "the query as it was typed"]
    query: Annotated[str, "as it was understood; asking it again needs nothing else"]
    zone: Annotated[str, "whose days are meant"]
    frozen_at: datetime
    articles: int
    sha256: str
    sources: Annotated[Mapping[str, int], "id → articles"]
    period: Annotated[Period | None, "null where nothing was found and no days were asked for"]
    head: Annotated[int, "of the change log when it began"]
    watermark: Annotated[int, "how far the index had followed that log"]
    analysis: Annotated[str, "version of the index's analysis of words"]
    extractor: Annotated[str, "version of the rules by which pages are read"]
    archive: Annotated[str, "its name"]
    hemera: Annotated[str, "version of the software"]

    def plain(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        table: dict[str, Any] = json.loads(json.dumps(asdict(self), default=lambda moment: moment.isoformat()))
        return {"format": FORMAT, **table}


def place(root: Path, name: str) -> Path:
    """Return where the files of a frozen query lie, in an archive's folder."""
    return root / FOLDER / name


def written(record: Frozen) -> bytes:
    """Return the record's file."""
    return (json.dumps(record.plain(), ensure_ascii=False, indent=2) + "\n").encode()


def keep(root: Path, record: Frozen, listed: Path) -> Frozen:
    """Put a record and its list in their place, both or none of them."""
    beside = root / FOLDER / f".{record.id}.part"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    shutil.move(listed, beside / LIST)
    with (beside / LIST).open("rb") as file:
        os.fsync(file.fileno())
    disk.replace(beside / RECORD, written(record))
    beside.rename(place(root, record.id))
    disk.sync_folder(root / FOLDER)
    disk.sync_folder(root)
    return record


def find(root: Path, name: str) -> Frozen:
    """Return a frozen query.

    Raises:
        NotFound: there is none of that id; ConfigError: its file cannot be read.
    """
    file = place(root, name) / RECORD
    if not _ID.fullmatch(name) or not file.is_file():
        raise NotFound("not-found.frozen", "No frozen query {what}.", what=name[:40])
    try:
        return _read(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError("frozen.damaged", "{file} cannot be read: {error}", file=file, error=error) from error


def names(root: Path) -> list[str]:
    """Return the ids of all frozen queries, those of the latest day first."""
    return sorted((path.name for path in (root / FOLDER).glob("*") if _ID.fullmatch(path.name)), reverse=True)


def every(root: Path, after: str = "") -> Iterator[Frozen]:
    """Yield the frozen queries that can be read, the newest first: all, or those that follow the one of an id.

    A day's files are read when it is its turn.
    """
    days = groupby((name for name in names(root) if not after or _day(name) <= _day(after)), key=_day)
    found = chain.from_iterable(_of_day(root, day) for _, day in days)
    return islice(dropwhile(lambda made: made.id != after, found), 1, None) if after else found


def some(root: Path, limit: int, after: str = "") -> tuple[list[Frozen], str]:
    """Return so many of ``every``, and the id that more would follow; "" where these are the last."""
    found = list(islice(every(root, after), limit + 1))
    return found[:limit], found[limit - 1].id if len(found) > limit else ""


def _of_day(root: Path, day: Iterable[str]) -> list[Frozen]:
    made = []
    for name in day:
        with suppress(ConfigError):
            made.append(find(root, name))
    return sorted(made, key=lambda record: record.frozen_at, reverse=True)


def _day(name: str) -> str:
    return name.partition("-")[0]


def _read(table: dict[str, Any]) -> Frozen:
    if table.pop("format") != FORMAT:
        raise ValueError("a newer Hemera has written it")
    period = table.pop("period")
    return Frozen(
        **table | {"frozen_at": datetime.fromisoformat(table["frozen_at"])},
        period=_period(period) if period else None,
    )


def _period(table: dict[str, Any]) -> Period:
    first, last = date.fromisoformat(table["first"]), date.fromisoformat(table["last"])
    return Period(first, last, table["sources"], tuple(Gap(**gap) for gap in table["gaps"]))
