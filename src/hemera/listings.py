"""Where a source's past is listed: ways to it, what is asked for, and what a listing holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hemera.types import Entry


class Way(StrEnum):
    """A way to a source's past, in the order in which they are tried."""

    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"  # addresses and dates from WordPress's JSON
    ARCHIVE = "archive"  # pages of a year, a month or a day
    PAGES = "pages"  # from a front or section page to older ones

    @property
    def stage(self) -> int:
        return tuple(Way).index(self)

    @property
    def channel(self) -> str:
        """Return what an entry's channel is called that came this way."""
        return f"{PAST}{self}"


PAST = "past-"  # how channels begin that are ways to the past


class Role(StrEnum):
    """How the bytes of a listing are read."""

    ROBOTS = "robots"  # for the sitemaps it names
    SITEMAP = "sitemap"
    FRONT = "front"  # for the ways that begin there
    WORDPRESS = "wordpress"
    PAGE = "page"  # of links to articles


@dataclass(frozen=True, slots=True)
class Period:
    """Days of publication that are wanted, both included; None: without a bound."""

    since: date | None = None
    until: date | None = None

    def touches(self, first: date | None, last: date | None) -> bool:
        """Say whether something of these days may be wanted; a day more at both ends, for clocks differ."""
        day = timedelta(days=1)
        return not (last and self.since and last < self.since - day) and not (first and self.until and first > self.until + day)


@dataclass(frozen=True, slots=True)
class Listing:
    """An address that lists what a source published."""

    url: str
    way: Way
    role: Role = Role.PAGE
    key: str = ""  # what it is known by: addresses that list the same have one
    depth: int = 0  # sitemap indexes above it
    number: int = 1  # of its pages
    first: date | None = None  # the days it is of, as far as its address tells
    last: date | None = None
    idle: int = 0  # listings in a row before it that had nothing new

    @property
    def stage(self) -> int:
        """Return when it is read: the front page names the ways after sitemaps, and is looked at before them."""
        return Way.WORDPRESS.stage if self.role is Role.FRONT else self.way.stage


@dataclass(frozen=True, slots=True)
class Mention:
    """An article's address in a listing, and the day it seems to be of."""

    entry: Entry
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Mentions:
    """What a listing holds."""

    mentions: tuple[Mention, ...] = ()
    listings: tuple[Listing, ...] = ()
    warnings: tuple[str, ...] = ()
