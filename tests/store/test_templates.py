"""Learned templates in the record: versions that are never lost, and readings that are counted from the captures themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemera import jobs, types
from hemera.errors import ConfigError, NotFound
from hemera.extract.drift import ASKED, DOUBTED, HAND, LENGTH, UNREAD, Need, Readings
from hemera.extract.templates import Template, of_toml, to_toml
from hemera.jobs import How, Seen
from hemera.store import checks, corrections, models, status, templates
from hemera.store.writes import DjangoStore

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
LEASE = timedelta(minutes=15)
SOURCE = types.Source(
    "phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca", (types.Feed("https://phare.example/feed"),)
)
ONE = Template("phare", "story-1a2b", 1, pages=6, marks=("main",), container="main", accepted=("main > p",), length=1000)
TWO = replace(ONE, version=2, valid_from=NOW, accepted=("main > div",))
CONTENT = types.Extraction(
    url="",
    title="La passerelle rouvre",
    language="fr",
    published=NOW,
    published_raw="12 juin 2026",
    blocks=(types.Block(types.BlockKind.PARAGRAPH, "Il pleut."), types.Block(types.BlockKind.PARAGRAPH, "À suivre")),
    origins={"published": "json-ld"},
    extractor="rules-1",
)

pytestmark = pytest.mark.django_db


def collected(store: DjangoStore, hows: Sequence[How | None], template: str = "") -> list[int]:
    """Let pages be announced, captured and read so; return their captures."""
    count = models.Entry.objects.count()
    urls = [f"https://phare.example/{count + n}" for n in range(len(hows))]
    models.Feed.objects.update(due_at=NOW)
    [feed] = store.due_feeds(NOW, 1, LEASE)
    store.finish_poll(feed, jobs.PollResult(NOW + timedelta(days=99), 3600, 0), [types.Entry(url) for url in urls], NOW, None)
    due = sorted(store.due_pages(NOW, 99, LEASE), key=lambda job: job.id)
    return [visit(store, job, how, template) for job, how in zip(due, hows, strict=True)]


def visit(store: DjangoStore, job: jobs.PageJob, how: How | None, template: str = "") -> int:
    n = models.Capture.objects.count()
    moment = NOW + timedelta(hours=n)
    ref = types.CaptureRef(
        f"urn:uuid:{n}", "a.warc.gz", n, 1, job.url, job.url, 200, "text/html", "0" * 64, moment, "phare", types.Purpose.PAGE
    )
    capture = store.add_capture(ref, job)
    content = replace(CONTENT, url=job.url, template=template if how is not How.UNREAD else "")
    seen = Seen(job.id, how, content.template, 100 + n) if how else None
    arrival = jobs.Arrival(capture, ref, b"", "")
    known = store.known("phare", job.url)
    kind = types.RevisionKind.SAME if known else types.RevisionKind.FIRST
    reading = jobs.Reading(content, kind, known.article if known else None, NOW + timedelta(days=9), seen=seen)
    assert store.save(job, reading, arrival, NOW) is not None
    return capture


def learn(found: Sequence[Template], need: Need | None = None, error: str = "") -> list[Template]:
    return templates.learned(templates.lesson("phare", need or Need(UNREAD)), found, NOW, error)


# -- versions ----------------------------------------------------------------------------------------------------------


def test_the_file_is_the_truth_and_comes_back_as_it_was(store: DjangoStore) -> None:
    assert learn([ONE]) == [ONE]
    assert templates.in_use("phare") == (ONE,)
    assert of_toml(models.Template.objects.get().text) == ONE
    assert templates.named("phare", ONE.name) == ONE
    assert [templates.named("phare", name) for name in ("story-1a2b@2", "other@1", "story-1a2b", "story-1a2b@x", "")] == [None] * 5


def test_a_next_version_ends_the_one_before_where_it_begins(store: DjangoStore) -> None:
    learn([ONE])
    learn([TWO])
    first, second = templates.in_use("phare")
    assert (first, second) == (replace(ONE, valid_to=NOW), TWO)
    assert [t.version for t in (first, second) if t.covers(NOW - timedelta(days=1))] == [1]
    assert [t.version for t in (first, second) if t.covers(NOW)] == [2]
    assert checks.templates().problems == ()


def test_a_number_that_was_taken_meanwhile_is_not_taken_again(store: DjangoStore) -> None:
    learn([ONE])
    assert [one.version for one in learn([replace(TWO, version=1), replace(TWO, version=1)])] == [2, 3]
    assert checks.templates().problems == ()


def test_an_imported_file_is_the_newest_version_whatever_it_says(store: DjangoStore) -> None:
    learn([ONE])
    kept = templates.add_by_hand(to_toml(replace(ONE, version=7, refused=("main > aside",))), NOW)
    assert (kept.version, kept.extractor, kept.refused) == (2, HAND, ("main > aside",))
    assert [(one.by_hand, one.template.version) for one in templates.kept("phare")] == [(False, 1), (True, 2)]
    assert checks.templates().problems == ()


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("x = ", "template.unreadable"),
        (to_toml(replace(ONE, marks=())), "template.unmarked"),
        (to_toml(replace(ONE, layout="")), "template.unreadable"),
        (to_toml(replace(ONE, layout="a@b")), "template.unreadable"),
        (to_toml(replace(ONE, layout="a" * 81)), "template.unreadable"),
    ],
)
def test_a_file_that_could_never_read_a_page_is_refused(store: DjangoStore, given: str, key: str) -> None:
    with pytest.raises(ConfigError) as refused:
        templates.add_by_hand(given, NOW)
    assert refused.value.key == key
    assert not models.Template.objects.exists()


def test_a_file_for_nobody_is_refused(store: DjangoStore) -> None:
    with pytest.raises(NotFound):
        templates.add_by_hand(to_toml(replace(ONE, source="nobody")), NOW)


def test_a_retired_layout_reads_no_more_and_is_not_forgotten(store: DjangoStore) -> None:
    learn([ONE])
    learn([TWO])
    assert templates.retire("phare", ONE.layout, NOW) == 2
    assert templates.in_use("phare") == ()
    assert templates.named("phare", TWO.name) == TWO
    assert [one.retired_at for one in templates.kept("phare")] == [NOW, NOW]
    with pytest.raises(NotFound):
        templates.retire("phare", ONE.layout, NOW)


def test_people_decide_on_layouts_until_they_ask(store: DjangoStore) -> None:
    learn([ONE, replace(ONE, layout="live-77aa"), replace(ONE, layout="old-0000")])
    templates.add_by_hand(to_toml(replace(ONE, layout="live-77aa")), NOW)
    templates.retire("phare", "old-0000", NOW)
    unasked = templates.lesson("phare", Need(UNREAD))
    assert {one.name for one in unasked.known} == {"story-1a2b@1", "live-77aa@2", "old-0000@1"}
    assert unasked.settled == {"live-77aa", "old-0000"}
    asked = templates.lesson("phare", Need(ASKED))
    assert ({one.layout for one in asked.known}, asked.settled) == ({"story-1a2b", "live-77aa"}, {"live-77aa"})


def test_revisions_name_their_template_and_are_counted_by_it(store: DjangoStore) -> None:
    learn([ONE])
    collected(store, [How.READ, How.READ, How.UNREAD], ONE.name)
    assert [one.uses for one in templates.kept("phare")] == [2]
    assert checks.revisions(None).problems == ()
    [stored] = corrections.stored([models.Article.objects.order_by("-pk").values_list("pk", flat=True)[0]])
    better = replace(stored.content, template=ONE.name, title="Autre titre")
    corrections.confirm(stored, replace(stored.content, template=ONE.name))
    assert [one.uses for one in templates.kept("phare")] == [3]
    [stored] = corrections.stored([stored.article])
    corrections.correct(
        stored, jobs.Reading(replace(better, template=""), types.RevisionKind.CORRECTED, stored.article, None), (), NOW
    )
    assert [one.uses for one in templates.kept("phare")] == [2]
    assert checks.revisions(None).problems == ()


def test_a_file_that_cannot_be_read_reads_no_page_and_stops_nobody(store: DjangoStore) -> None:
    learn([ONE, replace(ONE, layout="live-77aa")])
    models.Template.objects.filter(layout=ONE.layout).update(text="format = 9")
    assert [one.layout for one in templates.in_use("phare")] == ["live-77aa"]
    assert templates.named("phare", ONE.name) is None
    assert [one.version for one in learn([replace(ONE, valid_from=NOW)])] == [2]
    with pytest.raises(ConfigError):
        learn([replace(ONE, layout="a b")])
    assert models.Lesson.objects.count() == 2


# -- readings ----------------------------------------------------------------------------------------------------------


def test_readings_are_counted_from_the_captures(store: DjangoStore) -> None:
    assert (templates.readings("phare"), templates.sources()) == (Readings(), [])
    captures = collected(store, [How.UNREAD, How.READ, How.DOUBTED, None], ONE.name)
    entries = list(models.Capture.objects.filter(pk__in=captures).order_by("pk").values_list("entry_id", flat=True))
    found = templates.readings("phare")
    assert (found.unread, found.count, found.attempts) == ({entries[0]}, 3, 0)
    assert found.recent == (Seen(entries[1], How.READ, ONE.name, 101), Seen(entries[2], How.DOUBTED, ONE.name, 102))
    assert templates.sources() == ["phare"]
    store.sync([], NOW)
    assert templates.sources() == []


def test_a_held_page_counts_too(store: DjangoStore) -> None:
    collected(store, [None])
    models.Entry.objects.update(due_at=NOW, article=None, state="queued")
    [job] = store.due_pages(NOW, 1, LEASE)
    capture = models.Capture.objects.get().pk
    assert store.hold(job, "template.empty", NOW, capture, Seen(job.id, How.DOUBTED, ONE.name))
    assert [one.how for one in templates.readings("phare").recent] == [How.DOUBTED]


def test_a_lesson_begins_the_count_anew_and_fruitless_ones_are_counted(store: DjangoStore) -> None:
    collected(store, [How.UNREAD] * 4)
    learn([])
    assert templates.readings("phare") == Readings(attempts=1)
    collected(store, [How.UNREAD])
    learn([], error="worker.killed.cpu")
    assert templates.readings("phare") == Readings(attempts=2)
    learn([ONE])
    assert templates.readings("phare") == Readings()
    assert list(models.Lesson.objects.values_list("pages", "brought", "error")) == [
        (4, 0, ""),
        (5, 0, "worker.killed.cpu"),
        (5, 1, ""),
    ]


def test_pages_a_lesson_did_not_get_to_count_on(store: DjangoStore) -> None:
    captures = collected(store, [How.UNREAD] * 17)
    first = templates.lesson("phare", Need(UNREAD))
    templates.learned(first, [ONE], NOW)
    assert len(templates.readings("phare").unread) == 5
    second = rows(templates.lesson("phare", Need(UNREAD)).examples)
    assert second[:5] == captures[4::-1]
    assert set(second[5:]) < set(rows(first.examples))


def test_pages_read_while_a_lesson_runs_count_for_the_next(store: DjangoStore) -> None:
    collected(store, [How.UNREAD] * 4)
    lesson = templates.lesson("phare", Need(UNREAD))
    collected(store, [How.UNREAD] * 2)
    templates.learned(lesson, [ONE], NOW)
    assert len(templates.readings("phare").unread) == 2


# -- what is learned from ----------------------------------------------------------------------------------------------


def rows(examples: Sequence[jobs.Example]) -> list[int]:
    return [models.Capture.objects.get(record_id=one.ref.record_id).pk for one in examples]


def test_a_lesson_takes_what_nobody_read_first_then_others_the_newest_first(store: DjangoStore) -> None:
    captures = collected(store, [How.UNREAD, How.READ, How.DOUBTED, How.READ, None], ONE.name)
    lesson = templates.lesson("phare", Need(UNREAD))
    assert rows(lesson.examples) == [captures[n] for n in (2, 0, 3, 1)]
    assert lesson.mark == captures[-1]
    assert lesson.examples[0].job.source.id == "phare"


def test_no_article_is_learned_from_twice_and_no_lesson_is_longer_than_twelve(store: DjangoStore) -> None:
    collected(store, [How.UNREAD] * 3)
    models.Entry.objects.update(due_at=NOW)
    for job in store.due_pages(NOW, 9, LEASE):
        visit(store, job, How.UNREAD)
    assert len(templates.lesson("phare", Need(UNREAD)).examples) == 3
    collected(store, [How.READ] * 20, ONE.name)
    assert len(templates.lesson("phare", Need(UNREAD)).examples) == templates.LESSON == 12
    assert len(templates.examples("phare", 30)) == 23


def test_what_was_captured_before_a_layout_changed_does_not_bring_it_back(store: DjangoStore) -> None:
    before = collected(store, [How.READ] * 5, ONE.name)
    after = collected(store, [How.DOUBTED, How.READ, How.DOUBTED, How.DOUBTED], ONE.name)
    stale = frozenset({ONE.name})
    assert rows(templates.lesson("phare", Need(DOUBTED, stale)).examples) == [after[n] for n in (3, 2, 0, 1)]
    assert set(before) <= set(rows(templates.lesson("phare", Need(LENGTH, stale)).examples))


def test_a_page_is_found_by_any_of_its_addresses(store: DjangoStore) -> None:
    first, second = collected(store, [How.READ, How.READ], ONE.name)
    assert rows([templates.example("https://phare.example/1")]) == [second]
    models.Article.objects.filter(url="https://phare.example/0").update(url="https://phare.example/canonical")
    assert rows([templates.example("https://phare.example/canonical", "phare")]) == [first]
    with pytest.raises(NotFound):
        templates.example("https://phare.example/1", "other")


def test_the_texts_a_template_read_are_those_that_are_shown(store: DjangoStore) -> None:
    collected(store, [How.READ, How.UNREAD, How.DOUBTED], ONE.name)
    assert templates.texts("phare", ONE.name, 9) == [("Il pleut.", "À suivre")]
    assert templates.texts("phare", ONE.name, 0) == []


# -- looking after it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"pages": 99}, "its row says pages 99"),
        ({"reads": False}, "its row says reads False"),
        ({"text": "format = 9"}, "This is no template"),
        ({"version": 2}, "versions 2"),
    ],
)
def test_verify_names_a_template_that_is_damaged(store: DjangoStore, values: dict[str, object], said: str) -> None:
    learn([ONE])
    models.Template.objects.update(**values)
    assert said in " ".join(checks.templates().problems)


def test_verify_names_a_template_that_is_gone(store: DjangoStore) -> None:
    learn([ONE])
    collected(store, [How.READ], ONE.name)
    assert checks.templates() == jobs.Found(1)
    models.Template.objects.all().delete()
    assert sorted(checks.templates().problems) == [
        f"phare: {ONE.name} read a {what}, and is not there" for what in ("capture", "revision")
    ]


def test_status_says_how_many_layouts_are_learned_and_how_often_they_are_doubted(store: DjangoStore) -> None:
    assert status.standing(NOW).layouts == ()
    learn([ONE, replace(ONE, layout="few-0000", container="", accepted=())])
    learn([TWO])
    collected(store, [How.READ] * 3 + [How.DOUBTED, How.UNREAD], TWO.name)
    [found] = status.standing(NOW).layouts
    assert (found, found.gate) == (status.Layouts("phare", 1, 4, 1, 1), 0.25)


# -- pages held until their layout was learned -------------------------------------------------------------------------


def held_for(store: DjangoStore, url: str, reason: str, template: str = "", *, at: datetime = NOW) -> int:
    """Let a page be announced, captured and held; return its capture."""
    models.Feed.objects.update(due_at=NOW)
    [feed] = store.due_feeds(NOW, 1, LEASE)
    store.finish_poll(feed, jobs.PollResult(NOW + timedelta(days=99), 3600, 0), [types.Entry(url)], NOW, None)
    [job] = store.due_pages(NOW, 1, LEASE)
    n = models.Capture.objects.count()
    ref = types.CaptureRef(
        f"urn:uuid:{n}", "a.warc.gz", n, 1, url, url, 200, "text/html", "0" * 64, at, "phare", types.Purpose.PAGE
    )
    capture = store.add_capture(ref, job)
    assert store.hold(job, reason, at, capture, Seen(job.id, How.DOUBTED, template, 9) if template else None)
    return capture


def again(but: Sequence[int] = ()) -> list[int]:
    return [item.capture for item in templates.held("phare", 9, but)]


def test_a_held_page_is_read_again_once_a_template_is_there_for_its_layout_and_once_for_each(store: DjangoStore) -> None:
    empty = held_for(store, "https://phare.example/1", "body.empty", at=NOW - timedelta(hours=3))
    doubted = held_for(store, "https://phare.example/2", "template.short", "story-1a2b@1", at=NOW - timedelta(hours=2))
    held_for(store, "https://phare.example/3", "template.short", "live-77aa@1", at=NOW - timedelta(hours=2))
    held_for(store, "https://phare.example/4", "body.consent-wall", at=NOW - timedelta(hours=2))
    assert again() == []
    learn([replace(ONE, container="", accepted=())])
    assert again() == []
    learn([ONE])
    assert again() == [doubted, empty]
    assert again(but=[doubted]) == [empty]
    assert [item.job.url for item in templates.held("phare", 1)] == ["https://phare.example/2"]
    [item] = templates.held("phare", 1)
    assert store.hold(
        item.job, "template.short", NOW + timedelta(hours=1), item.capture, Seen(item.job.id, How.DOUBTED, "story-1a2b@2", 9)
    )
    assert again() == [empty]


def test_a_template_for_later_captures_reads_no_held_page_of_before(store: DjangoStore) -> None:
    held_for(store, "https://phare.example/1", "body.empty", at=NOW - timedelta(hours=3))
    learn([TWO])
    assert again() == []


def test_a_held_page_that_is_being_visited_is_left_alone_and_of_several_captures_the_newest_counts(store: DjangoStore) -> None:
    held_for(store, "https://phare.example/1", "body.empty", at=NOW - timedelta(hours=3))
    learn([ONE])
    models.Entry.objects.update(due_at=NOW)
    [job] = store.due_pages(NOW + LEASE, 1, LEASE)
    assert again() == []
    ref = types.CaptureRef(
        "urn:uuid:x", "a.warc.gz", 9, 1, job.url, job.url, 200, "text/html", "0" * 64, NOW, "phare", types.Purpose.PAGE
    )
    store.hold(job, "http.500", NOW + timedelta(hours=1), store.add_capture(ref, job))
    assert again() == []


def test_a_version_that_is_held_is_read_again_too(store: DjangoStore) -> None:
    [capture] = collected(store, [How.DOUBTED], ONE.name)
    before = NOW - timedelta(hours=1)
    models.Capture.objects.update(fetched_at=before, read_at=before, outcome=types.RevisionKind.SUSPICIOUS)
    learn([ONE])
    assert again() == []  # that is the one it was read by
    learn([replace(ONE, refused=("main > aside",))])
    assert again() == [capture]


def test_a_page_that_was_with_its_reader_while_the_template_was_learned_counts(store: DjangoStore) -> None:
    capture = held_for(store, "https://phare.example/1", "body.empty", at=NOW - timedelta(seconds=1))
    learn([ONE])
    models.Capture.objects.update(read_at=NOW + timedelta(seconds=1))
    assert again() == [capture]
    models.Capture.objects.update(fetched_at=NOW + timedelta(seconds=1))
    assert again() == []
