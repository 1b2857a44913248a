"""The ``before`` of long lists: an opaque cursor made of the last line's time and id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import BadRequest

from hemera.store.queries import Key
from hemera.types import Line

PER_PAGE = 25
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"(-?[0-9a-f]{1,14})\.([0-9a-f]{1,15})")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``older`` is the cursor of the next one, "" on the last."""

    lines: tuple[Line, ...]
    older: str


def encode(line: Line) -> str:
    return f"{(line.published - _EPOCH) // timedelta(microseconds=1):x}.{line.id:x}"


def decode(text: str | None) -> Key | None:
    """Read ``?before=``; raises ``BadRequest`` for what we never wrote."""
    if not text:
        return None
    match = _CURSOR.fullmatch(text)
    try:
        if match is None:
            raise BadRequest("before")
        return _EPOCH + timedelta(microseconds=int(match[1], 16)), int(match[2], 16)
    except OverflowError as error:
        raise BadRequest("before") from error


def cut(lines: Sequence[Line], limit: int = PER_PAGE) -> Page:
    """Make a page of ``limit`` + 1 lines read: the one too many says that there are more."""
    kept = tuple(lines[:limit])
    return Page(kept, encode(kept[-1]) if len(lines) > limit else "")
