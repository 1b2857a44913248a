"""Readings from the past: put where their dates belong among what is there, asking for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hemera import jobs, revisions, types
from hemera.errors import ConfigError
from hemera.store import changes, checks, imports, models, queries, rebuilding
from hemera.store.writes import DjangoStore

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
SOURCE = types.Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca")
URL = "https://phare.example/1"
TEXTS = (
    "La passerelle rouvre après trois ans de travaux, et l’âne passe le premier sous les applaudissements des écoliers.",
    "La passerelle du port rouvre après trois ans de travaux, et l’âne passe le premier sous les applaudissements.",
    "La passerelle du port rouvre enfin après quatre ans de travaux, et l’âne passe le premier, sous la pluie.",
)
Past = imports.Past

pytestmark = pytest.mark.django_db


@pytest.fixture
def past() -> Past:
    DjangoStore().sync([SOURCE], NOW)
    return Past(lambda: NOW)


def content(text: str, published: datetime | None = None) -> types.Extraction:
    return types.Extraction(
        url=URL,
        title="La passerelle",
        language="fr",
        published=published,
        published_raw=str(published or ""),
        blocks=(types.Block(types.BlockKind.PARAGRAPH, text),),
        image=types.LeadImage(f"{URL}.jpg"),
        origins={"published": "json-ld"} if published else {},
        extractor="test-1",
    )


def reference(day: int) -> types.CaptureRef:
    at = datetime(2026, 1, day, 12, tzinfo=UTC)
    place = ("2026/06/a.warc.gz", day * 100, 90)
    origin = {"origin": "others.warc.gz", "origin_offset": day}
    return types.CaptureRef(
        f"urn:uuid:{day}", *place, URL, URL, 200, "text/html", f"{day:064}", at, "phare", types.Purpose.PAGE, **origin
    )


def bring(past: Past, day: int, read: types.Extraction) -> str:
    """Read a page of that day, as the desk does; return what became of it."""
    ref = reference(day)
    rebuilding.adopt([ref])
    pk = models.Capture.objects.get(record_id=ref.record_id).pk
    job = rebuilding.job_for(pk, ref)
    assert isinstance(job, jobs.PageJob)
    past.at = ref.fetched_at
    known = past.known("phare", read.url)
    kind = revisions.compare(known.content if known else None, read)
    reading = jobs.Reading(read, kind, known.article if known else None, None)
    past.save(job, reading, jobs.Arrival(pk, ref, b"", ""), ref.fetched_at)
    return models.Capture.objects.get(pk=pk).outcome


def versions() -> list[tuple[int, str, int, str]]:
    rows = models.Revision.objects.order_by("number")
    return [(row.number, row.kind, row.captured_at.day, row.text_sha256[:8]) for row in rows]


def sha(text: str) -> str:
    return content(text).text_sha256[:8]


def sound() -> None:
    """The record's own invariants hold."""
    for found in (checks.revisions(None), checks.unique(), checks.entries(), checks.counters(), checks.numbers()):
        assert found.problems == ()


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (3, 1, 2), (1, 3, 2), (2, 1, 3)])
def test_versions_lie_in_the_order_of_their_dates_whatever_order_they_come_in(past: Past, order: tuple[int, ...]) -> None:
    for day in order:
        bring(past, day, content(TEXTS[day - 1]))
    assert [(number, day, text) for number, _, day, text in versions()] == [(n, n, sha(TEXTS[n - 1])) for n in (1, 2, 3)]
    assert next(kind for _, kind, _, _ in versions()) == "first"
    article = queries.article("phare", 1)
    assert (article.text, article.line.revisions, article.captured_at.day) == (TEXTS[2], 3, 3)
    sound()


def test_an_earlier_text_that_is_the_same_is_no_version(past: Past) -> None:
    bring(past, 5, content(TEXTS[0]))
    assert bring(past, 2, content(TEXTS[0])) == "same"
    assert bring(past, 9, content(TEXTS[0])) == "same"
    assert [(number, day) for number, _, day, _ in versions()] == [(1, 5)]
    sound()


