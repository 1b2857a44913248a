"""Polls: feeds taken on, and what came of asking them.

Most of ten thousand polls find nothing new. What each of those does is SQL of our own: three statements for the dozens taken on
together, one for each that ends. Whatever is rarer goes through the models.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from hemera import faults, jobs, schedule, types
from hemera.store import channels, coverage, fronts, leases, mapping, marks, models, owners, statements
from hemera.store.models.entry import EntryState

Known = Mapping[str, jobs.Announced]
_ROWS = 500  # made at a time: a sitemap has 50,000
_UNDATED = datetime.min.replace(tzinfo=UTC)
_FEED = (
    *("id", "lease", "etag", "last_modified", "body_sha256", "interval", "failures", "polled_at", "moved_seen", "moved_since"),
    *("moved_times", "moved_to", "depth", "due_at", "succeeded_at", "error", "host", "whole_at", "lies", "heard"),
    *(field.name for field in fields(types.Feed)),
)
# Names are our own columns; every value is a parameter.
_LEASE = """
UPDATE store_feed SET lease = lease + 1, lease_until = %s, owner = %s
WHERE id IN (SELECT value FROM json_each(%s)) AND enabled AND due_at <= %s AND (lease_until IS NULL OR lease_until < %s)
  AND EXISTS (SELECT 1 FROM store_source s WHERE s.id = source_id AND s.enabled)
