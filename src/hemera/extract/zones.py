"""Which stamps of a source do not mean what they say: learned from its own pages, one witness at a time.

Many systems stamp the newsroom's wall clock as UTC (``10:15:00Z`` for what was published at 10:15 in Rabat), some stamp UTC
with the newsroom's offset. A page that prints its clock shows it; one that does not is read as the source's other pages were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from hemera import dates
from hemera.errors import ParseError

STAMPED = "stamped"  # the moment is the one stamped
LOCAL = "local"  # the figures are the newsroom's wall clock, whatever offset is stamped
WORLD = "utc"  # the figures are UTC, whatever offset is stamped
ENOUGH = 3  # witnesses before a meaning is believed, and more than twice what speaks against it
MOST = 12  # of one meaning that are remembered: what was long believed is un-learned by three pages in a row
SKEW = timedelta(minutes=5)  # between the clocks of a source and ours
_SAME = timedelta(minutes=2)  # between two tellings of one moment
_MOST_KINDS = 24  # of stamps of one source


class Seen(NamedTuple):
    """A stamp and what else tells its moment. Count each article once: captures of one page are one witness."""

    origin: str  # the rule that read it: json-ld, meta, time, entry
    stamped: datetime  # aware; in the newsroom's zone where no offset was stamped
    zoned: bool
    captured: datetime
    printed: datetime | None = None  # the newsroom's wall clock, as printed on the page
    feed: datetime | None = None  # aware; what the feed stamped


@dataclass(frozen=True, slots=True)
class Zones:
    """What a source's stamps were found to mean: witnesses for each meaning, by kind of stamp (``json-ld +00:00``)."""

    witnesses: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def learned(self, seen: Seen, zone: str) -> Zones:
        """Return what is known after one more page. A witness halves what spoke for another meaning.

        A stamp in the future of its own capture is worth two witnesses: no clock errs by whole hours.
        """
        found = verdict(seen, zone)
        if found is None:
            return self
        meaning, worth = found
        kind = _kind(seen.origin, seen.stamped, seen.zoned)
        before = self.witnesses.get(kind, {})
        after = {name: count // 2 for name, count in before.items() if name != meaning and count > 1}
        after[meaning] = min(MOST, before.get(meaning, 0) + worth)
        others = [(name, told) for name, told in self.witnesses.items() if name != kind][-_MOST_KINDS + 1 :]
        return Zones(dict([*others, (kind, after)]))

    def meant(self, origin: str, stamped: datetime, zoned: bool, zone: str) -> datetime | None:
        """Return the moment a stamp means, None where the source's pages have not shown it."""
        told = self.witnesses.get(_kind(origin, stamped, zoned), {})
        meaning = max(told, key=lambda name: told[name], default=STAMPED)
        count = told.get(meaning, 0)
        if count < ENOUGH or count <= 2 * (sum(told.values()) - count):
            return None
        return _meanings(stamped, dates.zone_of(zone))[meaning]

    def to_dict(self) -> dict[str, dict[str, int]]:
        """Return a value for JSON or TOML."""
        return {kind: dict(told) for kind, told in self.witnesses.items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Zones:
        """Read what ``to_dict`` gave; raises ``ParseError`` (``parse.zones``) for anything else."""
        witnesses = {kind: told for kind, told in data.items() if isinstance(told, Mapping) and all(map(_is_count, told.items()))}
        if len(witnesses) != len(data) or len(data) > _MOST_KINDS:
            raise ParseError("parse.zones", "What is said of a source's time zones is not in the form it is written in.")
        return cls({kind: dict(told) for kind, told in witnesses.items()})


def verdict(seen: Seen, zone: str) -> tuple[str, int] | None:
    """Return what a page shows its stamp to mean, and how many witnesses that is worth; None where it shows nothing.

    A meaning later than the capture is none. Then the printed clock says, then the feed, then what is left.
    """
    local = dates.zone_of(zone)
    meanings = _distinct(_meanings(seen.stamped, local))
    if len(meanings) < 2:
        return None
    possible = {name: moment for name, moment in meanings.items() if moment <= seen.captured + SKEW}
    refuted = STAMPED not in possible
    if seen.printed is not None:
        meaning = _by_print(possible, seen, seen.printed.replace(tzinfo=local), refuted)
    else:
        meaning = _by_feed(possible, seen) or (LOCAL if refuted and LOCAL in possible else None)
    return (meaning, 2 if refuted else 1) if meaning else None


def shown(seen: Seen, zone: str) -> datetime | None:
    """Return the moment a page alone shows its stamp to mean, None where it shows nothing."""
    found = verdict(seen, zone)
    return _meanings(seen.stamped, dates.zone_of(zone))[found[0]] if found else None


def _by_print(possible: Mapping[str, datetime], seen: Seen, printed: datetime, refuted: bool) -> str | None:
    """A clock printed as stamped with an offset of its own is told by that offset: it is our zone that is not the newsroom's."""
    told = next((name for name, moment in possible.items() if abs(moment - printed) < _SAME), None)
    return None if told == LOCAL and seen.stamped.utcoffset() != timedelta() and not refuted else told


def _by_feed(possible: Mapping[str, datetime], seen: Seen) -> str | None:
    """A feed's own stamp may err as the page's does: it only counts where the two are not written alike."""
    feed = seen.feed
    if feed is None or (feed == seen.stamped and feed.utcoffset() == seen.stamped.utcoffset() == timedelta()):
        return None
    told = [name for name, moment in possible.items() if abs(moment - feed) < _SAME]
    if seen.zoned and seen.stamped.utcoffset() != timedelta():  # an offset somebody set: the feed's error is as likely
        told = [name for name in told if name == STAMPED]
    return next(iter(told), None)


def _meanings(stamped: datetime, local: tzinfo) -> dict[str, datetime]:
    return {STAMPED: stamped, LOCAL: stamped.replace(tzinfo=local), WORLD: stamped.replace(tzinfo=UTC)}


def _distinct(meanings: Mapping[str, datetime]) -> dict[str, datetime]:
    """Leave out meanings that are the moment of one before them: they cannot be told apart."""
    kept: dict[datetime, str] = {}
    for name, moment in meanings.items():
        kept.setdefault(moment.astimezone(UTC), name)
    return {name: meanings[name] for name in kept.values()}


def _kind(origin: str, stamped: datetime, zoned: bool) -> str:
    return f"{origin.partition(':')[0]} {stamped.strftime('%z') if zoned else 'none'}"


def _is_count(told: tuple[object, object]) -> bool:
    name, count = told
    return name in {STAMPED, LOCAL, WORLD} and isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST
