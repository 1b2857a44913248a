"""What became of addresses outside: of an article at its source, and of a source's own site. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkState(StrEnum):
    """What is known of an article's address at its source."""

    UNKNOWN = "unknown"  # not asked since it was kept
    ALIVE = "alive"
    DOUBTFUL = "doubtful"  # not there at the last visit: once proves nothing
    GONE = "gone"  # not there at two visits or more, a day apart at least
    MOVED = "moved"  # for good, to another address
    HIJACKED = "hijacked"  # its whole site is somebody else's now


@dataclass(frozen=True, slots=True)
class Link:
    """An article's address at its source, as it was found last. Moments are UTC."""

    state: LinkState = LinkState.UNKNOWN
    checked_at: datetime | None = None  # the last visit that said something
    since: datetime | None = None  # DOUBTFUL, GONE, HIJACKED: since when
    moved_to: str = ""

    @property
    def is_dead(self) -> bool:
        """Say whether nobody should be sent there."""
        return self.state in (LinkState.GONE, LinkState.HIJACKED)


NOT_ASKED = Link()


class SiteState(StrEnum):
    """What a reader should know of a source's own site."""

    UNKNOWN = "unknown"  # not looked at yet
    ANSWERS = "answers"
    SILENT = "silent"  # has not answered for days
    MOVED = "moved"  # to another domain, under its own name
    HIJACKED = "hijacked"


@dataclass(frozen=True, slots=True)
class Site:
    """A source's own site, as its front page was found last. Moments are UTC."""

    state: SiteState = SiteState.UNKNOWN
    since: datetime | None = None  # null where it answers as ever
    checked_at: datetime | None = None
    moved_to: str = ""
