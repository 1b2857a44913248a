"""Bringing the past of a source: its plan, how far it is, and what a first look at it would find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hemera import care, clock, httpcontent, lookups, past
from hemera.config import Config
from hemera.errors import ConfigError, HemeraError
from hemera.listings import Listing, Mentions, Period, Role, Way
from hemera.types import Purpose

if TYPE_CHECKING:
    from hemera.protocols import Fetcher
    from hemera.store.backfills import Progress
    from hemera.types import Source
    from hemera.workers import BoundedPool

LOOKS = 12  # requests of a first look


@dataclass(frozen=True, slots=True)
class Look:
    """A listing a first look read, or could not read."""

    way: str
    url: str
    addresses: int = 0
    listings: int = 0  # further ones of the period
    error: str = ""


def begin(source: str, wish: Mapping[str, Any]) -> None:
    """Begin to bring a source's past, or change the plan under way. ``wish``: since, until, per_day, pages, all_ways.

    Raises ``NotFound``.
    """
    from hemera.store import backfills

    backfills.begin(lookups.source(source), wish, clock.now())


def pause(source: str, *, paused: bool) -> None:
    """Let a plan rest, or go on; raises ``ConfigError`` where there is none."""
    from hemera.store import backfills

    if not backfills.pause(lookups.source(source).id, paused=paused):
        raise _none(source)


def end(source: str) -> None:
    """End a plan for good, keeping what it brought; raises ``ConfigError`` where there is none."""
    from hemera.store import backfills

    if not backfills.end(lookups.source(source).id, clock.now()):
        raise _none(source)


def progress(source: str | None = None) -> list[Progress]:
    """Return how far the plans under way are, or the newest of one source, which may be ended; raises ``NotFound``."""
    from hemera.store import backfills

    return backfills.progress(clock.now(), lookups.source(source).id if source else None)


def look(config: Config, source: str, period: Period, report: Callable[[int, str], None] = lambda *_: None) -> list[Look]:
    """Read the first listings of a source's past, politely, a dozen at most: which ways there are. Nothing is recorded."""
    from hemera.store.visited import visited

    asked, known = lookups.source(source), visited(source)
    with care.asking(config, 1) as (fetcher, pool):

        def read(listing: Listing) -> Mentions:
            return _read(fetcher, pool, asked, listing, (period, known))

        return _looked(asked, read, report)


def _looked(source: Source, read: Callable[[Listing], Mentions], report: Callable[[int, str], None]) -> list[Look]:
    from hemera.past.reading import usual

    waiting, looks, keys = list(past.seeds(source.home)), list[Look](), set[str]()
    ways: dict[Way, int] = {}
    while waiting and len(looks) < LOOKS:
        waiting.sort(key=lambda one: (ways.get(one.way, 0), one.way.stage))  # of every way something
        listing = waiting.pop(0)
        report(len(looks), listing.url)
        ways[listing.way] = ways.get(listing.way, 0) + 1
        try:
            found = read(listing)
        except HemeraError as error:
            looks.append(Look(listing.way, listing.url, error=error.key))
            found = Mentions(listings=usual(source.home) if listing.role is Role.ROBOTS else ())
        else:
            looks.append(Look(listing.way, listing.url, len(found.mentions), len(found.listings)))
        waiting += [one for one in found.listings if one.key not in keys]
        keys.update(one.key for one in found.listings)
    return looks


def _read(fetcher: Fetcher, pool: BoundedPool, source: Source, listing: Listing, by: tuple[Period, Any]) -> Mentions:
    from hemera.pipeline.desks import polite
    from hemera.pipeline.tasks import CPU_SECONDS

    purpose = Purpose.SITEMAP if listing.role is Role.SITEMAP else Purpose.FEED
    response = httpcontent.usable(fetcher.submit(polite(source, listing.url, purpose)).result())
    arrived = (response.body, response.header("Content-Type") or "", response.final_url, response.fetched_at)
    task = (past.read, arrived, listing, *by, source.zone)
    found: Mentions = pool.submit(*task, cpu_seconds=CPU_SECONDS["listing"]).result()
    return found


def _none(source: str) -> ConfigError:
    return ConfigError("backfill.none", "No past of {source} is being brought.", source=source)
