"""What every entry of one feed is read against: its base, its clock, its language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from hemera import dates, markup, urls
from hemera.errors import ParseError

MAX_CONTENT = 500_000  # characters of one entry's full content


@dataclass
class Reader:
    """One feed's reader; it gathers warnings as it goes."""

    base: str
    zone: str = "UTC"
    now: datetime | None = None
    language: str | None = None
    warnings: dict[str, None] = field(default_factory=dict)  # a set that keeps order

    def link(self, *candidates: object, base: str | None = None) -> str | None:
        """Return the first candidate that is an address, in its normal form; ``base`` is the element's own (xml:base)."""
        base = urljoin(self.base, base) if base else self.base
        for candidate in candidates:
            if isinstance(candidate, str) and candidate.strip():
                try:
                    address = urls.normalise(candidate, base)
                except ParseError:
                    address = ""
                if 0 < len(address) <= urls.MAX_KEPT:
                    return address
                self.warnings["link-refused"] = None
        return None

    def date(self, raw: object) -> tuple[datetime | None, str]:
        """Return (aware time or None, raw text): what is in the future or before the web is not a date."""
        text = markup.line(str(raw or ""), 200)
        reading = dates.read(text, self.zone, self.now) if text else None
        if reading is None or any(d.code != "date.january-first" for d in reading.doubts):
            if text:
                self.warnings["date-unread"] = None
            return None, text
        return reading.value, text


def text_at(item: Mapping[str, Any], name: str) -> str:
    """Return a text or number of a JSON object as text; "" for anything else."""
    value = item.get(name)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""


def list_at(item: Mapping[str, Any], name: str) -> list[Any]:
    """Return a list of a JSON object; empty for anything else."""
    value = item.get(name)
    return value if isinstance(value, list) else []
