"""A feed and a sitemap of one source tell of the same articles: what each had is kept, and they do not talk across each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemera import jobs, types
from hemera.feeds.habits import Visited
from hemera.store import channels, models
from hemera.store.visited import visited
from hemera.store.writes import DjangoStore
from hemera.types import Entry, Feed, FeedKind

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
HOME = "https://phare.example/"
FEEDS = (Feed(f"{HOME}feed"), Feed(f"{HOME}news.xml", FeedKind.SITEMAP), Feed(f"{HOME}ville", FeedKind.SECTION))
SOURCE = types.Source("phare", "Le Phare", HOME, ("fr",), "ma", "Africa/Casablanca", FEEDS)

pytestmark = pytest.mark.django_db


def poll(store: DjangoStore, kind: FeedKind, *entries: Entry, now: datetime = NOW) -> int:
    """Let the feed of a kind announce entries."""
    models.Feed.objects.update(due_at=now + timedelta(days=9))
    models.Feed.objects.filter(kind=kind).update(due_at=now)
    [job] = DjangoStore().due_feeds(now, 10, timedelta(minutes=15))
    return store.finish_poll(job, jobs.PollResult(now + timedelta(hours=1), 3600, 0), entries, now, None)


def entries(*numbers: int, summary: str = "") -> list[Entry]:
    return [Entry(f"{HOME}{n}", title=f"Titre {n}", summary=summary) for n in numbers]


def settled() -> None:
    models.Entry.objects.update(due_at=None, lease_until=None)


def test_what_one_channel_had_and_another_had_not_is_collected_and_counted(store: DjangoStore) -> None:
    assert poll(store, FeedKind.FEED, *entries(1, 2, 3)) == 3
    assert poll(store, FeedKind.SITEMAP, *entries(2, 3, 4, 5)) == 2
    assert poll(store, FeedKind.SECTION, *entries(3, 5, 6)) == 1
    poll(store, FeedKind.SITEMAP, *entries(2, 3, 4, 5, 6), now=NOW + timedelta(hours=1))
    assert channels.compared(NOW, NOW + timedelta(days=1), ["phare"])["phare"] == {
        ("feed",): 1,
        ("feed", "sitemap"): 1,
        ("feed", "sitemap", "section"): 1,
        ("sitemap",): 1,
        ("sitemap", "section"): 1,
        ("section", "sitemap"): 1,
    }
    assert models.Entry.objects.filter(due_at__isnull=False).count() == 6  # every one is to be visited
    assert channels.compared(NOW + timedelta(days=1), NOW + timedelta(days=2)) == {}


def test_two_channels_do_not_call_for_visits_by_turns(store: DjangoStore) -> None:
    poll(store, FeedKind.FEED, *entries(1, summary="Un long résumé."))
    settled()
    for hour in range(1, 4):
        poll(store, FeedKind.SITEMAP, Entry(f"{HOME}1"), now=NOW + timedelta(hours=hour))
        poll(store, FeedKind.FEED, *entries(1, summary="Un long résumé."), now=NOW + timedelta(hours=hour, minutes=30))
    row = models.Entry.objects.get()
    assert (row.due_at, row.said["summary"], row.channels) == (None, "Un long résumé.", "feed,sitemap")


def test_a_feed_speaks_for_what_a_sitemap_had_first(store: DjangoStore) -> None:
    poll(store, FeedKind.SITEMAP, Entry(f"{HOME}1"))
    poll(store, FeedKind.FEED, *entries(1, summary="Un long résumé."))
    row = models.Entry.objects.select_related("feed").get()
    assert row.feed is not None
    assert (row.said["summary"], row.channels, row.feed.kind) == ("Un long résumé.", "sitemap,feed", "feed")


def test_a_change_by_the_feed_that_spoke_first_calls_for_a_visit(store: DjangoStore) -> None:
    poll(store, FeedKind.FEED, *entries(1))
    settled()
    later = NOW + timedelta(hours=2)
    poll(store, FeedKind.FEED, *entries(1, summary="Corrigé."), now=later)
    assert models.Entry.objects.get().due_at == later


def test_what_came_of_addresses_teaches_unless_it_is_our_reading_that_fails(store: DjangoStore) -> None:
    poll(store, FeedKind.SECTION, *entries(*range(1, 10)))
    rows = list(models.Entry.objects.order_by("pk"))
    for number, row in enumerate(rows[:4], start=1):
        models.Article.objects.create(
            source_id="phare", number=number, url=row.url, title="t", language="fr", kind="article", visibility="public",
            published=NOW, day=NOW.date(), captured_at=NOW,
        )  # fmt: skip
    models.Entry.objects.filter(pk__in=[row.pk for row in rows[4:6]]).update(state="held", reason="body.empty")
    models.Entry.objects.filter(pk=rows[6].pk).update(state="held", reason="body.consent-wall")
    told = {one.url: one.article for one in visited("phare")}
    assert told == {row.url: True for row in rows[:4]} | {row.url: False for row in rows[4:6]}
    models.Entry.objects.filter(pk__in=[row.pk for row in rows[4:]]).update(state="held", reason="title.missing")
    assert visited("phare") == [Visited(row.url, article=True) for row in reversed(rows[:4])]
    assert not visited("gazette")
