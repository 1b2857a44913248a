"""A day in a minute: ``python bench/day.py [--sources 300] [--hours 24] [--articles 50]``. An hour of ten times that, then as ever.

The real record (leases, ranking, schedule) and the real turns of hosts, under a clock of our own: an exchange takes 0.3 s, and
nothing is fetched. Ten of the sources lie on one host. Told are work that is due and memory over the day, and every request that
came too early; 1 is returned where there was one, or where more is due at the end than an hour brings.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

import hemera
from hemera import schedule
from hemera.fetch.limits import Manners
from hemera.fetch.politeness import Turns
from hemera.jobs import FeedJob, PollResult
from hemera.types import Entry
from load import memory

START = datetime(2026, 6, 12, tzinfo=UTC)
LEASE = timedelta(minutes=15)
GAP, EXCHANGE, IN_HAND, STEP = 5.0, 0.3, 64, 1.0
TOGETHER = 10  # sources on one host


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--articles", type=float, default=50.0, help="of a source, a day")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "hemera.toml").write_text('name = "Day"\n', encoding="utf-8")
        with hemera.open(folder) as archive:
            day = archive._call(lambda: lived(asked))
    visits = f"{day.polls} polls, {day.first} first visits, {day.again} revisits"
    sys.stdout.write(f"{day.requests} requests, too early: {day.early}; {visits}\n")
    return int(day.early > 0 or day.due[-1] > asked.sources * (2 + asked.articles / 24))


@dataclass
class Day:
    """What happens, by a clock of our own: seconds since the day began."""

    store: Any
    articles: float
    turns: Turns[Any] = field(default_factory=lambda: Turns(GAP, Manners()))
    at: float = 0.0
    running: list[tuple[float, int, str, Any]] = field(default_factory=list)
    waiting: Counter[str] = field(default_factory=Counter)
    ended: dict[str, float] = field(default_factory=dict)
    written: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    due: list[int] = field(default_factory=list)
    requests: int = 0
    early: int = 0
    polls: int = 0
    first: int = 0
    again: int = 0

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.at)

    def turn(self) -> None:
        self.end()
        self.take()
        while turn := self.turns.take(self.at):
            host, job, _ = turn
            self.requests += 1
            self.early += (
                self.at < self.ended.get(host, -GAP) + GAP
            )  # as `Turns` reckons: a difference of floats may be off by their last bit
            heappush(self.running, (self.at + EXCHANGE, self.requests, host, job))
        soonest = [self.running[0][0]] if self.running else []
        waiting = self.turns.wake()
        self.at = max(self.at + 0.01, min([self.at + STEP, *soonest, *([waiting] if waiting is not None else [])]))

    def take(self) -> None:
        in_hand = sum(self.waiting.values())
        if in_hand > IN_HAND // 2:
            return
        for due in (self.store.due_feeds, self.store.due_pages):
            for job in due(self.now, IN_HAND - in_hand, LEASE, self.waiting):
                in_hand += 1
                self.waiting[job.host] += 1
                self.turns.add(job.host, job, None, self.at)

    def end(self) -> None:
        while self.running and self.running[0][0] <= self.at:
            at, _, host, job = heappop(self.running)
            self.turns.done(host, self.at, at - self.at + EXCHANGE)
            self.ended[host] = self.at
            self.waiting[host] -= 1
            (self.polled if isinstance(job, FeedJob) else self.read)(job)

    def polled(self, job: FeedJob) -> None:
        name = job.source.id
        hours = self.at / 3600
        printed = int(self.articles / 24 * (10 * min(hours, 1) + max(0.0, hours - 1)))  # ten times in the first hour
        entries = [Entry(f"{job.source.home}{name}/{n}") for n in range(max(0, printed - 40), printed)]
        new = max(0, printed - self.written[name])
        self.written[name] = printed
        overlap = 1 - min(new, len(entries)) / len(entries) if entries and job.polled_at else None
        poll = schedule.Poll(new=new, overlap=overlap)
        due = schedule.next_poll(self.now, poll, job.interval, job.failures, self.chance.random())
        self.store.finish_poll(job, PollResult(due.due_at, due.interval, due.failures), entries, self.now, None)
        self.polls += 1

    def read(self, job: Any) -> None:
        from hemera.store import leases, models

        pace = schedule.Pace(self.articles, self.written[job.source.id])
        due_at = self.now + timedelta(seconds=schedule.revisit_after(self.now - job.seen_at, pace=pace))
        article = job.article
        if article is None:
            when = {"published": self.now, "day": self.now, "captured_at": self.now}
            article = models.Article.objects.create(source_id=job.source.id, url=job.url, number=job.id, **when).pk
            self.first += 1
        else:
            self.again += 1
        leases.settle(models.Entry, job, article_id=article, due_at=due_at)


def lived(asked: argparse.Namespace) -> Day:
    from django.db import connection, transaction

    from hemera.store import models
    from hemera.store.writes import DjangoStore

    connection.cursor().execute("PRAGMA synchronous=OFF")  # of a day of ours nothing need be kept
    columns = {"country": "ma", "zone": "UTC", "rights": "full"}
    homes = [f"http://h{0 if n < TOGETHER else n}.example/" for n in range(asked.sources)]
    sources = [models.Source(id=f"s{n}", name=f"S {n}", home=home, **columns) for n, home in enumerate(homes)]
    models.Source.objects.bulk_create(sources)
    models.Feed.objects.bulk_create(
        [
            models.Feed(source_id=f"s{n}", url=f"{home}{n}.xml", host=home[7:-1], kind="feed", due_at=START)
            for n, home in enumerate(homes)
        ]
    )
    day = Day(DjangoStore(), asked.articles)
    sys.stdout.write(f"{'hour':>5} {'due':>6} {'longest overdue, min':>21} {'requests':>9} {'MB':>5}\n")
    hour = 0
    while day.at < asked.hours * 3600:
        with transaction.atomic():
            for _ in range(200):
                day.turn()
        if day.at >= hour * 3600:
            free = [rows.filter(due_at__lte=day.now) for rows in (models.Feed.objects, models.Entry.objects)]
            oldest = min(rows.order_by("due_at").values_list("due_at", flat=True).first() or day.now for rows in free)
            day.due.append(sum(rows.count() for rows in free))
            late = (day.now - oldest).total_seconds() / 60
            sys.stdout.write(f"{day.at / 3600:5.1f} {day.due[-1]:6d} {late:21.1f} {day.requests:9d} {memory_now():5.0f}\n")
            sys.stdout.flush()
            hour += 1
    return day


def memory_now() -> float:
    import os

    return memory(os.getpid())


if __name__ == "__main__":
    sys.exit(main())
