"""Getting the record back: numbers that were given, decisions that were made, captures nobody read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from test_writes import (  # noqa: F401  the fixture asks this module for its source
    CONTENT,
    LEASE,
    NOW,
    SOURCE,
    first,
    poll,
    reference,
    saved,
)

from hemera import jobs, types
from hemera.pipeline.journal import Journal
from hemera.store import models, owners, rebuilding
from hemera.store.writes import DjangoStore
from hemera.types import Visibility

pytestmark = pytest.mark.django_db


def line(number: int, url: str = CONTENT.url, row: int = 1) -> jobs.Numbered:
    return jobs.Numbered(row, "phare", number, url, "urn:uuid:1", "")


def test_an_article_that_is_read_again_has_its_number_and_its_tombstone(store: DjangoStore) -> None:
    assert rebuilding.expect([line(7), line(3, "https://phare.example/other")]) == 2
    rebuilding.expect_decision("phare", CONTENT.url, Visibility.WITHDRAWN, "privacy")
    article = models.Article.objects.get(pk=saved(store))
    assert (article.number, article.visibility, article.reason) == (7, "withdrawn", "privacy")
    assert article.hidden_at is not None
    assert [row.number for row in models.Awaited.objects.all()] == [3]
    assert models.Source.objects.get().next_number == 8


def test_what_is_here_is_not_awaited(store: DjangoStore) -> None:
    saved(store)
    assert rebuilding.expect([line(1), line(1, "https://phare.example/another")]) == 0
    assert rebuilding.missing([line(1), line(2, "https://phare.example/gone")]) == 1


def test_a_number_given_to_two_belongs_to_the_last(store: DjangoStore) -> None:
    rebuilding.expect([line(1), line(1, "https://phare.example/last")])
    assert models.Awaited.objects.get(number=1).url == "https://phare.example/last"


def test_what_was_written_down_is_read_again(store: DjangoStore, tmp_path: Path) -> None:
    saved(store)
    journal = Journal(tmp_path)
    assert (journal.follow(rebuilding), journal.follow(rebuilding)) == (1, 0)
    [told] = journal.read_numbers()
    assert (told.source, told.number, told.url) == ("phare", 1, CONTENT.url)
    assert not journal.is_ahead_of(rebuilding)
    with journal.numbers.open("ab") as file:
        file.write(b"99\tphare\t2\thttps://ph")  # torn
    assert [one.number for one in Journal(tmp_path).read_numbers()] == [1]
    with journal.numbers.open("ab") as file:
        file.write(b"\n" + "\t".join(map(str, line(2, "https://phare.example/2", row=99))).encode() + b"\n")
    assert journal.is_ahead_of(rebuilding)
    journal.begin_anew(rebuilding)
    assert not journal.is_ahead_of(rebuilding)
    assert [one.number for one in journal.read_numbers()] == [1, 2]


def test_states_are_written_when_they_change(store: DjangoStore, tmp_path: Path) -> None:
    assert Journal(tmp_path).follow_states(rebuilding) == 1
    assert Journal(tmp_path).follow_states(rebuilding) == 0
    models.Source.objects.update(name="Le Nouveau Phare")
    assert Journal(tmp_path).follow_states(rebuilding) == 1
    models.Feed.objects.all().delete()
    models.Source.objects.all().delete()
    assert rebuilding.restore_states(Journal(tmp_path).read_states(), NOW) == 1
    source = models.Source.objects.get()
    assert (source.name, source.enabled, source.feed_rows.get().enabled) == ("Le Nouveau Phare", False, False)


def test_what_is_written_down_is_compared_only_where_something_changed(store: DjangoStore, tmp_path: Path) -> None:
    class Watched:
        newest_article = staticmethod(rebuilding.newest_article)
        numbered, fingerprint = staticmethod(rebuilding.numbered), staticmethod(rebuilding.fingerprint)
        compared = 0

        def states(self) -> Iterator[rebuilding.State]:
            self.compared += 1
            return rebuilding.states()

    record, journal = Watched(), Journal(tmp_path)
    assert (journal.follow_states(record), Journal(tmp_path).follow_states(record), record.compared) == (1, 0, 1)
    models.Source.objects.update(next_number=99)  # no state
    assert (Journal(tmp_path).follow_states(record), record.compared) == (0, 1)
    models.Feed.objects.update(section="culture")
    assert (Journal(tmp_path).follow_states(record), record.compared) == (1, 2)
    journal.states.unlink()  # lost: what stood there is written again
    assert (Journal(tmp_path).follow_states(record), record.compared) == (1, 3)


class TestOwners:
    @pytest.fixture
    def other(self, tmp_path: Path) -> Iterator[int]:
        with owners.collecting(tmp_path) as number:
            yield number

    def test_the_living_keep_their_leases_and_the_dead_do_not(self, store: DjangoStore, other: int, tmp_path: Path) -> None:
        [job] = store.due_feeds(NOW, 10, LEASE)
        assert models.Feed.objects.get().owner == other
        assert owners.free_dead(tmp_path) == 0
        models.Feed.objects.update(owner=other + 1)
        assert owners.free_newly_dead(tmp_path) == 0  # nobody died
        assert owners.free_dead(tmp_path) == 1
        [again] = DjangoStore().due_feeds(NOW, 10, LEASE)
        assert again.lease == job.lease + 1  # what the dead one would still write is refused

    def test_files_of_the_dead_are_cleared_away(self, tmp_path: Path) -> None:
        (tmp_path / "collectors").mkdir()
        (tmp_path / "collectors" / "12345").touch()
        assert owners.look(tmp_path) == (set(), 1)
        assert not (tmp_path / "collectors" / "12345").exists()

    def test_a_lease_nobody_signed_runs_out(self, store: DjangoStore, tmp_path: Path) -> None:
        assert store.due_feeds(NOW, 10, LEASE)
        assert owners.free_dead(tmp_path) == 0
        assert len(DjangoStore().due_feeds(NOW + LEASE + timedelta(seconds=1), 10, LEASE)) == 1


def test_a_capture_of_a_living_collector_is_left_to_it(store: DjangoStore) -> None:
    from hemera import clock, types

    poll(store, types.Entry("https://phare.example/4"))
    [job] = store.due_pages(clock.now(), 10, LEASE)
    store.add_capture(reference(4), job)
    assert not rebuilding.waiting()
    store.release(job)
    assert len(rebuilding.waiting()) == 1


def test_what_was_imported_is_not_asked_for_when_it_is_read_again(store: DjangoStore) -> None:
    ref = replace(reference(1), origin="cc-news.warc.gz", fetched_at=NOW - timedelta(days=900))
    assert rebuilding.adopt([ref]) == 1
    [capture] = rebuilding.waiting(imported=True)
    job = rebuilding.job_for(capture, ref)
    assert isinstance(job, jobs.PageJob)
    assert store.save(job, first(), jobs.Arrival(capture, ref, b"", ""), ref.fetched_at)
    assert models.Entry.objects.get().due_at is None
    assert store.due_pages(NOW, 10, LEASE) == []
    assert store.due_images(NOW, 10, LEASE) == []


def test_what_we_visited_after_it_was_imported_keeps_its_turn(store: DjangoStore) -> None:
    saved(store)
    due_at = models.Entry.objects.get().due_at
    ref = replace(reference(2), url=CONTENT.url, requested_url=CONTENT.url, origin="cc-news.warc.gz")
    rebuilding.adopt([ref])
    [capture] = rebuilding.waiting(imported=True)
    job = rebuilding.job_for(capture, ref)
    assert isinstance(job, jobs.PageJob)
    store.save(job, jobs.Reading(CONTENT, types.RevisionKind.SAME, job.article, NOW), jobs.Arrival(capture, ref, b"", ""), NOW)
    assert models.Entry.objects.get().due_at == due_at
