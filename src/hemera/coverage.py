"""What may have been missed, and what is usual of a source: the judgements of the coverage ledger. Pure; times in, values out.

A *lapse* is a time in which a feed was not looked at with success, or too rarely. Everything else is counted from the entries
themselves: announced = articles + queued + held + discarded, day by day.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

BURST = "coverage.burst"  # between two polls in time, the feed announced more than it holds
AWAY = "coverage.away"  # we came much later than due: no collector was running, or it could not keep up
LATE = 3_600.0  # seconds after its time from which a poll is late, if that is more than its interval, too
# They say that we waited, not what for: another cause beside them is the true one.
ECHOES = frozenset({"fetch.paused", "fetch.queue-full"})

WEEKS, LEAST_WEEKS = 8, 3  # what is usual is told from so many past weeks, and not from fewer
CHANCE = 0.001  # what happens by chance more rarely than this is an alarm
BLIND = 6.0  # hours without a look from which a day says nothing of what is usual


class Missed(StrEnum):
    """What was missed in a lapse."""

    UNKNOWN = "unknown"  # it lasts
    NOTHING = "nothing"  # what was announced before it was still there after it
    POSSIBLE = "possible"


class Alarm(StrEnum):
    """How a source's rhythm broke."""

    FEW = "few"  # a day stayed below what chance allows
    SILENT = "silent"  # it answers, and has had nothing new for far too long


@dataclass(frozen=True, slots=True)
class Lapse:
    """A time in which a feed was not looked at with success. Moments are UTC."""

    since: datetime  # the last success before it; the first try where there was none
    until: datetime | None = None  # None while it lasts
    causes: Mapping[str, int] = field(default_factory=dict)  # key of the error -> polls
    missed: Missed = Missed.UNKNOWN
    entries: int = 0  # new ones at the poll that ended it
    feed: str = ""  # its address

    @property
    def cause(self) -> str:
        """Return the most frequent cause; "" for none."""
        true = {key: n for key, n in self.causes.items() if key not in ECHOES} or self.causes
        return max(true, key=lambda key: (true[key], key), default="")

    @property
    def is_hole(self) -> bool:
        """Say whether something may be missing for it."""
        return self.missed is not Missed.NOTHING


@dataclass(frozen=True, slots=True)
class Look:
    """One poll as the ledger sees it. Moments are UTC."""

    at: datetime
    due_at: datetime | None  # when it was to be; None where that is not known
    last: datetime | None  # the last with success before it
    interval: float  # seconds between polls
    error: str = ""  # key; "" for success
    gap: bool = False  # fewer of its entries were known than would show that none was missed
    new: int = 0  # entries


def after_poll(lapse: Lapse | None, look: Look) -> Lapse | None:
    """Return the lapse as it is to be written after a poll, open or ended; None where there is none.

    ``lapse`` is the one that lasts. A success ends it; one that comes with a gap, or late, is a lapse of its own.
    """
    since = lapse.since if lapse else look.last or look.at
    causes = Counter(lapse.causes if lapse else {})
    causes.update([AWAY] if _is_late(look) and since < look.at else [])
    if look.error:
        causes[look.error] += 1
        return Lapse(since, causes=causes)
    if not lapse and since == look.at:  # before the first poll nothing could be missed
        return None
    causes.update([BURST] if look.gap and not causes else [])
    return Lapse(since, look.at, causes, Missed.POSSIBLE if look.gap else Missed.NOTHING, look.new) if causes else None


def overdue(look: Look) -> Lapse | None:
    """Return the lapse that lasts because nobody came, though the poll was due; ``look.at`` is now."""
    return Lapse(look.last, causes={AWAY: 1}) if look.last and _is_late(look) else None


def _is_late(look: Look) -> bool:
    return look.due_at is not None and (look.at - look.due_at).total_seconds() > max(LATE, look.interval)


# -- days --------------------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """So many entries first announced at a moment (UTC), of one channel, and what became of them."""

    at: datetime
    channel: str  # the kind of feed that announced them first; "" where none did
    state: str  # article, queued, held or discarded
    reason: str
    entries: int
    partial: bool = False  # only the beginning of the article was to be had


