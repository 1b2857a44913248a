"""What ``/metrics`` tells: of the record, what it knows itself; of each collector's run, what it left beside the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hemera import __version__
from hemera.pipeline import figures
from hemera.portal.exposition import Labels, Metric, counter, gauge, histogram
from hemera.store.status import Standing
from hemera.watching import Collector, State

_COUNTS = {  # of a run's tally
    "polled": ("hemera_polls_total", "Feeds polled, whatever came of it."),
    "unchanged": ("hemera_unchanged_total", "Polls and visits that found nothing new."),
    "entries": ("hemera_new_entries_total", "Entries that feeds announced for the first time."),
    "fetched": ("hemera_captured_responses_total", "Answers written to disk."),
    "articles": ("hemera_new_articles_total", "Articles kept for the first time."),
    "revised": ("hemera_revised_articles_total", "Articles of which a new version was kept."),
    "images": ("hemera_new_pictures_total", "Pictures kept."),
    "learned": ("hemera_learned_templates_total", "Versions of templates learned."),
}
_REASONS = {
    "failed": ("hemera_failures_total", "Work that failed and will be tried again, by the key of the error."),
    "discarded": ("hemera_discarded_total", "Entries and pictures given up, by reason."),
    "held": ("hemera_held_total", "Pages held for inspection, by reason."),
}


def metrics(state: State, standing: Standing) -> Iterator[Metric]:
    """Return everything that is told."""
    yield gauge("hemera_build_info", "Version of Hemera.", ({"version": __version__}, 1))
    yield from _record(standing)
    yield from _work(state)
    yield from _disk(state)
    yield from _sources(state)
    yield from _collectors([one for one in state.collectors if one.raw], len(state.collectors))


def _record(now: Standing) -> Iterator[Metric]:
    entries = [({"state": name}, float(n)) for name, n in now.states.items()]
    feeds = {"ok": now.feeds_ok, "failing": len(now.troubles), "never": now.feeds_never}
    yield gauge("hemera_entries", "Entries ever announced, by what became of them.", *entries)
    yield gauge("hemera_articles", "Articles kept.", ({}, now.articles))
    yield gauge("hemera_articles_public", "Articles shown to readers.", ({}, now.public))
    yield gauge("hemera_revisions", "Versions of articles kept.", ({}, now.revisions))
    yield gauge("hemera_pictures", "Pictures kept.", ({}, now.pictures))
    yield gauge("hemera_captures", "Captures on disk.", ({}, now.captures))
    yield gauge("hemera_captures_unread", "Captures not read yet.", ({}, now.captures_unread))
    yield gauge("hemera_captures_bytes", "Size of all captures.", ({}, now.bytes_captured))
    yield gauge(
        "hemera_feeds", "Feeds that are polled, by how the last poll ended.", *(({"state": k}, n) for k, n in feeds.items())
    )


def _work(state: State) -> Iterator[Metric]:
    queues = [({"kind": one.kind}, one) for one in state.queues]
    yield gauge("hemera_queue_due", "Jobs whose time has come and that nobody works on.", *((k, q.due) for k, q in queues))
    yield gauge("hemera_queue_in_hand", "Jobs that a collector works on.", *((k, q.in_hand) for k, q in queues))
    told = "How late the job is that waits longest; 0 where none does."
    yield gauge("hemera_queue_oldest_seconds", told, *((k, q.oldest) for k, q in queues))
    if state.lag is not None:
        yield gauge("hemera_index_lag_changes", "Changes the search index has not followed yet.", ({}, state.lag))
    yield gauge("hemera_index_readable", "1 where the search index can be read.", ({}, float(state.lag is not None)))


def _disk(state: State) -> Iterator[Metric]:
    disk = state.disk
    yield gauge("hemera_disk_free_bytes", "Room on the archive's disk.", ({}, disk.free))
    yield gauge("hemera_disk_min_free_bytes", "Room below which collecting pauses.", ({}, disk.min_free))
    parts = [({"part": name}, float(n)) for name, n in disk.sizes.items()]
    yield gauge("hemera_disk_used_bytes", "What the archive takes, at most an hour ago.", *parts)
    if disk.days is not None:
        told = "How long collecting can go on at the rate of the newest captures."
        yield gauge("hemera_disk_lasts_seconds", told, ({}, disk.days * 86_400))


def _sources(state: State) -> Iterator[Metric]:
    hours, alarmed = {one.source: one.hours for one in state.holes}, {day.source for day in state.alarms}
    months = [({"source": one.source}, one) for one in state.months]
    yield gauge("hemera_sources", "Sources that are collected.", ({}, len(months)))
    yield gauge("hemera_sources_with_holes", "Those of which something of the last seven days may be missing.", ({}, len(hours)))
    last = [(label, one.succeeded_at.timestamp()) for label, one in months if one.succeeded_at]
    yield gauge("hemera_source_last_success_timestamp_seconds", "When a feed of the source was last read.", *last)
    failing = [(label, one.failing) for label, one in months]
    yield gauge("hemera_source_failing_feeds", "Feeds of the source whose last poll failed.", *failing)
    unread = [(label, hours.get(one.source, 0.0) * 3600) for label, one in months]
    yield gauge("hemera_source_unread_seconds", "Time of the last seven days in which it was not read and may be missing.", *unread)
    broken = [(label, float(one.source in alarmed)) for label, one in months]
    yield gauge("hemera_source_alarm", "1 where yesterday broke the source's rhythm.", *broken)


def _collectors(told: list[Collector], living: int) -> Iterator[Metric]:
    each: list[tuple[Labels, Mapping[str, Any]]] = [({"collector": str(one.slot)}, one.raw) for one in told]
    yield gauge("hemera_collectors", "Collectors at work.", ({}, living))
    yield gauge("hemera_collector_start_time_seconds", "When it began.", *((k, raw["started"]) for k, raw in each))
    yield gauge(
        "hemera_collector_written_timestamp_seconds", "When it last told of itself.", *((k, raw["written"]) for k, raw in each)
    )
    paused = ((k, float(raw["tally"]["paused"])) for k, raw in each)
    yield gauge("hemera_collector_paused", "1 while it pauses because the disk is nearly full.", *paused)
    for name, (metric, words) in _COUNTS.items():
        yield counter(metric, words, [(k, raw["tally"][name]) for k, raw in each])
    for name, (metric, words) in _REASONS.items():
        yield counter(metric, words, [({**k, "reason": key}, n) for k, raw in each for key, n in raw["tally"][name].items()])
    asked = [
        ({**k, "purpose": purpose, "outcome": outcome}, float(n))
        for k, raw in each
        for purpose, outcomes in raw["requests"].items()
        for outcome, n in outcomes.items()
    ]
    yield counter("hemera_requests_total", "Requests that ended, by what they asked for and the key of what came of it.", asked)
    yield counter("hemera_received_bytes_total", "Bodies received, as they came.", [(k, raw["received"]) for k, raw in each])
    spent = [({**k, "process": name}, seconds) for k, raw in each for name, seconds in raw["cpu"].items()]
    yield counter("hemera_collector_cpu_seconds_total", "Processor time of the collector, and of its children that read.", spent)
    yield counter(
        "hemera_worker_restarts_total", "Children that died or were killed and replaced.", [(k, raw["restarts"]) for k, raw in each]
    )
    polls = [(k, raw["polls"]["counts"], raw["polls"]["total"]) for k, raw in each]
    yield histogram("hemera_poll_duration_seconds", "How long feeds took to answer.", figures.BOUNDS, polls)
