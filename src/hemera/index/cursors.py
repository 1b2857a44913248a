"""Where a page of results ended, as text that means nothing to anybody else."""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass

from hemera.errors import QueryError


@dataclass(frozen=True, slots=True)
class Newest:
    """Continue below this key."""

    key: int


@dataclass(frozen=True, slots=True)
class Best:
    """Continue below this score, and within it below this key; ``seen`` results came before."""

    score: float
    key: int
    seen: int


def write(cursor: Newest | Best) -> str:
    """Return the text of a position."""
    values = [cursor.key] if isinstance(cursor, Newest) else [cursor.key, cursor.score, cursor.seen]
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def read(text: str) -> Newest | Best:
    """Return the position in a text; raises ``QueryError`` where there is none."""
    try:
        values = json.loads(base64.b64decode(text[:200] + "=" * (-len(text) % 4), b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    match values:
        case [int(key)] if _is_key(key):
            return Newest(key)
        case [int(key), float(score), int(seen)] if _is_key(key) and math.isfinite(score) and 0 <= seen < 1 << 31:
            return Best(score, key, seen)
        case _:
            raise QueryError("query.bad-cursor", "This page of results cannot be found again.")


def _is_key(value: int) -> bool:
    return abs(value) < 1 << 63 and not isinstance(value, bool)