@dataclass(frozen=True, slots=True)
class Usual:
    """How many entries such a day brings: the middle half of the past weeks."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Day:
    """A source's day by its own clock: announced = articles + queued + held + discarded."""

    source: str
    day: date
    announced: int = 0
    channels: Mapping[str, int] = field(default_factory=dict)
    articles: int = 0
    partial: int = 0  # of the articles: only their beginning was to be had
    queued: int = 0
    held: Mapping[str, int] = field(default_factory=dict)  # reason -> entries
    discarded: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)  # why queued entries were not read yet, as far as they were tried
    unseen: float = 0.0  # hours in which a feed or more was not looked at with success
    lapses: tuple[Lapse, ...] = ()
    usual: Usual | None = None  # None where it is not known
    quiet: int = 0  # whole days since the last entry, where there are too many
    alarm: Alarm | None = None
    brought: Mapping[str, int] = field(default_factory=dict)  # articles printed that day that were found later: way -> articles

    @property
    def is_hole(self) -> bool:
        return any(lapse.is_hole for lapse in self.lapses)


@dataclass(frozen=True, slots=True)
class Slot:
    """A day of a source, in counts: announced = kept + waiting + lost."""

    day: date
    announced: int = 0
    kept: int = 0
    waiting: int = 0
    lost: int = 0  # held or discarded
    blind: bool = False  # nobody looked for most of what could have been looked at
    hole: bool = False  # something may be missing


