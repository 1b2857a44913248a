"""Three outcomes, each counted once: passed, discarded (with a reason), held for inspection. The sums match."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

log = logging.getLogger("hemera.pipeline")


@dataclass(slots=True)
class Tally:
    """What one run did so far."""

    polled: int = 0
    listings: int = 0  # of the past, read
    unchanged: int = 0  # polls and visits that found nothing new
    entries: int = 0  # new ones
    fetched: int = 0  # pages and images whose bytes arrived
    articles: int = 0  # new ones
    revised: int = 0
    images: int = 0
    learned: int = 0  # templates: versions of what is known of a source's layouts
    failed: Counter[str] = field(default_factory=Counter)  # reason -> times; will be tried again
    discarded: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    queued: int = 0  # work in hand
    paused: bool = False  # the disk is nearly full: nothing new is asked for

    def as_table(self) -> dict[str, object]:
        """Return plain values for JSON."""
        counts = ("polled", "listings", "unchanged", "entries", "fetched", "articles", "revised", "images", "learned")
        plain = {name: getattr(self, name) for name in counts}
        return plain | {"paused": self.paused} | {name: dict(getattr(self, name)) for name in ("failed", "discarded", "held")}


def guarded(what: str, action: Callable[[], None], on_bug: Callable[[str], None]) -> None:
    """Run one step of one item; a bug in it holds that item and no other."""
    try:
        action()
    except Exception as error:
        log.exception("%s failed", what)
        on_bug(f"bug.{type(error).__name__}")
