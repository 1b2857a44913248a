"""What feeds announce in bulk, again, or under another name; where they moved; what is noticed of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from test_writes import CONTENT, LEASE, NOW, SOURCE, entry, first, poll, save, saved

from hemera import jobs, schedule, types
from hemera.store import models, notices, polls, queries
from hemera.store.writes import DjangoStore

pytestmark = pytest.mark.django_db


def past(count: int) -> list[types.Entry]:
    """Return entries of long ago, oldest first."""
    return [replace(entry(n), published=datetime(2019, 1, 1, tzinfo=UTC) + timedelta(hours=n)) for n in range(count)]


def test_83_a_source_that_announces_its_past_gets_a_budget(store: DjangoStore) -> None:
    assert poll(store, *past(2_000)) == 2_000
    due = models.Entry.objects.filter(due_at__lte=NOW).order_by("-url")
    assert due.count() == schedule.AT_ONCE + 1
    assert models.Entry.objects.get(url="https://phare.example/1999").due_at == NOW  # the newest first
    within = models.Entry.objects.filter(due_at__lte=NOW + timedelta(hours=10)).count()
    assert within == schedule.AT_ONCE + 1 + 10 * 100
    tomorrow = NOW + timedelta(days=1)
    poll(store, replace(entry(20_000), published=tomorrow), now=tomorrow)
    assert models.Entry.objects.get(url="https://phare.example/20000").due_at == tomorrow


def test_83_what_is_back_dated_does_not_reach_the_front_page(store: DjangoStore) -> None:
    saved(store)
    poll(store, *past(40)[2:], now=NOW + timedelta(hours=1))
    found = [job for job in store.due_pages(NOW + timedelta(hours=1), 30, LEASE) if job.article is None]
    assert len(found) > 20
    for number, job in enumerate(found):
        content = replace(CONTENT, url=job.url, published=job.entry.published, title=f"Ancien {number}")
        save(store, job, first(content), 100 + number)
    assert queries.newest(1)[0].title == CONTENT.title


def test_more_than_one_statement_takes_is_announced_and_found(store: DjangoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polls, "_ROWS", 50)
    entries = [types.Entry(f"https://phare.example/{n}") for n in range(33_000)]  # SQLite takes 32,766 values in one
    named = [each.url for each in entries]
    assert store.announced("phare", named) == {}
    assert poll(store, *entries[:230], *entries[:5]) == 230
    assert store.announced("phare", named).keys() == set(named[:230])


def test_80_a_new_guid_is_nothing_new(store: DjangoStore) -> None:
    poll(store, entry(1, guid="a"))
    models.Entry.objects.update(due_at=None)
    assert poll(store, entry(1, guid="b"), now=NOW + timedelta(hours=2)) == 0
    assert models.Entry.objects.get().due_at is None


def test_80_the_same_words_at_the_same_moment_are_one_article(store: DjangoStore) -> None:
    article = saved(store)
    twin = store.twin("phare", replace(CONTENT, url="https://phare.example/1?session=2"))
    assert twin is not None
    assert twin.article == article
    assert store.twin("phare", replace(CONTENT, published=NOW)) is None
    assert store.twin("phare", replace(CONTENT, published=None)) is None
    assert store.twin("phare", replace(CONTENT, title="Autre")) is None
    assert store.twin("sada", CONTENT) is None


def test_43_where_a_feed_moved_is_remembered(store: DjangoStore) -> None:
    [job] = store.due_feeds(NOW, 10, LEASE)
    move = jobs.Move(to="https://phare.example/new")
    store.finish_poll(job, jobs.PollResult(NOW, 3600, 0, move=move), [], NOW, None)
    store.sync([SOURCE], NOW)  # the catalogue still has the old address, and that stays the feed's name
    [job] = store.due_feeds(NOW + timedelta(minutes=1), 10, LEASE)
    assert (job.feed.url, job.move) == (SOURCE.feeds[0].url, move)


def test_85_children_know_how_deep_they_lie(store: DjangoStore) -> None:
    [job] = store.due_feeds(NOW, 10, LEASE)
    store.finish_poll(job, jobs.PollResult(NOW + LEASE, 3600, 0, children=("https://phare.example/s.xml",)), [], NOW, None)
    assert Counter(row.depth for row in models.Feed.objects.all()) == {0: 1, 1: 1}


def test_what_happens_again_is_one_row(store: DjangoStore) -> None:
    for hour in range(3):
        store.note("phare", "fetch.downgraded", "https://phare.example/1", f"to {hour}", NOW + timedelta(hours=hour))
    store.note("phare", "feed.moved", "https://phare.example/feed", "", NOW)
    one, other = notices.newest("phare")
    assert (one.key, one.times, one.detail, one.first_at, one.last_at) == (
        "fetch.downgraded",
        3,
        "to 2",
        NOW,
        NOW + timedelta(hours=2),
    )
    assert other.key == "feed.moved"


def test_notices_of_one_kind_have_an_end(store: DjangoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "KEPT", 3)
    for number in range(5):
        store.note("phare", "fetch.downgraded", f"https://phare.example/{number}", "", NOW)
    assert len(list(notices.newest())) == 3


def test_sources_that_are_as_they_were_are_not_written_again(store: DjangoStore, django_assert_max_num_queries: Any) -> None:
    many = [replace(SOURCE, id=f"s{n}", feeds=(types.Feed(f"https://s{n}.example/feed"),)) for n in range(20)]
    store.sync(many, NOW)
    with django_assert_max_num_queries(10):
        store.sync(many, NOW)
    store.sync([replace(many[0], name="Autrement", feeds=()), *many[1:19]], NOW)
    assert models.Source.objects.get(pk="s0").name == "Autrement"
    assert not models.Feed.objects.get(source="s0").enabled
    assert not models.Source.objects.get(pk="s19").enabled
    store.sync(many, NOW)
    assert models.Feed.objects.filter(enabled=True, source__enabled=True).count() == 20