@dataclass(frozen=True, slots=True)
class Month:
    """A source's last days by its own clock, oldest first, and how it stands now."""

    source: str
    name: str
    enabled: bool
    succeeded_at: datetime | None  # the last poll that found a feed of it well
    failing: int  # feeds whose last poll failed
    days: tuple[Slot, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What ``days`` counts from. ``counts`` are entries a day, of the weeks before too; ``began`` is the first day of all."""

    source: str
    zone: ZoneInfo
    now: datetime
    seen: Sequence[Seen]
    lapses: Sequence[Lapse]
    counts: Mapping[date, int]
    began: date | None
    brought: Mapping[date, Mapping[str, int]] = field(default_factory=dict)  # articles of a day, by way to the past

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


def days(ledger: Ledger, first: date, last: date) -> list[Day]:
    """Return the days from ``first`` to ``last``, oldest first; nothing is judged that is not over."""
    by_day: dict[date, list[Seen]] = {}
    for seen in ledger.seen:
        by_day.setdefault(seen.at.astimezone(ledger.zone).date(), []).append(seen)
    wanted = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    whole = _whole(ledger)
    return [_day(ledger, day, by_day.get(day, ()), whole) for day in wanted]


def _day(ledger: Ledger, day: date, seen: Sequence[Seen], whole: Mapping[date, int]) -> Day:
    start, end = bounds(day, ledger.zone)
    lapses = tuple(lapse for lapse in ledger.lapses if touches(lapse, start, end, ledger.now))
    expected, quiet = usual(whole, day), silence(whole, day)
    return Day(
        source=ledger.source,
        day=day,
        announced=sum(one.entries for one in seen),
        channels=_sums((one.channel, one.entries) for one in seen),
        articles=sum(one.entries for one in seen if one.state == "article"),
        partial=sum(one.entries for one in seen if one.state == "article" and one.partial),
        queued=sum(one.entries for one in seen if one.state == "queued"),
        held=_reasons(seen, "held"),
        discarded=_reasons(seen, "discarded"),
        waiting=_sums((one.reason, one.entries) for one in seen if one.state == "queued" and one.reason),
        unseen=unseen(lapses, start, min(end, ledger.now)),
        lapses=lapses,
        usual=expected,
        quiet=quiet,
        alarm=_alarm(sum(one.entries for one in seen), expected, quiet) if day in whole else None,
        brought=ledger.brought.get(day, {}),
    )


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return a day's first moment and the next day's, by a clock, in UTC: the two days a year with 23 and 25 hours count so."""
    start, end = (datetime.combine(day + timedelta(days=n), time(), zone) for n in (0, 1))
    return start.astimezone(UTC), end.astimezone(UTC)


def touches(lapse: Lapse, start: datetime, end: datetime, now: datetime) -> bool:
    """Say whether a lapse lasted at some time from ``start`` to before ``end``."""
    return lapse.since < end and (lapse.until or now) > start


def unseen(lapses: Iterable[Lapse], start: datetime, end: datetime) -> float:
    """Return the hours between two moments in which a lapse lasted, counted once however many did.

    A burst is no such time: the feed was looked at as often as it was thought to need.
    """
    spans = sorted((max(one.since, start), min(one.until or end, end)) for one in lapses if set(one.causes) != {BURST})
    hours, reached = 0.0, start
    for since, until in spans:
        hours += max(0.0, (until - max(since, reached)).total_seconds() / 3600)
        reached = max(reached, until)
    return hours


def _reasons(seen: Iterable[Seen], state: str) -> dict[str, int]:
    return _sums((one.reason, one.entries) for one in seen if one.state == state)


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Add up, most first."""
    found: Counter[str] = Counter()
    for name, n in pairs:
        found[name] += n
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


@dataclass(frozen=True, slots=True)
class Holes:
    """What may be missing of a source in a time, and why."""

    source: str
    lapses: tuple[Lapse, ...]  # the holes only, oldest first
    hours: float  # without a look, within that time

    @property
    def causes(self) -> dict[str, int]:
        """Return how many lapses each cause has, the most frequent first."""
        return _sums((lapse.cause, 1) for lapse in self.lapses)

    @property
    def lasts(self) -> bool:
        return any(lapse.until is None for lapse in self.lapses)


def holes(lapses: Mapping[str, Sequence[Lapse]], start: datetime, end: datetime, now: datetime) -> list[Holes]:
    """Return the sources of which something from ``start`` to before ``end`` may be missing, by id."""
    found = []
    for source, its in sorted(lapses.items()):
        some = tuple(lapse for lapse in its if lapse.is_hole and touches(lapse, start, end, now))
        if some:
            found.append(Holes(source, some, unseen(some, start, min(end, now))))
    return found


# -- rhythm ------------------------------------------------------------------------------------------------------------


def usual(whole: Mapping[date, int], day: date) -> Usual | None:
    """Return what the same weekday brought in the last eight weeks; None where fewer than three of them are known.

    The middle half, not mean and deviation: a holiday or a breakdown among eight does not change what is usual.
    """
    past = [whole[then] for n in range(1, WEEKS + 1) if (then := day - timedelta(weeks=n)) in whole]
    if len(past) < LEAST_WEEKS:
        return None
    low, _, high = statistics.quantiles(past, n=4, method="inclusive")
    return Usual(math.floor(low), math.ceil(high))


def is_too_few(entries: int, expected: float) -> bool:
    """Say whether chance gives so few or fewer less than once in a thousand, where ``expected`` come at random."""
    if entries >= expected:
        return False
    terms = (n * math.log(expected) - expected - math.lgamma(n + 1) for n in range(entries + 1))
    return math.fsum(map(math.exp, terms)) < CHANCE


def silence(whole: Mapping[date, int], day: date) -> int:
    """Return how many days up to ``day``, itself included, brought no entry, if chance does not give that; 0 otherwise.

    What is usual is the mean of the eight weeks before them. It sees what no single day shows: a source that has an article
    every other day, and then none for weeks.
    """
    if whole.get(day, 1):
        return 0
    latest = max((then for then, n in whole.items() if n and then < day), default=date.min)
    before = [n for then, n in whole.items() if timedelta() <= latest - then < timedelta(weeks=WEEKS)]
    if len(before) < 7 * LEAST_WEEKS:
        return 0
    quiet = sum(1 for then in whole if latest < then <= day)
    return quiet if is_too_few(0, quiet * statistics.fmean(before)) else 0


def alarm(ledger: Ledger, day: date) -> Alarm | None:
    """Return how a day broke its source's rhythm, by the ledger's counts alone; None where it did not or cannot be judged."""
    whole = _whole(ledger)
    return _alarm(whole[day], usual(whole, day), silence(whole, day)) if day in whole else None


def _whole(ledger: Ledger) -> dict[date, int]:
    """Return the days that can be judged: after the first, before today, and not spent without a look."""
    if ledger.began is None:
        return {}
    length = (ledger.today - ledger.began).days
    past = (ledger.began + timedelta(days=n) for n in range(1, length))
    blind = _blind(ledger)
    return {day: ledger.counts.get(day, 0) for day in past if day not in blind}


def _blind(ledger: Ledger) -> Collection[date]:
    found = set()
    for lapse in ledger.lapses:
        day, last = lapse.since.astimezone(ledger.zone).date(), (lapse.until or ledger.now).astimezone(ledger.zone).date()
        while day <= last:
            if unseen([lapse], *bounds(day, ledger.zone)) >= BLIND:
                found.add(day)
            day += timedelta(days=1)
    return found


def _alarm(entries: int, expected: Usual | None, quiet: int) -> Alarm | None:
    if expected and is_too_few(entries, expected.low):
        return Alarm.FEW
    return Alarm.SILENT if quiet else None
