"""What the pipeline writes: numbers, leases, revisions, the change log. On a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemera import jobs, types
from hemera.errors import NotFound
from hemera.store import changes, models, queries, rebuilding
from hemera.store.writes import DjangoStore

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=15)
FEED = types.Feed("https://phare.example/feed")
SOURCE = types.Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", (FEED,))
TEXT = "La passerelle rouvre après trois ans de travaux, et l’âne passe le premier sous les applaudissements des écoliers."
CONTENT = types.Extraction(
    url="https://phare.example/1",
    title="La passerelle rouvre",
    language="fr",
    authors=("Zohra Benmalouk",),
    published=datetime(2026, 6, 12, 8, 15, tzinfo=UTC),
    published_raw="12 juin 2026",
    blocks=(types.Block(types.BlockKind.PARAGRAPH, TEXT),),
    image=types.LeadImage("https://phare.example/1.jpg", "L’âne"),
    origins={"published": "json-ld"},
    extractor="test-1",
)

pytestmark = pytest.mark.django_db


def entry(n: int, **said: str) -> types.Entry:
    return types.Entry(f"https://phare.example/{n}", title=f"Titre {n}", **said)


def poll(store: DjangoStore, *entries: types.Entry, now: datetime = NOW) -> int:
    [job] = store.due_feeds(now, 10, LEASE)
    return store.finish_poll(job, jobs.PollResult(now + timedelta(hours=1), 3600, 0), entries, now, None)


def reference(n: int) -> types.CaptureRef:
    url = f"https://phare.example/{n}"
    return types.CaptureRef(
        f"urn:uuid:{n}", "2026/06/a.warc.gz", n * 100, 90, url, url, 200, "text/html", "0" * 64, NOW, "phare", types.Purpose.PAGE
    )


def save(store: DjangoStore, job: jobs.PageJob, reading: jobs.Reading, n: int, now: datetime = NOW) -> int | None:
    ref = reference(n)
    return store.save(job, reading, jobs.Arrival(store.add_capture(ref, job), ref, b"", ""), now)


def first(content: types.Extraction = CONTENT, **values: object) -> jobs.Reading:
    return jobs.Reading(content, types.RevisionKind.FIRST, None, NOW + timedelta(hours=1), **values)  # type: ignore[arg-type]


def saved(store: DjangoStore) -> int:
    poll(store, entry(1))
    [job] = store.due_pages(NOW, 10, LEASE)
    article = save(store, job, first(), 1)
    assert article is not None
    return article


def again(store: DjangoStore, content: types.Extraction, kind: types.RevisionKind, n: int = 2) -> None:
    later = NOW + timedelta(hours=2)
    [job] = store.due_pages(later, 10, LEASE)
    save(store, job, jobs.Reading(content, kind, job.article, later + timedelta(hours=1)), n, later)


# -- catalogue ---------------------------------------------------------------------------------------------------------


def test_the_record_follows_the_catalogue(store: DjangoStore) -> None:
    other = types.Feed("https://phare.example/atom")
    store.sync([replace(SOURCE, name="Le Phare du Golfe", feeds=(other,))], NOW)
    assert queries.source("phare").name == "Le Phare du Golfe"
    assert [job.feed.url for job in store.due_feeds(NOW, 10, LEASE)] == [other.url]


def test_a_source_that_left_the_catalogue_is_asked_no_more_and_keeps_its_articles(store: DjangoStore) -> None:
    article = saved(store)
    store.sync([], NOW)
    assert store.due_feeds(NOW + timedelta(days=1), 10, LEASE) == []
    assert store.due_pages(NOW + timedelta(days=1), 10, LEASE) == []
    assert queries.article_by_id(article).title == CONTENT.title


# -- leases ------------------------------------------------------------------------------------------------------------


def test_two_collectors_never_hold_the_same_job(store: DjangoStore) -> None:
    poll(store, *(entry(n) for n in range(6)))
    taken = [job.id for _ in range(3) for job in store.due_pages(NOW, 2, LEASE)]
    assert len(taken) == len(set(taken)) == 6
    assert store.due_pages(NOW, 10, LEASE) == []


def test_a_lease_that_ran_out_is_taken_over_and_its_late_result_refused(store: DjangoStore) -> None:
    poll(store, entry(1))
    [slow] = store.due_pages(NOW, 10, LEASE)
    [quick] = store.due_pages(NOW + 2 * LEASE, 10, LEASE)
    assert (quick.id, quick.lease) == (slow.id, slow.lease + 1)
    assert save(store, slow, first(), 1) is None
    assert save(store, quick, first(), 2) is not None
    assert models.Article.objects.count() == 1


def test_a_job_given_back_is_there_for_the_next(store: DjangoStore) -> None:
    [job] = store.due_feeds(NOW, 10, LEASE)
    assert store.due_feeds(NOW, 10, LEASE) == []
    assert store.release(job)
    assert [again.id for again in store.due_feeds(NOW, 10, LEASE)] == [job.id]


def test_a_large_source_does_not_starve_a_small_one(store: DjangoStore) -> None:
    small = replace(SOURCE, id="carnet", feeds=(types.Feed("https://carnet.example/feed"),))
    store.sync([SOURCE, small], NOW)
    for job in store.due_feeds(NOW, 10, LEASE):
        many = [
            replace(entry(n), url=f"{job.source.home}{job.source.id}/{n}") for n in range(50 if job.source.id == "phare" else 2)
        ]
        store.finish_poll(job, jobs.PollResult(NOW + LEASE, 3600, 0), many, NOW, None)
    assert [job.source.id for job in store.due_pages(NOW, 4, LEASE)].count("carnet") == 2


def test_what_was_put_off_since_it_was_ranked_hides_nothing_that_is_due(store: DjangoStore) -> None:
    poll(store, entry(1), entry(2), entry(3))
    [first] = store.due_pages(NOW, 1, LEASE)
    models.Entry.objects.exclude(pk=first.id).update(due_at=NOW + timedelta(days=1))
    models.Entry.objects.create(source_id=SOURCE.id, url=f"{SOURCE.home}late", seen_at=NOW, due_at=NOW)
    assert [job.url for job in store.due_pages(NOW, 1, LEASE)] == [f"{SOURCE.home}late"]


# -- polls -------------------------------------------------------------------------------------------------------------


def test_an_entry_is_added_once_however_often_it_is_announced(store: DjangoStore) -> None:
    assert poll(store, entry(1), entry(2), entry(1)) == 2
    assert poll(store, entry(1), entry(2), now=NOW + timedelta(hours=2)) == 0


def test_an_entry_the_feed_changed_is_visited_again(store: DjangoStore) -> None:
    saved(store)
    later = NOW + timedelta(minutes=5)
    assert store.due_pages(later, 10, LEASE) == []
    models.Feed.objects.update(due_at=later)
    poll(store, replace(entry(1), title="Titre corrigé"), now=later)
    assert [job.entry.title for job in store.due_pages(later, 10, LEASE)] == ["Titre corrigé"]


def test_a_discarded_entry_stays_discarded_whatever_the_feed_says(store: DjangoStore) -> None:
    poll(store, entry(1))
    [job] = store.due_pages(NOW, 10, LEASE)
    assert store.discard(job, "fetch.refused.robots", NOW)
    models.Feed.objects.update(due_at=NOW)
    poll(store, replace(entry(1), title="Autre"))
    assert store.due_pages(NOW + timedelta(days=9), 10, LEASE) == []


def test_an_entry_of_another_site_is_a_row_that_says_why_not(store: DjangoStore) -> None:
    [job] = store.due_feeds(NOW, 10, LEASE)
    elsewhere = types.Entry("https://partner.example/ad")
    store.finish_poll(job, jobs.PollResult(NOW, 3600, 0, refused=(elsewhere,)), [entry(1)], NOW, None)
    row = models.Entry.objects.get(url=elsewhere.url)
    assert (row.state, row.reason, row.due_at) == ("discarded", jobs.OTHER_SITE, None)


def test_nothing_is_written_under_a_lost_feed_lease(store: DjangoStore) -> None:
    [slow] = store.due_feeds(NOW, 10, LEASE)
    store.due_feeds(NOW + 2 * LEASE, 10, LEASE)
    assert store.finish_poll(slow, jobs.PollResult(NOW, 3600, 0), [entry(1)], NOW, None) == 0
    assert not models.Entry.objects.exists()


# -- articles ----------------------------------------------------------------------------------------------------------


def test_numbers_count_within_the_source_and_are_never_reused(store: DjangoStore) -> None:
    poll(store, *(entry(n) for n in range(3)))
    for n, job in enumerate(store.due_pages(NOW, 10, LEASE)):
        save(store, job, first(replace(CONTENT, url=f"https://phare.example/a{n}")), n)
    assert list(models.Article.objects.order_by("pk").values_list("number", flat=True)) == [1, 2, 3]
    models.Article.objects.filter(number=3).update(visibility="withdrawn")
    assert models.Source.objects.get(pk="phare").next_number == 4


def test_an_edit_is_a_revision_and_the_first_printed_date_stands(store: DjangoStore) -> None:
    article = saved(store)
    edited = replace(CONTENT, title="La passerelle a rouvert", published=datetime(2026, 6, 13, 8, 0, tzinfo=UTC))
    again(store, edited, types.RevisionKind.CORRECTED)
    now = queries.article_by_id(article)
    assert (now.title, now.revision, now.line.revisions) == ("La passerelle a rouvert", 2, 2)
    assert now.published == CONTENT.published
    assert [r.kind for r in queries.revisions(article)] == [types.RevisionKind.FIRST, types.RevisionKind.CORRECTED]


def test_a_suspicious_revision_is_held_and_the_last_good_text_stays(store: DjangoStore) -> None:
    article = saved(store)
    again(store, replace(CONTENT, blocks=()), types.RevisionKind.SUSPICIOUS)
    assert queries.article_by_id(article).text == TEXT
    assert [r.held for r in queries.revisions(article, held=True)] == [False, True]
    assert len(queries.revisions(article)) == 1


def test_a_page_that_is_gone_leaves_the_article_and_says_so(store: DjangoStore) -> None:
    article = saved(store)
    [job] = store.due_pages(NOW + timedelta(hours=2), 10, LEASE)
    assert store.gone(job, "http.410", None, NOW)
    assert models.Article.objects.get(pk=article).gone_at == NOW
    assert queries.article_by_id(article).text == TEXT


def test_articles_that_share_a_text_are_one_copy_group(store: DjangoStore) -> None:
    poll(store, entry(1), entry(2))
    one, two = store.due_pages(NOW, 10, LEASE)
    original = save(store, one, first(bands=(7, 8)), 1)
    assert list(store.sharing((8, 9))) == [(original, TEXT)]
    copy = save(store, two, first(replace(CONTENT, url="https://phare.example/2"), copy_of=original), 2)
    assert original is not None
    copies, _ = queries.beside(queries.article_by_id(original), ())
    assert [line.id for line in copies] == [copy]
    assert [line.copies for line in queries.newest()] == [1, 1]


def test_a_lead_image_is_fetched_once_for_all_articles_that_carry_it(store: DjangoStore) -> None:
    article = saved(store)
    [job] = store.due_images(NOW, 10, LEASE)
    assert store.save_image(job, jobs.Picture("a" * 64, 1200, 800), "", NOW, None)
    assert store.due_images(NOW + timedelta(days=9), 10, LEASE) == []
    image = queries.article_by_id(article).line.image
    assert image is not None
    assert (image.sha256, image.caption) == ("a" * 64, "L’âne")


# -- captures ----------------------------------------------------------------------------------------------------------


def test_a_capture_found_on_disk_is_adopted_once_and_waits_to_be_read(store: DjangoStore) -> None:
    assert rebuilding.adopt([reference(5)]) == 1
    assert rebuilding.adopt([reference(5)]) == 0
    [pk] = rebuilding.waiting()
    ref = rebuilding.capture(pk)
    assert ref == reference(5)
    job = rebuilding.job_for(pk, ref)
    assert isinstance(job, jobs.PageJob)
    assert job.url == "https://phare.example/5"
    assert rebuilding.ends() == {"2026/06/a.warc.gz": 590}


def test_what_was_saved_is_no_longer_unread(store: DjangoStore) -> None:
    saved(store)
    assert not rebuilding.waiting()


# -- the change log ----------------------------------------------------------------------------------------------------


def test_each_article_is_told_once_with_its_last_number(store: DjangoStore) -> None:
    article = saved(store)
    again(store, replace(CONTENT, title="Autre titre"), types.RevisionKind.CORRECTED)
    [change] = store.changes_since(0, 100)
    assert change.document is not None
    assert (change.seq, change.id, change.document.title) == (changes.head(), article, "Autre titre")
    assert store.changes_since(change.seq, 100) == []


def test_what_is_withdrawn_is_taken_out_of_the_index(store: DjangoStore) -> None:
    article = saved(store)
    models.Article.objects.filter(pk=article).update(visibility="withdrawn")
    changes.note(article, NOW)
    assert [c.document for c in store.changes_since(0, 100)] == [None]
    assert list(store.everything()) == []


def test_years_are_told_of_all_articles(store: DjangoStore) -> None:
    assert store.years() == {}
    saved(store)
    assert store.years() == {models.Article.objects.get().published.year: 1}


def test_what_is_written_together_is_one_commit(store: DjangoStore) -> None:
    def written_and_failed() -> None:
        with store.together():
            poll(store, entry(1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        written_and_failed()
    assert not models.Entry.objects.exists()


# -- reading -----------------------------------------------------------------------------------------------------------


def test_lists_page_to_the_end_without_loss_or_doubles(store: DjangoStore) -> None:
    poll(store, *(entry(n) for n in range(23)))
    for n, job in enumerate(store.due_pages(NOW, 50, LEASE)):
        save(store, job, first(replace(CONTENT, url=f"https://phare.example/b{n}")), n)
    seen: list[int] = []
    before = None
    while lines := queries.newest(5, before=before):
        seen += [line.id for line in lines]
        before = (lines[-1].published, lines[-1].id)
    assert len(seen) == len(set(seen)) == 23


def test_an_article_is_found_by_its_own_and_by_its_announced_address(store: DjangoStore) -> None:
    article = saved(store)
    assert queries.article_by_url("https://phare.example/1").id == article
    with pytest.raises(NotFound):
        queries.article_by_url("https://phare.example/none")
