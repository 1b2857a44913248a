"""What is learned of pages others fetched is for their time alone, and says nothing of what is collected today."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from test_templates import NOW, ONE, SOURCE, collected

from hemera.extract.templates import to_toml
from hemera.jobs import How
from hemera.store import models, past_lessons, templates
from hemera.store.writes import DjangoStore

THEN = datetime(2016, 1, 5, tzinfo=UTC)
YEAR = timedelta(days=365)
ORIGIN = "a.warc.gz"

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> DjangoStore:
    store = DjangoStore()
    store.sync([SOURCE], NOW)
    return store


def brought(*moments: datetime) -> list[int]:
    """Bring captures of these moments; return their ids."""
    same = {"file": "2016/01/a.warc.gz", "length": 1, "status": 200, "source_id": "phare", "purpose": "page", "origin": ORIGIN}
    found = []
    for n, moment in enumerate(moments):
        url = f"https://phare.example/past/{n}"
        own = {"record_id": f"urn:uuid:past-{moment:%Y%m%d}", "offset": 1_000 * moment.year + n, "url": url, "requested_url": url}
        found.append(models.Capture.objects.create(**same, **own, fetched_at=moment).pk)
    return found


def taught(begins: datetime) -> models.Template:
    """Record a lesson of that time, and return the version it brought."""
    lesson = past_lessons.lesson("phare", f"past {begins:%Y-%m-%d}", brought(begins))
    assert lesson is not None
    [written] = past_lessons.learned(lesson, [replace(ONE, valid_from=begins)], NOW)
    return models.Template.objects.get(layout=written.layout, version=written.version)


def test_a_version_of_then_ends_where_a_later_one_begins(store: DjangoStore) -> None:
    later, first = taught(THEN + YEAR), taught(THEN)
    assert (first.valid_from, first.valid_to) == (THEN, THEN + YEAR)
    later.refresh_from_db()
    assert (later.valid_from, later.valid_to) == (THEN + YEAR, None)


def test_it_ends_where_we_began_and_takes_nothing_from_what_was_learned_since(store: DjangoStore) -> None:
    collected(store, [How.READ])
    models.Template.objects.create(
        source_id="phare", layout=ONE.layout, version=1, pages=6, reads=True, created_at=NOW, text=to_toml(ONE)
    )
    assert taught(THEN).valid_to == NOW
    assert [one.version for one in templates.in_use("phare") if one.covers(NOW)] == [1]
    assert max(one.version for one in templates.in_use("phare") if one.covers(THEN)) == 2


def test_only_pages_from_before_we_began_are_learned_from(store: DjangoStore) -> None:
    collected(store, [How.READ])
    before, _ = brought(THEN, NOW + YEAR)
    assert [pk for _, pk, _ in past_lessons.imported([ORIGIN])] == [before]
    assert list(past_lessons.imported(["other.warc.gz"])) == []


def test_a_lesson_is_held_once_and_does_not_count_for_today(store: DjangoStore) -> None:
    collected(store, [How.UNREAD] * 3)
    before = templates.readings("phare")
    taught(THEN)
    assert past_lessons.lesson("phare", f"past {THEN:%Y-%m-%d}", []) is None
    assert templates.readings("phare") == before
