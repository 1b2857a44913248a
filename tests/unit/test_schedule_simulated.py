"""Years of polling in a second: what the scheduling formulas come to when they run for long."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import pairwise

import pytest

from hemera import schedule
from hemera.schedule import Pace, Poll, day_share, next_poll, revisit_after

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY_SHAPE = (0.2,) * 6 + (0.8, 1.5, 2.0, 2.0, 1.6, 1.4, 1.2, 1.2, 1.4, 1.4, 1.5, 1.6, 1.4, 1.2, 0.9, 0.6, 0.4, 0.3)  # mean 1


@dataclass
class Newsroom:
    """A feed that shows its latest entries, written at random times, by day more than by night."""

    per_day: float
    window: int  # entries the feed shows
    chance: random.Random
    written: int = 0
    next_at: datetime = START
    burst: int = 1  # entries written at once, one time in five hundred

    def shown(self, now: datetime) -> range:
        """Write what is written by now, and return the numbers of the entries shown."""
        while self.per_day and self.next_at < now:
            self.written += self.burst if self.chance.random() < 0.002 else 1
            rate = self.per_day * DAY_SHAPE[self.next_at.hour]
            self.next_at += timedelta(days=self.chance.expovariate(rate))
        return range(max(0, self.written - self.window), self.written)


@dataclass
class Diary:
    polls: list[datetime] = field(default_factory=list)
    missed: int = 0
    untold: int = 0  # entries missed at a poll that called no gap


def polled(room: Newsroom, days: float) -> Diary:
    """Poll a feed for so many days as the collector does."""
    diary, now, interval, failures, known = Diary(), START, None, 0.0, 0
    while now < START + timedelta(days=days):
        shown = room.shown(now)
        new = len(range(max(known, shown.start), shown.stop))
        overlap = 1 - new / len(shown) if len(shown) and diary.polls else None
        decided = next_poll(now, Poll(new, overlap), interval, failures, room.chance.random())
        missed = max(0, shown.start - known) if diary.polls else 0
        diary.missed += missed
        diary.untold += missed if not decided.gap else 0
        diary.polls.append(now)
        known, now, interval, failures = shown.stop, decided.due_at, decided.interval, decided.failures
    return diary


@pytest.mark.parametrize(("per_day", "window"), [(0.1, 10), (3, 10), (20, 15), (60, 20), (150, 30), (400, 40)])
def test_a_year_of_a_feed(per_day: float, window: int) -> None:
    room = Newsroom(per_day, window, random.Random(f"{per_day}"))
    diary = polled(room, 365)
    assert diary.untold == 0
    assert diary.missed <= 0.002 * room.written
    gaps = [(after - before).total_seconds() for before, after in pairwise(diary.polls)]
    assert min(gaps) >= 0.9 * schedule.LEAST
    assert max(gaps) <= 1.1 * schedule.MOST
    assert len(diary.polls) / 365 <= max(4.0, 3 * per_day)  # a quiet feed costs little, a busy one a few polls an entry


def test_what_a_burst_pushed_out_of_the_feed_is_told() -> None:
    diary = polled(Newsroom(100, 20, random.Random(5), burst=60), 365)
    assert diary.missed > 0
    assert diary.untold == 0


def test_a_feed_that_wakes_after_a_year_is_caught_up_with_in_a_day() -> None:
    room = Newsroom(0.0, 30, random.Random(1))
    asleep = polled(room, 365)
    assert len(asleep.polls) <= 1.2 * 365 + 20
    room.per_day = 100
    awake = Newsroom(100, 30, random.Random(2))
    assert polled(awake, 3).missed <= 0.05 * awake.written


def failing(weight: float, days: int, chance: random.Random) -> Iterator[tuple[datetime, float]]:
    now, interval, failures = START, 3_600.0, 0.0
    while now < START + timedelta(days=days):
        yield now, failures
        decided = next_poll(now, Poll(failure=weight), interval, failures, chance.random())
        assert decided.due_at > now
        now, interval, failures = decided.due_at, decided.interval, decided.failures


@pytest.mark.parametrize("weight", [1.0, 0.5, 0.25])
def test_three_years_of_failures_end_in_a_question_a_week_and_never_in_silence(weight: float) -> None:
    asked = list(failing(weight, 3 * 365, random.Random(3)))
    times = [when for when, _ in asked]
    late = [after - before for before, after in pairwise(times) if before > START + timedelta(days=200)]
    assert timedelta(days=6) <= min(late)
    assert max(late) <= timedelta(days=8)
    assert len(asked) <= 30 / weight + 3 * 53
    back = next_poll(times[-1], Poll(new=4, overlap=0.0), 3_600.0, asked[-1][1], 0.5)
    assert back.failures == 0.0
    assert back.due_at - times[-1] <= HOUR


def test_a_thousand_feeds_begun_together_do_not_stay_together() -> None:
    chance = random.Random(4)
    times = []
    for _ in range(1_000):
        now, interval = START, None
        while now < START + timedelta(days=30):
            decided = next_poll(now, Poll(), interval, 0.0, chance.random())
            now, interval = decided.due_at, decided.interval
        times.append(now)
    hours = [int((when - min(times)) / HOUR) for when in times]
    busiest = max(hours.count(hour) for hour in set(hours))
    assert busiest <= 3 * 1_000 / 24


def test_ten_years_of_an_article_are_a_few_dozen_visits() -> None:
    age, visits = timedelta(0), []
    while age < timedelta(days=3_650):
        age += timedelta(seconds=revisit_after(age))
        visits.append(age)
    assert sum(age <= timedelta(days=1) for age in visits) >= 15
    assert sum(age <= timedelta(days=30) for age in visits) <= 60
    assert len(visits) <= 200
    assert max(after - before for before, after in pairwise(visits)) <= timedelta(days=30)


@dataclass
class Desk:
    """Articles of one source, revisited within a day's measure: what is over waits, the longest due first."""

    a_day: int
    revisits: int
    due: list[tuple[float, int]] = field(default_factory=list)  # (hour, article), a heap
    visits: list[list[float]] = field(default_factory=list)  # hours, by article
    born: list[float] = field(default_factory=list)
    most_in_a_day: int = 0
    overdue: list[int] = field(default_factory=list)  # at the end of each day

    def live(self, days: int) -> None:
        for day in range(days):
            done = 0
            for hour in range(24 * day, 24 * day + 24):
                self.print(hour)
                left = int(day_share(START + hour * HOUR) * self.revisits + 0.999) - done
                while left > 0 and self.due and self.due[0][0] <= hour:
                    self.visit(heappop(self.due)[1], hour)
                    left, done = left - 1, done + 1
            self.most_in_a_day = max(self.most_in_a_day, done)
            self.overdue.append(sum(at <= 24 * day + 23 for at, _ in self.due))

    def print(self, hour: int) -> None:
        for _ in range(self.a_day * (hour + 1) // 24 - self.a_day * hour // 24):
            self.born.append(hour)
            self.visits.append([])
            self.put_off(len(self.born) - 1, hour)

    def visit(self, article: int, hour: int) -> None:
        self.visits[article].append(hour)
        self.put_off(article, hour)

    def put_off(self, article: int, hour: int) -> None:
        pace = Pace(self.a_day, len(self.born), self.revisits)
        wait = revisit_after((hour - self.born[article]) * HOUR, pace=pace) / 3_600
        heappush(self.due, (hour + wait, article))


@pytest.mark.parametrize(
    ("a_day", "revisits", "days", "young"),
    [(4, 1_000, 200, 25), (24, 60, 400, 1), (100, 1_000, 150, 4)],  # the last one's visits within thirty days, at least
)
def test_years_of_revisits_stay_in_measure_and_leave_nobody_out(a_day: int, revisits: int, days: int, young: int) -> None:
    desk = Desk(a_day, revisits)
    desk.live(days)
    assert desk.most_in_a_day <= revisits
    assert max(desk.overdue) <= revisits  # nothing piles up
    settled = [(born, seen) for born, seen in zip(desk.born, desk.visits, strict=True) if born < 24 * (days - 100)]
    assert all(seen and seen[0] - born <= 24 for born, seen in settled)
    assert sum(hour - born <= 24 * 30 for born, seen in settled for hour in seen) >= young * len(settled)
    longest = max((after - before for _, seen in settled for before, after in pairwise(seen)), default=0)
    assert longest <= 24 * max(35, 6 * len(desk.born) / revisits)


def test_what_is_over_a_day_s_measure_is_put_off_the_longest_due_first_and_never_dropped() -> None:
    desk = Desk(0, 100)
    desk.born, desk.visits = [-9_000.0] * 1_000, [[] for _ in range(1_000)]
    desk.due = [(-float(n), n) for n in reversed(range(1_000))]  # since the archive was last open
    desk.live(11)
    firsts = [seen[0] for seen in desk.visits]
    assert firsts == sorted(firsts, reverse=True)
    assert desk.most_in_a_day == 100
    assert max(firsts) <= 24 * 10