RETURNING id"""
_READ = f"""
SELECT {", ".join([f"e.{name}" for name in _FEED] + [f"s.{name}" for name in mapping.SOURCE])}
FROM store_feed e JOIN store_source s ON s.id = e.source_id
WHERE e.id IN (SELECT value FROM json_each(%s))"""  # noqa: S608  names of ours
_CHILDREN = "SELECT url FROM store_feed WHERE source_id = %s AND url IN (SELECT value FROM json_each(%s))"
_ANNOUNCED = """
SELECT url, id, digest, state, channels, feed_id FROM store_entry
WHERE source_id = %s AND url IN (SELECT value FROM json_each(%s))"""


# -- taking ------------------------------------------------------------------------------------------------------------


def lease(found: Sequence[int], now: datetime, until: datetime) -> list[jobs.FeedJob]:
    """Lease those feeds that are still due and nobody works on, in the order given."""
    moment, end = statements.moment(now), statements.moment(until)
    taken = [pk for (pk,) in statements.rows(_LEASE, end, owners.current.get(), json.dumps(found), moment, moment)]
    leased = _jobs(taken)
    return [leased[pk] for pk in found if pk in leased]


def job(feed: int) -> jobs.FeedJob:
    """Return a feed that nobody has leased as a job: a capture of it is read again."""
    return _jobs([feed])[feed]


def _jobs(feeds: Sequence[int]) -> dict[int, jobs.FeedJob]:
    return {row[0]: _job(row) for row in statements.rows(_READ, json.dumps(feeds))}


def _job(row: Sequence[Any]) -> jobs.FeedJob:
    told, source = dict(zip(_FEED, row, strict=False)), mapping.source_of(*row[len(_FEED) :])
    return jobs.FeedJob(
        id=told["id"],
        lease=told["lease"],
        source=source,
        feed=types.Feed(
            url=told["url"],
            kind=types.FeedKind(told["kind"]),
            enabled=bool(told["enabled"]),
            language=told["language"],
            section=told["section"],
            articles=told["articles"],
        ),
        etag=told["etag"],
        last_modified=told["last_modified"],
        body_sha256=told["body_sha256"],
        interval=told["interval"],
        failures=told["failures"],
        polled_at=mapping.utc(told["polled_at"]),
        move=jobs.Move(told["moved_seen"], mapping.utc(told["moved_since"]), told["moved_times"], told["moved_to"]),
        depth=told["depth"],
        due_at=mapping.utc(told["due_at"]),
        succeeded_at=mapping.utc(told["succeeded_at"]),
        error=told["error"],
        host=told["host"] or source.id,
        whole_at=mapping.utc(told["whole_at"]),
        lies=bool(told["lies"]),
        heard=bytes(told["heard"] or b""),
    )


# -- finishing ---------------------------------------------------------------------------------------------------------


def announced(source: str, urls: Sequence[str]) -> dict[str, jobs.Announced]:
    """Return those of these addresses that are entries of the source."""
    return {url: jobs.Announced(*row) for url, *row in statements.rows(_ANNOUNCED, source, json.dumps(urls))}


def finish(
    job: jobs.FeedJob,
    result: jobs.PollResult,
    entries: Sequence[types.Entry],
    now: datetime,
    capture: int | None,
    known: Known | None = None,
) -> int:
    """Record a poll; return how many entries are new. One that brings none is a statement or two: within a transaction it needs
    no savepoint, which would cost as much again."""
    brings = bool(entries or result.children or result.refused)
    with nullcontext() if connection.in_atomic_block and not brings else transaction.atomic():
        if not leases.settle(models.Feed, job, **_learned(job, result, now)):
            return 0
        new = _bring(job, result, entries, now, known) if brings else 0
        coverage.note(job, result, new, now)
        marks.read(capture, result.error or "entries", now)
        faults.point("store.before-commit-poll")
        return new


def _learned(job: jobs.FeedJob, result: jobs.PollResult, now: datetime) -> dict[str, Any]:
    """Return the columns a poll changes: what a lease guards is still as the job has it."""
    leased = job.due_at is not None
    before: dict[str, Any] = {"failures": job.failures, "error": job.error, "lies": job.lies, "whole_at": job.whole_at}
    before |= {"etag": job.etag, "last_modified": job.last_modified, "body_sha256": job.body_sha256, "heard": job.heard}
    move, was = result.move, job.move
    values: dict[str, Any] = {"due_at": result.due_at, "interval": result.interval, "polled_at": now}
    if move != was or not leased:
        values |= {"moved_to": move.to, "moved_seen": move.seen, "moved_since": move.since, "moved_times": move.times}
    if move.to != was.to or job.host == job.source.id or not leased:
        values["host"] = mapping.host(move.to or job.feed.url)
    learned = ("failures", "error") if result.error else tuple(before)
    if not result.error:
        values["succeeded_at"] = now
    return values | {name: value for name in learned if (value := getattr(result, name)) != before[name] or not leased}


def _bring(job: jobs.FeedJob, result: jobs.PollResult, entries: Sequence[types.Entry], now: datetime, known: Known | None) -> int:
    _add_children(job, result.children, now)
    if known is None:
        known = announced(job.source.id, [entry.url for entry in entries])
    new = _add_entries(job, entries, now, known) if entries else 0
    if new:
        fronts.hold(job.source.id)
    if new and job.polled_at and not result.again and new == len({entry.url for entry in entries}):
        fronts.look_first(job, now)
    _refuse(job, result.refused, now)
    return new


def _add_children(job: jobs.FeedJob, children: Sequence[str], now: datetime) -> None:
    kind, language = types.FeedKind.SITEMAP, job.feed.language
    values = {"kind": kind, "child": True, "due_at": now, "language": language, "depth": job.depth + 1}
    known = {url for (url,) in statements.rows(_CHILDREN, job.source.id, json.dumps(children))} if children else ()
    for url in (url for url in children if url not in known):
        defaults = values | {"host": mapping.host(url)}
        models.Feed.objects.get_or_create(source_id=job.source.id, url=url, defaults=defaults)


def _add_entries(job: jobs.FeedJob, entries: Sequence[types.Entry], now: datetime, known: Known) -> int:
    fresh: dict[str, types.Entry] = {}
    told = dict.fromkeys(entry.url for entry in entries)
    for entry in entries:
        before = known.get(entry.url)
        if before is None:
            fresh.setdefault(entry.url, entry)
        elif channels.speaks(before, job):
            _announce_again(before, job, entry, now)
    channels.heard((known[url] for url in told if url in known), job.feed.kind)
    newest = sorted(fresh.values(), key=lambda entry: entry.published or _UNDATED, reverse=True)
    for start in range(0, len(newest), _ROWS):
        batch = enumerate(newest[start : start + _ROWS], start)
        statements.insert_all(models.Entry, [_new(job, entry, schedule.first_visit(now, place), now) for place, entry in batch])
    return len(fresh)


def _refuse(job: jobs.FeedJob, entries: Sequence[types.Entry], now: datetime) -> None:
    """Give entries we do not follow a row that says why not."""
    why = {"feed_id": job.id, "channels": job.feed.kind, "seen_at": now}
    why |= {"state": EntryState.DISCARDED, "reason": jobs.OTHER_SITE}
    for entry in entries:
        said = {"guid": entry.guid, "said": mapping.entry_to_json(entry)}
        models.Entry.objects.get_or_create(source_id=job.source.id, url=entry.url, defaults=why | said)


def _new(job: jobs.FeedJob, entry: types.Entry, due_at: datetime, now: datetime) -> dict[str, Any]:
    said = mapping.entry_to_json(entry)
    return {
        "source_id": job.source.id,
        "feed_id": job.id,
        "url": entry.url,
        "host": mapping.host(entry.url),
        "guid": entry.guid,
        "said": said,
        "digest": mapping.said_digest(said),
        "channels": job.feed.kind,
        "seen_at": now,
        "due_at": due_at,
    }


def _announce_again(known: jobs.Announced, job: jobs.FeedJob, entry: types.Entry, now: datetime) -> None:
    """Where the feed says something new of an item, look at its page again, unless it was given up."""
    said = mapping.entry_to_json(entry)
    if known.digest == (digest := mapping.said_digest(said)):
        return
    values: dict[str, Any] = {"said": said, "digest": digest, "feed_id": job.id}
    if known.state != EntryState.DISCARDED:
        values["due_at"] = now
    if known.state == EntryState.QUEUED:
        values["listing_id"] = None  # what a feed names today waits for no plan to bring the past
    statements.update(models.Entry, values, id=known.id)
