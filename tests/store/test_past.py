"""Plans to bring the past: what they may ask for and when, and that nothing of it is doubled or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from test_writes import CONTENT, LEASE, NOW, SOURCE, entry, first, poll, reference, save

from hemera import clock, jobs, types
from hemera.jobs import ListingJob, PageJob
from hemera.listings import Listing, Mention, Mentions, Role, Way
from hemera.pipeline.journal import Journal
from hemera.store import backfills, checks, coverage, models, past, queries, rebuilding
from hemera.store.models.past import PlanState
from hemera.store.writes import DjangoStore

pytestmark = pytest.mark.django_db

OLD = date(2019, 3, 21)


def begin(**wish: object) -> models.Backfill:
    return models.Backfill.objects.get(pk=backfills.begin(SOURCE, {"per_day": 100} | wish, NOW))


def mention(n: int, day: date | None = OLD) -> Mention:
    return Mention(entry(n), day)


def sitemap(*numbers: int, url: str = "https://phare.example/s.xml") -> Listing:
    return Listing(url, Way.SITEMAP, Role.SITEMAP, key=url)


def take(store: DjangoStore, now: datetime = NOW, limit: int = 10) -> Sequence[ListingJob | PageJob]:
    return store.due_past(now, limit, LEASE)


def listing(store: DjangoStore, now: datetime = NOW) -> ListingJob:
    [job] = take(store, now)
    assert isinstance(job, ListingJob)
    return job


def found(store: DjangoStore, *numbers: int, day: date | None = OLD) -> models.Backfill:
    """Begin a plan whose sitemap holds these."""
    plan = begin()
    job = listing(store)
    assert job.listing.role is Role.ROBOTS
    store.finish_listing(job, Mentions(listings=(sitemap(),)), NOW, None)
    store.finish_listing(listing(store), Mentions(tuple(mention(n, day) for n in numbers)), NOW, None)
    return plan


def kept(store: DjangoStore, job: jobs.PageJob, n: int, published: datetime | None = None) -> None:
    content = replace(CONTENT, url=job.url, published=published, title=f"Titre {n}", image=None)
    save(store, job, first(content), n)


def test_few_requests_at_a_time(store: DjangoStore) -> None:
    found(store, *range(10))
    assert [job.url for job in take(store) if isinstance(job, PageJob)] == [f"https://phare.example/{n}" for n in (0, 1)]
    assert take(store) == []


def test_what_is_found_waits_for_its_plan_and_news_do_not(store: DjangoStore) -> None:
    found(store, 1, 2)
    assert store.due_pages(NOW, 10, LEASE) == []
    poll(store, entry(9), entry(1, summary="Plus long"))
    assert sorted(job.url for job in store.due_pages(NOW, 10, LEASE)) == ["https://phare.example/1", "https://phare.example/9"]
    assert [job.url for job in take(store) if isinstance(job, PageJob)] == ["https://phare.example/2"]


def test_a_day_has_its_budget_and_the_next_another(store: DjangoStore) -> None:
    found(store, *range(20))
    models.Backfill.objects.update(per_day=4)  # two are spent
    assert len(take(store)) == 2
    models.Entry.objects.update(lease_until=None)
    assert take(store) == []
    assert len(take(store, NOW + timedelta(days=1))) == 2


def test_all_pages_used_end_a_plan_and_what_is_left_says_why(store: DjangoStore) -> None:
    plan = found(store, 1, 2, 3)
    models.Backfill.objects.update(pages=3)
    [job] = take(store)
    assert isinstance(job, PageJob)
    kept(store, job, 1)
    assert take(store) == []
    plan.refresh_from_db()
    assert (plan.state, plan.reason, plan.spent) == ("done", past.BUDGET, 3)
    assert set(models.Entry.objects.values_list("state", "reason")) == {("article", ""), ("discarded", past.ENDED)}
    assert checks.entries().problems == ()


def test_what_was_left_is_taken_up_by_the_next_plan(store: DjangoStore) -> None:
    found(store, 1, 2)
    assert backfills.end("phare", NOW)
    assert take(store) == []
    found(store, 1, 2, 3)
    assert models.Entry.objects.filter(state="queued").count() == 3
    assert models.Entry.objects.count() == 3


def test_known_articles_are_not_found_again(store: DjangoStore) -> None:
    poll(store, entry(1))
    found(store, 1, 2)
    assert models.Entry.objects.filter(listing=None).get().url == "https://phare.example/1"
    assert models.Entry.objects.exclude(listing=None).get().channels == "past-sitemap"


def test_no_listing_is_read_while_enough_is_found(store: DjangoStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past, "AHEAD", 3)
    plan = found(store, *range(5))
    past.add(plan.pk, [sitemap(url="https://phare.example/s2.xml")], NOW)
    models.Backfill.objects.update(per_day=1_000)
    taken = [*take(store)]
    models.Entry.objects.update(lease_until=None, state="held", reason="x")
    assert all(isinstance(job, PageJob) for job in taken)
    assert listing(store).listing.url == "https://phare.example/s2.xml"


def test_a_host_that_asks_for_a_rest_has_it(store: DjangoStore) -> None:
    found(store, *range(5))
    job, other = take(store)
    assert isinstance(job, PageJob)
    store.put_off(job, NOW + timedelta(hours=1), "http.429", NOW)
    store.release(other)
    assert take(store, NOW + timedelta(minutes=59)) == []
    assert len(take(store, NOW + timedelta(minutes=61))) == 2


def test_one_way_after_the_other_until_one_leads_to_the_past(store: DjangoStore) -> None:
    plan = found(store, 1, day=NOW.date())  # a news sitemap: it shows no way to the past
    [job] = take(store)
    assert isinstance(job, PageJob)
    kept(store, job, 1)
    front = listing(store)
    assert front.listing.role is Role.FRONT
    wordpress = Listing("https://phare.example/wp-json/", Way.WORDPRESS, Role.WORDPRESS)
    pages = Listing("https://phare.example/?page=2", Way.PAGES, number=2)
    store.finish_listing(front, Mentions(listings=(wordpress, pages)), NOW, None)
    store.finish_listing(listing(store), Mentions((mention(2),)), NOW, None)
    [page] = take(store)
    assert isinstance(page, PageJob)
    kept(store, page, 2)
    assert take(store) == []
    plan.refresh_from_db()
    assert plan.state == PlanState.DONE
    assert models.Listing.objects.get(url=pages.url).reason == past.ENDED


def test_a_list_goes_on_when_its_articles_told_their_days(store: DjangoStore) -> None:
    plan = begin(since=date(2020, 1, 1))
    models.Backfill.objects.update(stage=Way.PAGES.stage)
    models.Listing.objects.update(due_at=None)
    past.add(plan.pk, [Listing("https://phare.example/list", Way.PAGES)], NOW)
    job = listing(store)
    further = Listing("https://phare.example/list?page=2", Way.PAGES, number=2)
    store.finish_listing(job, Mentions((mention(1, None),), (further,)), NOW, None)
    [page] = take(store)
    assert isinstance(page, PageJob)
    assert take(store) == []
    kept(store, page, 1)
    assert listing(store).listing.number == 2


def test_a_listing_that_holds_the_same_as_another_is_idle(store: DjangoStore) -> None:
    begin()
    models.Listing.objects.update(due_at=None)
    plan = models.Backfill.objects.get()
    for n in (1, 2, 3, 4):
        past.add(plan.pk, [Listing(f"https://phare.example/?page={n}", Way.SITEMAP)], NOW)
    jobs_ = [*take(store), *take(store)]
    assert len(jobs_) == 2
    for job in jobs_:
        assert isinstance(job, ListingJob)
        found_ = Mentions((mention(1),), (Listing(f"{job.listing.url}0", Way.SITEMAP, key=job.listing.url + "0"),))
        store.finish_listing(job, found_, NOW, None)
    assert sorted(models.Listing.objects.filter(url__endswith="0").values_list("idle", flat=True)) == [0, 1]


def test_a_listing_that_cannot_be_read_says_why_and_its_capture_is_done_with(store: DjangoStore) -> None:
    begin()
    job = listing(store)
    capture = store.add_capture(replace(reference(1), purpose=types.Purpose.FEED), job)
    store.fail_listing(job, "parse.empty", None, NOW, [sitemap()], capture)
    assert models.Listing.objects.get(pk=job.id).reason == "parse.empty"
    assert models.Capture.objects.get().outcome == "parse.empty"
    assert listing(store).listing == replace(sitemap(), key=sitemap().url)


def test_a_lost_lease_writes_nothing(store: DjangoStore) -> None:
    begin()
    job = listing(store)
    models.Listing.objects.filter(pk=job.id).update(lease=job.lease + 1)
    assert store.finish_listing(job, Mentions((mention(1),)), NOW, None) == 0
    assert not models.Entry.objects.exists()


def test_paused_it_rests_and_ended_it_stays_so(store: DjangoStore) -> None:
    found(store, 1)
    backfills.pause("phare", paused=True)
    assert take(store) == []
    backfills.pause("phare", paused=False)
    assert len(take(store)) == 1
    assert backfills.end("phare", NOW)
    assert not backfills.pause("phare", paused=False)


def test_another_wish_widens_a_plan_under_way(store: DjangoStore) -> None:
    plan = begin(since=date(2022, 1, 1))
    store.finish_listing(listing(store), Mentions(), NOW, None)
    assert backfills.begin(SOURCE, {"since": date(2019, 1, 1)}, NOW) == plan.pk
    assert listing(store).listing.role is Role.ROBOTS
    assert backfills.begin(SOURCE, {"per_day": 7}, NOW) == plan.pk
    assert models.Listing.objects.count() == 2


def test_progress_is_told_by_month(store: DjangoStore) -> None:
    found(store, 1, 2, 3)
    job = take(store)[0]
    assert isinstance(job, PageJob)
    kept(store, job, 1, datetime(2019, 4, 2, 12, tzinfo=NOW.tzinfo))
    [told] = backfills.progress(NOW, "phare")
    assert (told.found, told.fetched, told.kept, told.waiting, told.last_hour) == (3, 1, 1, 2, 1)
    assert [(month.month, month.found, month.kept) for month in told.months] == [("2019-04", 1, 1), ("2019-03", 2, 0)]
    assert told.ways == {"sitemap": 3}
    assert told.seconds_left == 2 / 100 * 86_400
    assert backfills.progress(NOW) == [told]


# -- what it does to the rest ------------------------------------------------------------------------------------------


def test_an_article_without_a_day_has_that_of_its_listing(store: DjangoStore) -> None:
    found(store, 1)
    [job] = take(store)
    assert isinstance(job, PageJob)
    kept(store, job, 1)
    article = models.Article.objects.get()
    assert (article.day, article.published_method) == (OLD, "")
    poll(store, entry(5))
    [news] = store.due_pages(NOW, 10, LEASE)
    kept(store, news, 5, NOW)
    assert [line.title for line in queries.newest(2)] == ["Titre 5", "Titre 1"]


def test_an_article_without_a_day_stands_beside_those_of_its_list(store: DjangoStore) -> None:
    found(store, 1, 2, day=None)
    dated, undated = take(store)
    assert isinstance(dated, PageJob)
    assert isinstance(undated, PageJob)
    told = replace(CONTENT, url=dated.url, published=datetime(2017, 5, 4, 9, tzinfo=NOW.tzinfo), image=None)
    save(store, dated, first(told), 1)
    kept(store, undated, 2)
    assert [str(day) for day in models.Article.objects.values_list("day", flat=True)] == ["2017-05-04", "2017-05-04"]


def test_the_past_is_no_news_in_the_ledger_and_is_told_of_on_its_day(store: DjangoStore) -> None:
    poll(store, entry(50))
    found(store, *range(40))
    [today] = coverage.days("phare", NOW.date(), NOW.date(), NOW)
    assert today.announced == 1
    job = take(store)[0]
    assert isinstance(job, PageJob)
    kept(store, job, 1)
    [day] = coverage.days("phare", OLD, OLD, NOW)
    assert (day.announced, day.brought, day.alarm) == (0, {"past-sitemap": 1}, None)


def test_a_plan_survives_the_record(store: DjangoStore, tmp_path: Path) -> None:
    begin(since=OLD, pages=500)
    Journal(tmp_path).follow_states(rebuilding)
    before = dict(backfills.states())
    models.Backfill.objects.all().delete()
    rebuilding.restore_states(Journal(tmp_path).read_states(), NOW)
    assert dict(backfills.states()) == before
    assert models.Listing.objects.count() == 2
    assert rebuilding.restore_states(Journal(tmp_path).read_states(), NOW) == 0


def test_a_listings_capture_that_nobody_read_finds_its_listing(store: DjangoStore) -> None:
    begin()
    job = listing(store)
    ref = replace(reference(1), url=job.listing.url, requested_url=job.listing.url, purpose=types.Purpose.FEED)
    capture = store.add_capture(ref, job)
    models.Listing.objects.filter(pk=job.id).update(lease_until=clock.now() + LEASE)
    assert list(rebuilding.waiting()) == []  # it is in hand
    store.release(job)
    assert list(rebuilding.waiting()) == [capture]
    again = rebuilding.job_for(capture, ref)
    assert isinstance(again, ListingJob)
    store.finish_listing(again, Mentions(listings=(sitemap(),)), NOW, capture)
    assert list(rebuilding.waiting()) == []
