"""Wishes on the record: of each answer, in force for each article, by each site's file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemera import jobs, types
from hemera.store import changes, corrections, imports, leases, models, queries, rebuilding, wishes
from hemera.store.writes import DjangoStore
from hemera.wishes.tdmrep import Rule

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
LEASE, DAY = timedelta(minutes=15), timedelta(days=1)
FEED = types.Feed("https://phare.example/feed")
SOURCE = types.Source(
    "phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", (FEED,), rights=types.Rights.FULL
)
TEXT = types.Block(types.BlockKind.PARAGRAPH, "La passerelle rouvre après trois ans de travaux, et l’âne passe le premier.")
RESERVED = [Rule("/libre/*", False), Rule("/", True, "https://phare.example/conditions")]

pytestmark = pytest.mark.django_db


def content(n: object, said: str = "") -> types.Extraction:
    url = f"https://phare.example/{n}"
    return types.Extraction(url, f"Titre {n}", "fr", lead="Chapeau", published=NOW, blocks=(TEXT,), extractor="t", wishes=said)


def arrival(store: DjangoStore, job: jobs.PageJob, at: datetime = NOW, header: str = "") -> jobs.Arrival:
    number = models.Capture.objects.count()
    record = (f"urn:uuid:{number}", "a.warc.gz", number * 100, 90, job.url, job.url, 200, "text/html", "0" * 64)
    ref = types.CaptureRef(*record, at, "phare", types.Purpose.PAGE)
    return jobs.Arrival(store.add_capture(ref, job), ref, b"", "", wishes=header)


def page(n: object) -> jobs.PageJob:
    url = f"https://phare.example/{n}"
    entry, _ = models.Entry.objects.get_or_create(source_id="phare", url=url, defaults={"seen_at": NOW})
    return leases.page_job(entry)


def visit(store: DjangoStore, n: object, said: str = "", at: datetime = NOW, header: str = "") -> int:
    """Save what a page says: the same text at every visit."""
    job, known = page(n), store.known("phare", f"https://phare.example/{n}")
    kind = types.RevisionKind.SAME if known else types.RevisionKind.FIRST
    reading = jobs.Reading(content(n, said), kind, known.article if known else None, None)
    found = store.save(job, reading, arrival(store, job, at, header), at)
    assert found
    return found


def in_force(pk: int) -> str | None:
    return models.Article.objects.get(pk=pk).wishes


def file(store: DjangoStore) -> jobs.ReservationJob:
    [job] = store.due_reservations(NOW + timedelta(days=400), 10, LEASE)
    return job


def test_the_newest_answers_wish_is_in_force_and_followed(store: DjangoStore) -> None:
    pk = visit(store, 1, "noindex", header="noindex")
    [document] = [change.document for change in changes.since(0, 9)]
    assert document
    assert (document.title, document.lead, document.body) == ("Titre 1", "", "")
    assert page(1).wishes == "noindex"
    seq = changes.head()
    visit(store, 1, "noindex", NOW + DAY, header="noindex")
    assert changes.head() == seq  # nothing else is wished
    visit(store, 1, "", NOW + 2 * DAY)
    [document] = [change.document for change in changes.since(seq, 9)]
    assert document
    assert (document.lead, document.body) == ("Chapeau", TEXT.text)
    assert (in_force(pk), page(1).wishes) == ("", "")
    assert list(models.Capture.objects.order_by("pk").values_list("wishes", flat=True)) == ["noindex", "noindex", ""]


def test_a_sites_file_is_in_force_for_all_its_articles_old_and_new(store: DjangoStore) -> None:
    before, free = visit(store, 1, "noarchive"), visit(store, "libre/1")
    seq = changes.head()
    assert store.read_reservation(file(store), RESERVED, None, NOW + DAY, NOW)
    assert in_force(before) == "noarchive tdmrep:https://phare.example/conditions"
    assert in_force(free) == ""
    assert changes.head() > seq  # pages that are kept hear of it
    assert in_force(visit(store, 2)) == "tdmrep:https://phare.example/conditions"
    visit(store, 1, "", NOW + DAY)
    assert in_force(before) == "tdmrep:https://phare.example/conditions"
    assert store.read_reservation(file(store), (), None, NOW + DAY, NOW)
    assert in_force(before) == ""


def test_while_a_file_does_not_answer_what_it_said_stays(store: DjangoStore) -> None:
    store.read_reservation(file(store), RESERVED, None, NOW + DAY, NOW)
    assert store.put_off_reservation(file(store), NOW + DAY, "http.503")
    assert in_force(visit(store, 1)) == "tdmrep:https://phare.example/conditions"
    assert [(each.rules, each.error) for each in wishes.standing()] == [(2, "http.503")]


def test_a_late_result_of_a_lost_lease_changes_nothing(store: DjangoStore) -> None:
    late = file(store)
    models.Reservation.objects.update(lease=late.lease + 1)
    assert not store.read_reservation(late, RESERVED, None, NOW + DAY, NOW)
    assert in_force(visit(store, 1)) == ""


def test_another_origin_of_a_source_has_a_file_of_its_own(store: DjangoStore) -> None:
    wishes.in_force("phare", "https://sport.phare.example/1", "")
    assert set(models.Reservation.objects.values_list("url", flat=True)) == {
        "https://phare.example/.well-known/tdmrep.json",
        "https://sport.phare.example/.well-known/tdmrep.json",
    }


def test_an_imported_older_answer_does_not_overrule_a_newer_one(store: DjangoStore) -> None:
    pk = visit(store, 1, "noarchive")
    past = imports.Past(lambda: NOW + DAY)
    for at, said, expected in ((NOW - DAY, "noindex", "noarchive"), (NOW + DAY, "nosnippet", "nosnippet")):
        past.at = at
        job = page(1)
        reading = jobs.Reading(content(1, said), types.RevisionKind.SAME, pk, None)
        past.save(job, reading, arrival(store, job, at), at)
        assert in_force(pk) == expected


def test_an_agreement_is_said_behind_the_wishes_and_gives_the_text_back(store: DjangoStore) -> None:
    pk = visit(store, 1, "noindex")
    assert [queries.lines([pk])[0].wishes, queries.article_by_id(pk).line.wishes] == ["noindex"] * 2
    assert queries.sitemap(NOW - DAY, NOW + DAY) == []
    seq = changes.head()
    store.sync([replace(SOURCE, consent=True)], NOW)
    assert [queries.lines([pk])[0].wishes, queries.article_by_id(pk).line.wishes] == ["noindex consent"] * 2
    assert len(queries.sitemap(NOW - DAY, NOW + DAY)) == 1
    [document] = [change.document for change in changes.since(seq, 9)]
    assert document
    assert document.body == TEXT.text


def test_the_operator_sees_how_many_articles_carry_which_wish(store: DjangoStore) -> None:
    for n, said in enumerate(["noarchive max-snippet:20", "noarchive", "tdm-reservation:https://phare.example/c", ""]):
        visit(store, n, said)
    assert wishes.counts() == {"phare": {"max-snippet": 1, "noarchive": 2, "tdm-reservation": 1}}
    assert wishes.counts(["sada"]) == {}


def test_what_was_kept_before_wishes_were_read_is_read_again(store: DjangoStore) -> None:
    pk = visit(store, 1)
    models.Capture.objects.update(wishes=None)
    models.Article.objects.update(wishes=None)
    [stored] = corrections.stored([pk])
    assert corrections.confirm(stored, replace(stored.content, wishes="noarchive"))
    assert in_force(pk) == "noarchive"
    assert models.Capture.objects.get().wishes == "noarchive"


def test_a_rebuild_reads_the_files_that_were_kept(store: DjangoStore) -> None:
    place = "https://phare.example/.well-known/tdmrep.json"
    record = ("urn:uuid:t", "a.warc.gz", 0, 90, place, place, 200, "application/json", "0" * 64)
    rebuilding.adopt([types.CaptureRef(*record, NOW, "phare", types.Purpose.TDMREP)])
    [pk] = rebuilding.waiting()
    ref = rebuilding.capture(pk)
    assert ref
    job = rebuilding.job_for(pk, ref)
    assert isinstance(job, jobs.ReservationJob)
    assert store.read_reservation(job, RESERVED, jobs.Arrival(pk, ref, b"", ""), NOW + DAY, NOW)
    assert list(rebuilding.waiting()) == []
    assert in_force(visit(store, 1)) == "tdmrep:https://phare.example/conditions"
