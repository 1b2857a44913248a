"""Front pages and links in the record: what is held, what is read again, and how often old articles are asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemera import jobs, types
from hemera.errors import NotFound
from hemera.health import fronts as judged
from hemera.health.fronts import Look, Standing
from hemera.links import Link, LinkState, SiteState
from hemera.store import changes, fronts, health, mapping, models, queries, rebuilding
from hemera.store.models.entry import EntryState
from hemera.store.writes import DjangoStore

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
DAY, LEASE, MONTH = timedelta(days=1), timedelta(minutes=15), timedelta(days=30)
FEED = types.Feed("https://phare.example/feed")
SOURCE = types.Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", (FEED,))
LOOK = Look("https://phare.example/", "Le Phare", links=30)
SUSPECTED = Standing(look=LOOK, signs=(judged.Sign.NAME, judged.Sign.LINKS), good_at=NOW - DAY, suspected_at=NOW)
HIJACKED = replace(SUSPECTED, hijacked_at=NOW)
ETAG = {"etag": "", "last_modified": "", "body_sha256": "a" * 64}

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> DjangoStore:
    store = DjangoStore()
    store.sync([SOURCE], NOW - 2 * DAY)
    return store


def look(store: DjangoStore, standing: Standing, now: datetime = NOW, moved_to: str = "") -> None:
    models.Front.objects.update(due_at=now)
    [job] = DjangoStore().due_fronts(now, 10, LEASE)
    assert store.looked_at(job, standing, now + DAY, now, ETAG, moved_to)


def poll(store: DjangoStore, *numbers: int, now: datetime = NOW) -> None:
    models.Feed.objects.update(due_at=now)
    [job] = DjangoStore().due_feeds(now, 10, LEASE)
    entries = [types.Entry(f"https://phare.example/{n}") for n in numbers]
    store.finish_poll(job, jobs.PollResult(now + DAY, 3600, 0), entries, now, None)


def entries() -> dict[str, tuple[str, str]]:
    return {row.url.rsplit("/", 1)[1]: (row.state, row.reason) for row in models.Entry.objects.all()}


def articles(count: int, source: str = "phare", **values: object) -> list[int]:
    """Keep so many old articles, each with its entry, not asked for since."""
    found = []
    for n in range(count):
        row = models.Article.objects.create(
            source_id=source, number=n + 1, url=f"https://{source}.example/old/{n}", title="Bac", language="fr", kind="article",
            published=NOW - 400 * DAY, day=NOW.date(), visibility="public", captured_at=NOW - 400 * DAY, **values,
        )  # fmt: skip
        visited = NOW - 40 * DAY - n * timedelta(hours=1)
        _read(row)
        models.Entry.objects.create(
            source_id=source, url=row.url, seen_at=NOW - 400 * DAY, state=EntryState.ARTICLE, article=row, visited_at=visited
        )
        found.append(row.pk)
    return found


def _read(row: models.Article) -> None:
    """Give an article the text its page had."""
    capture = models.Capture.objects.create(
        record_id=f"urn:uuid:{row.pk}", file="2025/05/old.warc.gz", offset=row.pk, length=1, url=row.url, requested_url=row.url,
        status=200, source_id=row.source_id, fetched_at=row.captured_at, purpose="page",
    )  # fmt: skip
    row.current = models.Revision.objects.create(
        article=row, number=1, kind="first", captured_at=row.captured_at, capture=capture,
        body=mapping.encode(types.Extraction(row.url, row.title, row.language)),
    )  # fmt: skip
    row.save()


def link_of(pk: int) -> Link:
    return queries.article_by_id(pk).link


# -- whose a site is -------------------------------------------------------------------------------------------------------


def test_every_source_has_its_time_of_the_day(store: DjangoStore) -> None:
    store.sync([SOURCE], NOW)
    [row] = models.Front.objects.all()
    assert row.due_at is not None
    assert timedelta() < row.due_at - (NOW - 2 * DAY) <= DAY


def test_a_site_in_doubt_is_not_asked_for_pages_and_nothing_is_lost(store: DjangoStore) -> None:
    poll(store, 1)
    look(store, SUSPECTED)
    assert DjangoStore().due_pages(NOW + DAY, 10, LEASE) == []
    assert entries() == {"1": ("queued", "")}
    look(store, replace(SUSPECTED, suspected_at=None, signs=()), NOW + DAY)
    assert len(DjangoStore().due_pages(NOW + DAY, 10, LEASE)) == 1


def test_what_a_hijacked_site_announces_is_held_until_a_person_decides(store: DjangoStore) -> None:
    poll(store, 1)
    look(store, HIJACKED)
    poll(store, 2, 3, now=NOW + DAY)
    assert entries() == dict.fromkeys("123", ("held", fronts.HELD))
    assert DjangoStore().due_pages(NOW + 9 * DAY, 10, LEASE) == []
    [finding] = health.findings(NOW + DAY)
    assert (finding.kind, finding.since, finding.evidence["held"]) == ("hijacked", NOW, 3)
    assert fronts.trust("phare", NOW + DAY) == 3
    assert entries() == dict.fromkeys("123", ("queued", ""))
    assert len(DjangoStore().due_pages(NOW + DAY, 10, LEASE)) == 3
    assert health.findings(NOW + DAY) == []


def announce(store: DjangoStore, *numbers: int, again: int = 0) -> bool:
    """Have a feed bring these, and so many as before; say whether its site, last looked at yesterday, is looked at at once."""
    models.Front.objects.update(checked_at=NOW - DAY, due_at=NOW + DAY)
    models.Feed.objects.update(due_at=NOW)
    [job] = store.due_feeds(NOW, 10, LEASE)
    result = jobs.PollResult(NOW + DAY, 3600, 0, again=again)
    store.finish_poll(job, result, [types.Entry(f"https://phare.example/{n}") for n in numbers], NOW, None)
    return models.Front.objects.get().due_at == NOW


def test_a_site_whose_feed_says_nothing_that_was_known_is_looked_at_before_it_is_read(store: DjangoStore) -> None:
    assert not announce(store, 1, 2, 3)  # for the first time, all is new
    assert not announce(store, 3, 4)
    assert not announce(store, 5, again=2)
    assert not announce(store, again=3)
    assert announce(store, 6, 7)
    waiting = models.Entry.objects.filter(due_at=NOW + timedelta(minutes=15)).values_list("url", flat=True)
    assert {url.rsplit("/", 1)[1] for url in waiting} >= {"6", "7"}


def test_nobody_is_trusted_who_is_not_there(store: DjangoStore) -> None:
    with pytest.raises(NotFound):
        fronts.trust("nobody", NOW)
    with pytest.raises(NotFound):
        health.findings(NOW, "nobody")


def test_that_a_person_trusted_a_site_outlives_the_record(store: DjangoStore) -> None:
    look(store, HIJACKED)
    fronts.trust("phare", NOW + DAY)
    states = {key: dict(columns) for key, columns in rebuilding.states()}
    models.Front.objects.all().delete()
    rebuilding.restore_states(states, NOW + 2 * DAY)
    assert models.Front.objects.get().trusted_at == NOW + DAY
    rebuilding.restore_states(states, NOW + 2 * DAY)
    assert models.Front.objects.count() == 1


def test_a_feed_of_nothing_known_has_its_front_page_looked_at_first(store: DjangoStore) -> None:
    poll(store, 1, 2, now=NOW - DAY)
    look(store, replace(HIJACKED, suspected_at=None, hijacked_at=None), NOW - DAY)
    models.Front.objects.update(due_at=NOW + DAY)
    models.Entry.objects.update(due_at=None, state="discarded", reason="x")
    poll(store, 2, 3)
    assert models.Front.objects.get().due_at == NOW + DAY  # one of them was known
    poll(store, 8, 9, now=NOW + timedelta(hours=2))
    assert models.Front.objects.get().due_at == NOW + timedelta(hours=2)
    assert DjangoStore().due_pages(NOW + timedelta(hours=2), 10, LEASE) == []
    assert len(DjangoStore().due_pages(NOW + timedelta(hours=3), 10, LEASE)) == 3


def test_what_readers_are_told_of_a_site(store: DjangoStore) -> None:
    good = replace(HIJACKED, suspected_at=None, hijacked_at=None, signs=())
    assert fronts.sites(NOW)["phare"].state is SiteState.UNKNOWN
    look(store, good)
    assert fronts.sites(NOW)["phare"].state is SiteState.ANSWERS
    look(store, good, NOW + DAY, "https://rivage.example/")
    look(store, good, NOW + 2 * DAY, "https://rivage.example/")
    moved = fronts.sites(NOW + DAY)["phare"]
    assert (moved.state, moved.since, moved.moved_to) == (SiteState.MOVED, NOW + DAY, "https://rivage.example/")
    for days in (3, 4, 6):
        models.Front.objects.update(due_at=NOW)
        [job] = DjangoStore().due_fronts(NOW + days * DAY, 10, LEASE)
        assert store.not_seen(job, "fetch.dns", NOW + 9 * DAY, NOW + days * DAY)
    silent = fronts.sites(NOW + 6 * DAY)["phare"]
    assert (silent.state, silent.since) == (SiteState.SILENT, NOW + 3 * DAY)
    assert fronts.sites(NOW + 5 * DAY)["phare"].state is SiteState.MOVED  # two days say nothing
    look(store, HIJACKED, NOW + 7 * DAY)
    assert fronts.sites(NOW + 7 * DAY)["phare"].state is SiteState.HIJACKED


# -- links -----------------------------------------------------------------------------------------------------------------


def test_a_page_not_found_once_is_in_doubt_and_twice_a_day_apart_gone(store: DjangoStore) -> None:
    [pk] = articles(1)
    seen = []
    for hours in (0, 5, 25, 50):
        models.Entry.objects.update(due_at=NOW)
        [job] = DjangoStore().due_pages(NOW + timedelta(hours=hours), 10, LEASE)
        store.gone(job, "http.404", None, NOW + timedelta(hours=hours))
        seen.append(link_of(pk))
    assert [one.state for one in seen] == [LinkState.DOUBTFUL, LinkState.DOUBTFUL, LinkState.GONE, LinkState.GONE]
    assert {one.since for one in seen} == {NOW}
    assert [one.is_dead for one in seen] == [False, False, True, True]
    assert changes.head() > 0


def test_a_page_that_is_there_again_is_alive(store: DjangoStore) -> None:
    [pk] = articles(1, gone_at=NOW - DAY, link_state="gone")
    store.linked(pk, LinkState.ALIVE, "", NOW)
    link = link_of(pk)
    assert (link.state, link.since, link.checked_at) == (LinkState.ALIVE, None, NOW)
    before = changes.head()
    store.linked(pk, LinkState.ALIVE, "", NOW + DAY)
    assert changes.head() == before  # nothing that readers see has changed
    store.linked(pk, LinkState.MOVED, "https://phare.example/new", NOW + DAY)
    assert link_of(pk).moved_to == "https://phare.example/new"
    assert changes.head() > before


def test_what_was_gone_before_this_was_kept_is_in_doubt(store: DjangoStore) -> None:
    [pk] = articles(1, gone_at=NOW)
    assert link_of(pk).state is LinkState.DOUBTFUL


def test_of_a_hijacked_source_every_link_is_dead(store: DjangoStore) -> None:
    [pk] = articles(1, link_state="alive")
    look(store, HIJACKED)
    link = link_of(pk)
    assert (link.state, link.since, link.is_dead) == (LinkState.HIJACKED, NOW, True)


def test_old_articles_are_drawn_the_longest_unasked_first_and_the_doubted_before_them(store: DjangoStore) -> None:
    pks = articles(20)
    models.Article.objects.filter(pk__in=pks[:3]).update(link_state="doubtful")
    assert fronts.draw("phare", 4, MONTH, NOW) == 4
    due = models.Entry.objects.exclude(due_at=None).order_by("due_at")
    assert [row.article_id for row in due] == [pks[2], pks[1], pks[19], pks[18]]
    assert [row.due_at - NOW for row in due if row.due_at] == [n * DAY / 4 for n in range(4)]
    assert fronts.draw("phare", 4, MONTH, NOW) == 0  # they wait to be asked
    assert fronts.draw("phare", 0, MONTH, NOW) == 0


def test_neither_withdrawn_nor_lately_asked_articles_are_drawn(store: DjangoStore) -> None:
    pks = articles(3)
    models.Article.objects.filter(pk=pks[0]).update(visibility="withdrawn")
    models.Entry.objects.filter(article=pks[1]).update(visited_at=NOW - 29 * DAY)
    assert fronts.draw("phare", 9, MONTH, NOW) == 1


def test_the_budget_holds_over_months_and_every_link_has_its_turn(store: DjangoStore) -> None:
    """Sixty old articles, five a day at most, a collector that stops for a week: nobody is asked oftener than once a month."""
    articles(60)
    asked: Counter[int] = Counter()
    visits: Counter[int] = Counter()
    for day in range(70):
        if 20 <= day < 27:
            continue
        now = NOW + day * DAY
        fronts.draw("phare", 5, MONTH, now)
        due = models.Entry.objects.filter(due_at__lt=now + DAY)
        for pk in due.values_list("pk", flat=True):
            asked[day] += 1
            visits[pk] += 1
        due.update(due_at=None, visited_at=now)
    assert max(asked.values()) <= 5
    assert set(visits.values()) <= {2, 3}
    assert len(visits) == 60


def test_a_draw_reads_an_index_and_not_the_table(store: DjangoStore) -> None:
    from django.db import connection

    rows = models.Entry.objects.filter(source="phare", state=EntryState.ARTICLE, due_at=None).order_by("visited_at", "pk")
    plan = rows.values_list("pk", flat=True)[:50].explain()
    assert "entry_unvisited" in plan, plan
    assert connection.vendor == "sqlite"
