"""What is taken first: hosts by turns, their sources by turns, new pages before known ones, and of those a day's measure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from hemera import jobs, types
from hemera.store import due, models
from hemera.store.writes import DjangoStore

NOW = datetime(2026, 6, 12, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=15)
WHEN = {"published": NOW, "day": NOW, "captured_at": NOW}
SOURCE = types.Source("s", "S", "https://s.example/", ("fr",), "ma", "UTC")

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> DjangoStore:
    return DjangoStore()


def source(name: str, **how: object) -> None:
    columns = {"name": name, "home": f"https://{name}.example/", "country": "ma", "zone": "UTC", "rights": "full"}
    models.Source.objects.create(pk=name, **(columns | how))


def entries(of: str, host: str | None, count: int, *, known: bool = False, due_at: datetime = NOW) -> None:
    """Make entries that are due, the first the longest."""
    for n in range(count):
        url, at = f"https://{host or of}/{of}/{n}/{known}", due_at - timedelta(minutes=count - n)
        article = models.Article.objects.create(source_id=of, url=url, number=n + 1, **WHEN) if known else None
        models.Entry.objects.create(source_id=of, url=url, host=host, seen_at=NOW, due_at=at, article=article)


def taken(store: DjangoStore, limit: int, now: datetime = NOW, held: dict[str, int] | None = None) -> list[jobs.PageJob]:
    return store.due_pages(now, limit, LEASE, held)


def test_a_host_of_twenty_sources_is_one_among_hosts(store: DjangoStore) -> None:
    for n in range(20):
        source(f"big{n}")
        entries(f"big{n}", "big.example", 3, due_at=NOW - timedelta(days=9))
    for n in range(3):
        source(f"small{n}")
        entries(f"small{n}", f"small{n}.example", 2)
    first = [job.host for job in taken(store, 4)]
    assert sorted(first) == ["big.example", "small0.example", "small1.example", "small2.example"]


def test_sources_of_one_host_take_turns(store: DjangoStore) -> None:
    for name, count in (("flood", 60), ("brook", 2)):
        source(name)
        entries(name, "both.example", count)
    assert [job.source.id for job in taken(store, 4)] == ["flood", "brook", "flood", "brook"]
    assert len(taken(store, 90)) == 58  # all that is left, though a few of a source are looked at


def test_of_one_host_only_so_many_are_in_hand(store: DjangoStore) -> None:
    source("flood")
    source("brook")
    entries("flood", "flood.example", 30)
    entries("brook", "brook.example", 2)
    assert Counter(job.host for job in taken(store, 64, held={})) == {"flood.example": due.AT_A_HOST, "brook.example": 2}
    assert taken(store, 64, held={"flood.example": due.AT_A_HOST}) == []
    assert len(taken(store, 64, held={"flood.example": due.AT_A_HOST - 1})) == 1


def test_what_came_before_hosts_were_kept_counts_as_its_sources_own(store: DjangoStore) -> None:
    source("old")
    source("new")
    entries("old", None, 3)
    entries("new", "new.example", 3)
    assert [job.host for job in taken(store, 2)] == ["old", "new.example"]


def test_new_pages_go_before_known_ones_however_late_those_are(store: DjangoStore) -> None:
    source("one")
    source("two")
    entries("one", "h.example", 5, known=True, due_at=NOW - timedelta(days=3))
    entries("two", "h.example", 2)
    assert [job.article is None for job in taken(store, 4)] == [True, True, False, False]


def test_revisits_stay_within_a_day_s_measure_and_the_rest_waits_the_longest_due_first(store: DjangoStore) -> None:
    source("known", revisits=4)
    entries("known", "known.example", 12, known=True)
    oldest = list(models.Entry.objects.order_by("due_at").values_list("pk", flat=True))
    noon = [job.id for job in taken(store, 64)]
    assert noon == oldest[:3]  # half of the day and an hour's share, begun
    assert taken(store, 64, NOW + timedelta(minutes=1)) == []
    models.Entry.objects.filter(pk__in=noon).update(due_at=NOW + timedelta(days=9), lease_until=None)
    assert [job.id for job in taken(store, 64, NOW + timedelta(hours=11, minutes=59))] == [oldest[3]]
    models.Entry.objects.filter(pk=oldest[3]).update(due_at=NOW + timedelta(days=9), lease_until=None)
    assert [job.id for job in taken(store, 64, NOW + timedelta(hours=48))] == oldest[4:7]
    entries("known", "known.example", 3)
    assert len(taken(store, 64, NOW + timedelta(hours=48))) == 3  # new ones go first, and are not counted


def test_feeds_of_one_host_take_turns_with_others(store: DjangoStore) -> None:
    for n in range(6):
        place = "http://one.example" if n < 5 else "http://other.example"
        store_feed = replace(SOURCE, id=f"s{n}", feeds=(types.Feed(f"{place}/{n}"),))
        store.sync([store_feed, *_known()], NOW - timedelta(minutes=9 - n))
    assert [job.host for job in store.due_feeds(NOW, 2, LEASE)] == ["one.example", "other.example"]


def _known() -> list[types.Source]:
    return [replace(SOURCE, id=row.pk, feeds=(types.Feed(row.feed_rows.get().url),)) for row in models.Source.objects.all()]


def test_a_feed_that_moved_counts_at_its_new_host(store: DjangoStore) -> None:
    store.sync([replace(SOURCE, feeds=(types.Feed("https://old.example/feed"),))], NOW)
    [job] = store.due_feeds(NOW, 1, LEASE)
    assert job.host == "old.example"
    move = replace(job.move, to="https://new.example/feed")
    store.finish_poll(job, jobs.PollResult(NOW, 3600, 0, move=move), (), NOW, None)
    assert [again.host for again in store.due_feeds(NOW, 1, LEASE)] == ["new.example"]


@pytest.mark.parametrize("queue", [due.feeds, due.pages, due.images])
def test_ranking_reads_no_table_from_end_to_end(queue: object) -> None:
    ranking = queue()._ranking  # type: ignore[operator]
    values = {"now": "2026-06-12", "some": 16, "most": 9, "today": "2026-06-12", "budget": 9, "share": 0.5}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {ranking}", values)
        plan = [row[3] for row in cursor.fetchall()]
    scanned = {step.split()[1] for step in plan if step.startswith("SCAN") and "subquery" not in step}
    assert scanned <= {"s", "some", "store_front"}  # the sources, the few rows and the front page of each
    if queue is due.pages:
        assert any("entry_first_due" in step for step in plan)
        assert any("entry_again_due" in step for step in plan)
