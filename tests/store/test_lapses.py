"""The coverage ledger on a real database: what polls write, what days count, and a week with misfortunes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import scripted_month
from hemera import jobs, types
from hemera.coverage import AWAY, BURST, Missed
from hemera.errors import NotFound
from hemera.store import coverage, models
from hemera.store.writes import DjangoStore
from scripted_month import Month, Paper

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED, SITEMAP = types.Feed("https://phare.example/feed"), types.Feed("https://phare.example/map", types.FeedKind.SITEMAP)
SOURCE = types.Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", (FEED,))
LEASE = timedelta(minutes=15)

pytestmark = pytest.mark.django_db


def poll(store: DjangoStore, hours: float, *numbers: int, error: str = "", gap: bool = False) -> None:
    """Poll so many hours after the beginning; the next poll is due in an hour."""
    now = NOW + hours * HOUR
    [job] = store.due_feeds(now, 10, LEASE)
    result = jobs.PollResult(now + HOUR, 1800, 0, error=error, gap=gap)
    store.finish_poll(job, result, [types.Entry(f"https://phare.example/{n}") for n in numbers], now, None)


def lapses(hours: float = 100) -> list[tuple[float, float | None, dict[str, int], Missed, int]]:
    found = coverage.lapses(NOW - HOUR, NOW + hours * HOUR, NOW + hours * HOUR).get("phare", [])
    return [
        ((o.since - NOW) / HOUR, (o.until - NOW) / HOUR if o.until else None, dict(o.causes), o.missed, o.entries) for o in found
    ]


def test_a_lapse_is_one_row_from_the_last_success_to_the_next(store: DjangoStore) -> None:
    poll(store, 0, 1, 2, 3)
    poll(store, 1, error="fetch.dns")
    assert lapses(1.1) == [(0, None, {"fetch.dns": 1}, Missed.UNKNOWN, 0)]
    poll(store, 2, error="fetch.unreachable")
    poll(store, 3, error="fetch.unreachable")
    poll(store, 4, 3, 4, gap=True)
    assert lapses(4.1) == [(0, 4, {"fetch.dns": 1, "fetch.unreachable": 2}, Missed.POSSIBLE, 1)]
    row = models.Lapse.objects.get()
    assert (row.cause, row.polls, row.feed.url) == ("fetch.unreachable", 3, FEED.url)
    poll(store, 5, 4)
    assert models.Lapse.objects.count() == 1


def test_a_feed_that_is_well_takes_no_query_of_the_ledger(store: DjangoStore, django_assert_num_queries: object) -> None:
    poll(store, 0, 1)
    [job] = store.due_feeds(NOW + HOUR, 10, LEASE)
    with django_assert_num_queries(0):  # type: ignore[operator]
        coverage.note(job, jobs.PollResult(NOW, 1800, 0), 1, NOW + HOUR)


def test_bursts_and_late_polls_are_lapses_of_their_own(store: DjangoStore) -> None:
    poll(store, 0, 1, 2, 3)
    poll(store, 1, 4, 5, 6, gap=True)
    poll(store, 9, 6, 7)
    poll(store, 30, 20, 21, gap=True)
    assert lapses(30.1) == [
        (0, 1, {BURST: 1}, Missed.POSSIBLE, 3),
        (1, 9, {AWAY: 1}, Missed.NOTHING, 1),
        (9, 30, {AWAY: 1}, Missed.POSSIBLE, 2),
    ]


def test_a_lapse_is_told_before_anybody_comes_to_write_it(store: DjangoStore) -> None:
    poll(store, 0, 1)
    assert lapses(1.5) == []
    assert lapses(9) == [(0, None, {AWAY: 1}, Missed.UNKNOWN, 0)]
    assert not models.Lapse.objects.exists()


def test_a_feed_that_left_the_catalogue_lapses_no_longer_than_it_was_asked(store: DjangoStore) -> None:
    poll(store, 0, 1)
    poll(store, 1, error="http.404")
    store.sync([], NOW + 2 * HOUR)
    assert lapses(50) == [(0, 1, {"http.404": 1}, Missed.POSSIBLE, 0)]


def test_a_capture_of_long_ago_read_again_writes_nothing(store: DjangoStore) -> None:
    poll(store, 0, 1)
    poll(store, 5, 2)
    models.Lapse.objects.all().delete()
    [job] = store.due_feeds(NOW + 9 * HOUR, 10, LEASE)
    coverage.note(job, jobs.PollResult(NOW, 1800, 0, gap=True), 9, NOW + 2 * HOUR)
    assert not models.Lapse.objects.exists()


def test_nothing_is_written_under_a_lost_lease(store: DjangoStore) -> None:
    [slow] = store.due_feeds(NOW, 10, LEASE)
    store.due_feeds(NOW + 2 * LEASE, 10, LEASE)
    store.finish_poll(slow, jobs.PollResult(NOW, 3600, 1, error="fetch.dns"), (), NOW, None)
    assert not models.Lapse.objects.exists()


def test_days_count_every_entry_once_with_the_channel_that_was_first(store: DjangoStore) -> None:
    store.sync([replace(SOURCE, feeds=(FEED, SITEMAP))], NOW)
    by_url = {job.feed.url: job for job in store.due_feeds(NOW, 10, LEASE)}
    result = jobs.PollResult(NOW + HOUR, 1800, 0)
    store.finish_poll(by_url[FEED.url], result, [types.Entry(f"https://phare.example/{n}") for n in (1, 2, 3)], NOW, None)
    store.finish_poll(by_url[SITEMAP.url], result, [types.Entry(f"https://phare.example/{n}") for n in (2, 3, 4)], NOW, None)
    job, other, *_ = store.due_pages(NOW, 10, LEASE)
    store.discard(job, "http.404", NOW)
    store.hold(other, "body.consent-wall", NOW)
    yesterday, today = coverage.days("phare", date(2026, 6, 11), date(2026, 6, 12), NOW)
    assert yesterday.announced == 0
    assert (today.announced, today.queued, today.articles) == (4, 2, 0)
    assert (dict(today.channels), dict(today.held), dict(today.discarded)) == (
        {"feed": 3, "sitemap": 1},
        {"body.consent-wall": 1},
        {"http.404": 1},
    )


def test_a_source_without_entries_has_days_too_and_one_that_is_none_has_not(store: DjangoStore) -> None:
    [day] = coverage.days("phare", NOW.date(), NOW.date(), NOW)
    assert (day.announced, day.usual, day.alarm) == (0, None, None)
    with pytest.raises(NotFound):
        coverage.days("nobody", NOW.date(), NOW.date(), NOW)


def test_holes_name_the_sources_of_which_something_may_be_missing(store: DjangoStore) -> None:
    poll(store, 0, 1)
    poll(store, 1, error="fetch.dns")
    poll(store, 2, 1, 2)
    poll(store, 3, error="http.500")
    poll(store, 4, 9, gap=True)
    assert coverage.holes(NOW, NOW + 2 * HOUR, NOW + 4 * HOUR) == []
    [found] = coverage.holes(NOW, NOW + 9 * HOUR, NOW + 4 * HOUR)
    assert (found.source, found.causes, found.hours, found.lasts) == ("phare", {"http.500": 1}, 2, False)
    assert coverage.holes(NOW, NOW + 9 * HOUR, NOW + 4 * HOUR, ("carnet",)) == []


def test_an_empty_feed_is_no_answer_and_an_empty_sitemap_is_one(store: DjangoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.sync([replace(SOURCE, feeds=(FEED, SITEMAP))], NOW)
    desk = Month([], [], 1, monkeypatch).feeds
    for n, job in enumerate(store.due_feeds(NOW, 10, LEASE)):
        told = (job.feed.url, job.feed.url, 200, "text/xml", "0" * 64, NOW, "phare", types.Purpose.FEED)
        ref = types.CaptureRef(f"urn:uuid:{n}", "a.warc.gz", n, 1, *told)
        desk.read(job, types.FeedDocument(()), jobs.Arrival(store.add_capture(ref, job), ref, b"", ""), NOW)
    assert dict(models.Feed.objects.values_list("kind", "error")) == {"feed": "feed.empty", "sitemap": ""}
    assert list(models.Lapse.objects.values_list("feed__kind", "cause", "missed")) == [("feed", "feed.empty", "unknown")]
    assert models.Feed.objects.get(kind="feed").failures == 0  # it is not asked more rarely for it


def test_a_week_with_misfortunes_every_loss_has_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    month = Month([Paper("phare", 6, 6), Paper("bousla", 6, 6)], scripted_month.QUICK, 6, monkeypatch)
    month.run()
    scripted_month.check(month)
