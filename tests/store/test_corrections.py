"""Corrections of ours: the better reading is shown, the one before is kept, and what the source changed is told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemera import jobs, types
from hemera.store import changes, checks, corrections, models, queries
from hemera.store.writes import DjangoStore

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
LEASE = timedelta(minutes=15)
SOURCE = types.Source(
    "phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", (types.Feed("https://phare.example/feed"),)
)
TEXT = (
    "La passerelle rouvre après trois ans de travaux, et l’âne passe le premier sous les applaudissements des écoliers.",
    "Le maire coupe le ruban deux fois, la première ayant échappé aux photographes.",
)
WIDGET = "À lire aussi : le tramway de nuit, les cigognes du port, la pluie de samedi."
KIND = types.RevisionKind


def blocks(*texts: str) -> tuple[types.Block, ...]:
    return tuple(types.Block(types.BlockKind.PARAGRAPH, text) for text in texts)


CONTENT = types.Extraction(
    url="https://phare.example/1",
    title="La passerelle rouvre",
    language="fr",
    authors=("Zohra Benmalouk",),
    published=datetime(2026, 6, 12, 8, 15, tzinfo=UTC),
    published_raw="12 juin 2026",
    blocks=blocks(*TEXT),
    origins={"published": "json-ld"},
    extractor="rules-1",
)
BETTER = replace(CONTENT, title="La passerelle d’Oued Leïla rouvre", extractor="rules-2")

pytestmark = pytest.mark.django_db


def published(store: DjangoStore, content: types.Extraction = CONTENT) -> int:
    """Let an article be announced, and read for the first time."""
    [feed] = store.due_feeds(NOW, 1, LEASE)
    store.finish_poll(feed, jobs.PollResult(LATER + timedelta(days=99), 3600, 0), [types.Entry(content.url)], NOW, None)
    return seen(store, content, KIND.FIRST, NOW)


def seen(store: DjangoStore, content: types.Extraction, kind: types.RevisionKind, now: datetime) -> int:
    """Visit its page, which says this."""
    [job] = store.due_pages(now, 1, LEASE)
    n = models.Capture.objects.count()
    ref = types.CaptureRef(
        f"urn:uuid:{n}", "a.warc.gz", n, 1, content.url, content.url, 200, "text/html", "0" * 64, now, "phare", types.Purpose.PAGE
    )
    reading = jobs.Reading(content, kind, job.article, now + timedelta(hours=1))
    article = store.save(job, reading, jobs.Arrival(store.add_capture(ref, job), ref, b"", ""), now)
    assert article is not None
    return article


def correct(article: int, number: int, content: types.Extraction, now: datetime = LATER) -> bool:
    """Read a version otherwise."""
    [stored] = [stored for stored in corrections.stored([article]) if stored.number == number]
    return corrections.correct(stored, jobs.Reading(content, KIND.CORRECTED, article, None, (7,)), ("title",), now)


def whole() -> None:
    """Every invariant that rows can break holds."""
    for found in (checks.counters(), checks.numbers(), checks.dates(), checks.unique()):
        assert found.problems == ()


def test_the_better_reading_is_shown_and_the_one_before_is_kept(store: DjangoStore) -> None:
    article = published(store)
    before = changes.head()
    assert queries.article_by_id(article).corrected_at is None
    assert correct(article, 1, BETTER)
    now = queries.article_by_id(article)
    assert (now.title, now.line.title, now.corrected_at, now.revision) == (BETTER.title, BETTER.title, LATER, 1)
    assert now.captured_at == NOW
    [revision] = queries.revisions(article)
    assert (revision.kind, revision.text_sha256) == (KIND.FIRST, BETTER.text_sha256)
    assert revision.corrections == (types.Correction(LATER, ("title",), "rules-2", CONTENT),)
    [change] = store.changes_since(before, 10)
    assert change.document is not None
    assert (change.document.title, change.document.revised) == (BETTER.title, False)
    assert list(models.Band.objects.values_list("value", flat=True)) == [7]
    whole()


def test_every_reading_there_ever_was_can_be_had_back(store: DjangoStore) -> None:
    article = published(store)
    best = replace(BETTER, lead="Après trois ans.", extractor="rules-3")
    assert correct(article, 1, BETTER)
    assert correct(article, 1, best, LATER + timedelta(days=1))
    [revision] = queries.revisions(article)
    assert [correction.before for correction in revision.corrections] + [revision.content] == [CONTENT, BETTER, best]
    assert [correction.extractor for correction in revision.corrections] == ["rules-2", "rules-3"]
    assert queries.article_by_id(article).corrected_at == LATER + timedelta(days=1)


def test_a_reading_that_was_compared_with_another_is_not_written(store: DjangoStore) -> None:
    """Two runs at once, or one that was interrupted and begun again: what is there already is not written over."""
    article = published(store)
    [stored] = corrections.stored([article])
    reading = jobs.Reading(BETTER, KIND.CORRECTED, article, None)
    assert corrections.correct(stored, reading, ("title",), LATER)
    assert not corrections.correct(stored, reading, ("title",), LATER)
    assert models.Correction.objects.count() == 1


def test_rules_that_read_the_same_are_noted_without_a_correction(store: DjangoStore) -> None:
    article = published(store)
    head = changes.head()
    [stored] = corrections.stored([article])
    assert corrections.confirm(stored, replace(CONTENT, extractor="rules-2"))
    assert not corrections.confirm(stored, replace(CONTENT, extractor="rules-3"))
    [revision] = queries.revisions(article)
    assert (revision.content.extractor, revision.corrections, changes.head()) == ("rules-2", (), head)
    assert queries.article_by_id(article).corrected_at is None
    assert checks.revisions(None).problems == ()


def test_what_the_source_changed_and_what_we_corrected_are_told_apart(store: DjangoStore) -> None:
    article = published(store)
    edited = replace(CONTENT, blocks=blocks(TEXT[0].replace("trois", "quatre"), TEXT[1]))
    seen(store, edited, KIND.CORRECTED, NOW + timedelta(hours=2))
    assert correct(article, 1, BETTER)
    first, second = queries.revisions(article)
    assert [(r.kind, len(r.corrections)) for r in (first, second)] == [(KIND.FIRST, 1), (KIND.CORRECTED, 0)]
    shown = queries.article_by_id(article)
    assert (shown.content, shown.corrected_at, shown.line.revisions) == (edited, None, 2)
    whole()


def test_two_versions_that_only_our_old_reading_made_differ_are_said_to_be_the_same(store: DjangoStore) -> None:
    article = published(store, replace(CONTENT, blocks=blocks(*TEXT, WIDGET)))
    seen(store, replace(CONTENT, blocks=blocks(*TEXT, "À lire : la météo.")), KIND.CORRECTED, NOW + timedelta(hours=2))
    clean = replace(CONTENT, extractor="rules-2")
    assert correct(article, 1, clean)
    assert correct(article, 2, clean)
    assert [r.kind for r in queries.revisions(article)] == [KIND.FIRST, KIND.SAME]
    assert queries.article_by_id(article).line.revisions == 1
    [change] = store.changes_since(0, 10)
    assert change.document is not None
    assert not change.document.revised
    whole()
    seen(store, replace(clean, title="La passerelle a rouvert"), KIND.CORRECTED, NOW + timedelta(hours=4))
    assert queries.article_by_id(article).line.revisions == 2
    whole()


def test_the_next_version_is_judged_again_too(store: DjangoStore) -> None:
    article = published(store, replace(CONTENT, blocks=blocks(TEXT[0])))
    seen(store, CONTENT, KIND.EXTENDED, NOW + timedelta(hours=2))
    assert correct(article, 1, CONTENT)
    assert [r.kind for r in queries.revisions(article)] == [KIND.FIRST, KIND.SAME]


@pytest.mark.parametrize("number", [1, 2])
def test_the_first_printed_date_stands_however_late_it_is_read_right(store: DjangoStore, number: int) -> None:
    article = published(store)
    restamped = replace(CONTENT, title="La passerelle a rouvert", published=CONTENT.published and NOW + timedelta(days=3))
    seen(store, restamped, KIND.CORRECTED, NOW + timedelta(hours=2))
    old = {1: CONTENT, 2: restamped}[number]
    right = datetime(2026, 6, 11, 7, 0, tzinfo=UTC)
    assert correct(article, number, replace(old, published=right, extractor="rules-2"))
    assert queries.article_by_id(article).published == (right if number == 1 else CONTENT.published)
    assert models.Article.objects.get(pk=article).day == queries.article_by_id(article).published.date()
    whole()


def test_a_date_no_rule_stands_by_any_more_is_that_of_the_capture(store: DjangoStore) -> None:
    article = published(store)
    assert correct(article, 1, replace(CONTENT, published=None, published_raw="", origins={}, extractor="rules-2"))
    row = models.Article.objects.get(pk=article)
    assert (row.published, row.published_method) == (NOW, "")


def test_versions_come_oldest_first_and_held_or_withdrawn_ones_not_at_all(store: DjangoStore) -> None:
    article = published(store)
    seen(store, replace(CONTENT, title="La passerelle a rouvert"), KIND.CORRECTED, NOW + timedelta(hours=2))
    seen(store, replace(CONTENT, blocks=()), KIND.SUSPICIOUS, NOW + timedelta(hours=4))
    assert [(s.article, s.number) for s in corrections.stored([999, article])] == [(article, 1), (article, 2)]
    models.Article.objects.update(visibility="withdrawn")
    assert list(corrections.stored([article])) == []
    assert queries.keys(10) == []


def test_all_articles_are_gone_over_page_by_page(store: DjangoStore) -> None:
    article = published(store)
    assert queries.keys(10) == [(CONTENT.published, article)]
    assert queries.keys(10, before=queries.keys(10)[-1]) == []
