"""Captures of an article's further pages: rows of their own, read with the first page and never by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemera import jobs, types
from hemera.store import corrections, models, rebuilding, templates
from hemera.store.writes import DjangoStore

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
FEED = types.Feed("https://phare.example/feed")
SOURCE = types.Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", (FEED,))
URL = "https://phare.example/recit"
BLOCKS = (types.Block(types.BlockKind.PARAGRAPH, "Il était."),)
CONTENT = types.Extraction(URL, "Le récit", "fr", blocks=BLOCKS, origins={"pages": "3"})
MISSING = types.Extraction(URL, "Le récit, revu", "fr", blocks=BLOCKS, doubts=(types.Doubt("body.more-pages", f"{URL}/2"),))

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> DjangoStore:
    store = DjangoStore()
    store.sync([SOURCE], NOW)
    [feed] = store.due_feeds(NOW, 10, timedelta(minutes=15))
    store.finish_poll(feed, jobs.PollResult(NOW + timedelta(hours=1), 3600, 0), [types.Entry(URL)], NOW, None)
    return store


def page_job(store: DjangoStore, now: datetime = NOW) -> jobs.PageJob:
    [job] = store.due_pages(now, 10, timedelta(minutes=15))
    return job


def arrive(store: DjangoStore, job: jobs.PageJob | jobs.PartJob, url: str, now: datetime) -> jobs.Arrival:
    offset = models.Capture.objects.count() * 100
    ref = types.CaptureRef(
        f"urn:uuid:{offset}", "a.warc.gz", offset, 90, url, url, 200, "text/html", "0" * 64, now, "phare", types.Purpose.PAGE
    )
    return jobs.Arrival(store.add_capture(ref, job), ref, b"", "text/html")


def collect(store: DjangoStore, now: datetime, pages: int, content: types.Extraction = CONTENT) -> None:
    job = page_job(store, now)
    first = arrive(store, job, URL, now)
    for n in range(2, pages + 1):
        url = f"{URL}/{n}"
        arrive(store, jobs.PartJob(job, url, first, (content,)), url, now + timedelta(seconds=n))
    kind = types.RevisionKind.CORRECTED if job.article else types.RevisionKind.FIRST
    assert store.save(job, jobs.Reading(content, kind, job.article, now + timedelta(hours=1)), first, now)


def test_a_part_waits_for_no_reader(store: DjangoStore) -> None:
    job = page_job(store)
    first = arrive(store, job, URL, NOW)
    arrive(store, jobs.PartJob(job, f"{URL}/2", first, (CONTENT,)), f"{URL}/2", NOW)
    store.release(job)
    assert list(rebuilding.waiting()) == [first.capture]


def test_a_part_given_back_gives_its_article_back(store: DjangoStore) -> None:
    job = page_job(store)
    first = arrive(store, job, URL, NOW)
    assert store.release(jobs.PartJob(job, f"{URL}/2", first, (CONTENT,)))
    assert page_job(store).id == job.id


def test_each_version_is_read_again_with_its_own_parts(store: DjangoStore) -> None:
    later = NOW + timedelta(hours=2)
    collect(store, NOW, 3)
    collect(store, later, 2, MISSING)
    stored = [corrections.as_stored(row) for row in corrections.readable().order_by("number")]
    assert [[ref.requested_url.removeprefix(URL) for ref in item.parts] for item in stored] == [["/2", "/3"], ["/2"]]
    assert stored[1].parts[0].fetched_at == later + timedelta(seconds=2)


def test_a_part_is_found_by_its_own_address_alone_and_without_what_the_feed_says(store: DjangoStore) -> None:
    collect(store, NOW, 3)
    assert templates.example(URL).ref.requested_url == URL
    part = templates.example(f"{URL}/2")
    assert part.ref.requested_url == f"{URL}/2"
    assert (part.job.url, part.job.entry) == (f"{URL}/2", types.Entry(f"{URL}/2"))
