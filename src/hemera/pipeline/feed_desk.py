"""Polling feeds: steps 2 to 5 of the walk."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from hemera import events, feeds, schedule
from hemera.errors import FetchError, HemeraError
from hemera.exchanges import Request, Response
from hemera.httpcontent import moved_to
from hemera.jobs import OTHER_SITE, Announced, Arrival, FeedJob, PollResult
from hemera.pipeline import moves
from hemera.pipeline.desks import Office, Task, polite, purpose_of
from hemera.pipeline.tasks import CPU_SECONDS, read_poll
from hemera.schedule import Poll
from hemera.types import Entry, FeedDocument, FeedKind

EMPTY = "feed.empty"  # a feed that holds nothing tells nothing of what was announced meanwhile: no success, and no harm
MAX_DEPTH = 2  # sitemap indexes one below the other; what lies deeper is a trap


class _News(NamedTuple):
    """What a feed said that it had not said the last time, and what is known of that."""

    entries: Sequence[Entry]
    known: Mapping[str, Announced]


_NOTHING = _News((), {})


class FeedDesk:
    """Turns feeds into entries, and sets when each is asked again."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def request(self, job: FeedJob) -> Request:
        whole = job.lies or schedule.asks_whole_feed(self.office.now(), job.whole_at)
        validators = ("", "") if whole else (job.etag, job.last_modified)
        return polite(job.source, job.move.to or job.feed.url, purpose_of(job.feed), *validators)

    def failed(self, job: FeedJob, error: HemeraError, now: datetime) -> None:
        self._fail(job, error, now, None)

    def unchanged(self, job: FeedJob, response: Response, now: datetime) -> None:
        self.office.tally.unchanged += 1
        etag, modified = response.header("ETag") or job.etag, response.header("Last-Modified") or job.last_modified
        move = moves.after_answer(job.move, moved_to(response), now)
        validators = {"etag": etag, "last_modified": modified, "body_sha256": job.body_sha256, "heard": job.heard}
        whole_at = job.whole_at if response.status == 304 else now
        result = self._next(job, Poll(), now, move=move, whole_at=whole_at, lies=job.lies, **validators)
        self._finish(job, result, now)

    def task(self, job: FeedJob, arrival: Arrival) -> Task:
        arrived = (arrival.body, arrival.content_type, arrival.ref.url, arrival.ref.fetched_at)
        learns = job.feed.kind is FeedKind.SECTION and job.feed.articles is None
        visited = self.office.store.visited(job.source.id) if learns else ()
        before = feeds.Before(job.heard, job.source.home)
        return Task(read_poll, (arrived, job.feed, job.source.zone, visited, before), CPU_SECONDS["feed"])

    def read(self, job: FeedJob, document: FeedDocument, arrival: Arrival, now: datetime) -> None:
        judged = [(entry, feeds.is_followed(entry, job.feed, job.source.home)) for entry in document.entries]
        entries = [entry for entry, ours in judged if ours]
        refused = tuple(entry for entry, ours in judged if not ours)
        named = [entry.url for entry in document.entries]
        known = self.office.store.announced(job.source.id, named) if named else {}
        if refused:
            self.office.discarded(job, OTHER_SITE, len({entry.url for entry in refused} - known.keys()))
        new, announced = len({entry.url for entry in entries} - known.keys()), len(entries) + document.again
        # Without a first poll there is nothing that could have been missed since.
        overlap = 1 - new / announced if announced and job.polled_at else None
        poll = Poll(new=new, overlap=overlap, ttl=document.ttl)
        self._tell(job, [f"feed.{warning}" for warning in document.warnings], now)
        children = document.children if job.depth < MAX_DEPTH else ()
        if len(children) < len(document.children):
            self._tell(job, ["feed.too-deep"], now)
        move = moves.after_answer(job.move, arrival.moved_to, now)
        lies = _lies(job, arrival) if new else job.lies
        if lies and not job.lies:
            self._tell(job, ["feed.not-modified"], now)
        stamps: dict[str, object] = {
            "etag": arrival.etag,
            "last_modified": arrival.last_modified,
            "body_sha256": arrival.ref.sha256,
        }
        stamps |= {"whole_at": arrival.ref.fetched_at, "lies": lies, "heard": document.heard, "again": document.again}
        error = EMPTY if not (announced or refused) and job.feed.kind is not FeedKind.SITEMAP else ""
        result = self._next(job, poll, now, error=error, children=children, refused=refused, move=move, **stamps)
        self._finish(job, result, now, arrival.capture, _News(entries, known))

    def unreadable(self, job: FeedJob, error: HemeraError, arrival: Arrival, now: datetime) -> None:
        self._fail(job, error, now, arrival.capture)

    def broken(self, job: FeedJob, reason: str) -> None:
        self._fail(job, HemeraError(reason), self.office.now(), None)

    def _fail(self, job: FeedJob, error: HemeraError, now: datetime, capture: int | None) -> None:
        self.office.failed(job, error.key)
        weight = error.weight if isinstance(error, FetchError) else 1.0
        asked = error.details.get("retry_after")
        poll = Poll(failure=weight, retry_after=float(asked) if isinstance(asked, int | float) else None)
        move = moves.after_failure(job.move) if weight else job.move
        self._finish(job, self._next(job, poll, now, error=error.key, move=move), now, capture)

    def _next(self, job: FeedJob, poll: Poll, now: datetime, **learned: object) -> PollResult:
        config = self.office.config
        bounds = (config.poll_min, config.poll_max)
        # S311: jitter spreads polls over time, it keeps no secret.
        due = schedule.next_poll(now, poll, job.interval, job.failures, random.random(), bounds)  # noqa: S311
        return PollResult(due.due_at, due.interval, due.failures, gap=due.gap, **learned)  # type: ignore[arg-type]  # named by the callers above

    def _finish(self, job: FeedJob, result: PollResult, now: datetime, capture: int | None = None, news: _News = _NOTHING) -> None:
        self.office.tally.polled += 1
        if result.move.to != job.move.to:
            self.office.store.note(job.source.id, "feed.moved", job.feed.url, result.move.to or job.feed.url, now)
        new = self.office.store.finish_poll(job, result, news.entries, now, capture, news.known)
        self.office.tally.entries += new
        if events.are_heard():
            said = {"announced": len(news.entries) + result.again, "new": new}
            again_in = round((result.due_at - now).total_seconds())
            events.tell("polled", source=job.source.id, url=job.feed.url, **said, again_in=again_in, error=result.error)

    def _tell(self, job: FeedJob, keys: Sequence[str], now: datetime) -> None:
        for key in keys:
            self.office.store.note(job.source.id, key, job.feed.url, "", now)


def _lies(job: FeedJob, arrival: Arrival) -> bool:
    """Say whether a feed that has something new calls itself by what it was called before: it would have been "not modified"."""
    before = (job.etag, job.last_modified)
    return any(before) and before == (arrival.etag, arrival.last_modified)