def test_an_earlier_page_that_is_no_article_is_no_version(past: Past) -> None:
    bring(past, 5, content(TEXTS[0]))
    wall = replace(content(""), blocks=(), doubts=(types.Doubt("body.consent-wall"),))
    assert bring(past, 2, wall) == "suspicious"
    assert len(versions()) == 1


def test_the_date_first_printed_stands(past: Past) -> None:
    bring(past, 5, content(TEXTS[1], datetime(2026, 1, 5, tzinfo=UTC)))
    bring(past, 2, content(TEXTS[0], datetime(2026, 1, 2, tzinfo=UTC)))
    bring(past, 9, content(TEXTS[2], datetime(2026, 1, 9, tzinfo=UTC)))
    article = queries.article("phare", 1)
    assert (article.published.day, article.text) == (2, TEXTS[2])
    assert models.Article.objects.get().captured_at.day == 2
    sound()


def test_an_undated_article_is_as_old_as_its_capture(past: Past) -> None:
    bring(past, 5, content(TEXTS[0]))
    assert queries.article("phare", 1).published == datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_nothing_is_asked_for(past: Past) -> None:
    bring(past, 1, content(TEXTS[0]))
    assert models.ImageAddress.objects.count() == 0
    assert models.Entry.objects.get().due_at is None
    assert DjangoStore().due_pages(NOW, 10, timedelta(minutes=5)) == []


def test_readers_see_a_change_of_today(past: Past) -> None:
    for day in (3, 1, 2):
        bring(past, day, content(TEXTS[day - 1]))
    assert queries.changed_at() == NOW
    assert [change.id for change in changes.since(0, 10)] == [models.Article.objects.get().pk]


def test_a_page_that_is_gone_stays_gone_for_a_capture_from_before(past: Past) -> None:
    bring(past, 1, content(TEXTS[0]))
    models.Article.objects.update(gone_at=datetime(2026, 1, 20, tzinfo=UTC))
    bring(past, 3, content(TEXTS[1]))
    assert queries.article("phare", 1).gone_at is not None


def test_a_bad_capture_spoils_neither_an_article_nor_what_is_to_be_fetched(past: Past) -> None:
    bring(past, 1, content(TEXTS[0]))
    job = rebuilding.job_for(0, reference(1))
    assert isinstance(job, jobs.PageJob)
    assert not past.hold(job, "body.empty", NOW)
    assert models.Entry.objects.get().state == "article"
    models.Entry.objects.update(state="queued", due_at=NOW, article=None)
    assert not past.discard(job, "import.language", NOW)
    assert models.Entry.objects.get().state == "queued"


def test_what_a_collector_reads_is_not_what_an_import_brought(past: Past) -> None:
    rebuilding.adopt([reference(1)])
    assert list(rebuilding.waiting()) == []
    assert len(imports.Unread(["others.warc.gz"]).waiting()) == 1
    assert len(imports.Unread(["another.warc.gz"]).waiting()) == 0


def test_requests_of_others_are_not_held_against_our_manners(past: Past) -> None:
    rebuilding.adopt([reference(1), reference(2)])
    assert list(checks.asked_since(datetime(2020, 1, 1, tzinfo=UTC))) == []


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_file_is_gone_on_with_wherever_it_lies_and_read_anew_for_another_wish(past: Past) -> None:
    file = jobs.ForeignFile("a.warc.gz", "0" * 64, 1000, "")
    job = imports.begin(file, NOW)
    imports.keep(job, [], 400, {"imported": 3})
    assert (imports.begin(file, NOW).offset, imports.begin(file, NOW).counts) == (400, {"imported": 3})
    assert imports.begin(replace(file, wanted="other"), NOW).offset == 0
    imports.keep(job, [], 1000, {"imported": 3})
    imports.end(job, NOW)
    assert imports.begin(file, NOW).ended
    assert not imports.begin(replace(file, size=2000), NOW).ended, "it has grown"
    again = imports.begin(file, NOW, again=True)
    assert (again.offset, again.ended) == (0, False)


def test_only_one_import_at_a_time(tmp_path: Path) -> None:
    with imports.alone(tmp_path), pytest.raises(ConfigError, match="Another"), imports.alone(tmp_path):
        pass
    with imports.alone(tmp_path):
        pass
