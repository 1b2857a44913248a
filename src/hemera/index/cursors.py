"""Where a page of results ended, as text that means nothing to anybody else."""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass

from hemera.errors import QueryError

MOST_NEAR = 5
_LONGEST = 300  # characters


@dataclass(frozen=True, slots=True)
class Newest:
    """Continue below this key."""

    key: int


@dataclass(frozen=True, slots=True)
class Best:
    """Continue below this score, and within it below this key; ``seen`` results came before.

    Where ``near`` names keys: from about this score on, with all but those.
    """

    score: float
    key: int
    seen: int
    near: tuple[int, ...] = ()


def write(cursor: Newest | Best) -> str:
    """Return the text of a position."""
    values = [cursor.key] if isinstance(cursor, Newest) else [cursor.key, cursor.score, cursor.seen, *cursor.near]
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def read(text: str) -> Newest | Best:
    """Return the position in a text; raises ``QueryError`` where there is none."""
    try:
        values = json.loads(base64.b64decode(text[:_LONGEST] + "=" * (-len(text) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    match values:
        case [int(key)] if _is_key(key):
            return Newest(key)
        case [int(key), float(score), int(seen), *near] if (
            math.isfinite(score) and 0 <= seen < 1 << 31 and len(near) <= MOST_NEAR and all(map(_is_key, (key, *near)))
        ):
            return Best(score, key, seen, tuple(near))
        case _:
            raise QueryError("query.bad-cursor", "This page of results cannot be found again.")


def _is_key(value: object) -> bool:
    return type(value) is int and abs(value) < 1 << 63
