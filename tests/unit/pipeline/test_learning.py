"""Templates kept at hand for pages, and lessons beside the collecting: whose turn it is, how many at once, what is kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hemera import clock
from hemera.captures import read
from hemera.errors import CaptureError, WorkerKilled
from hemera.extract.drift import DOUBTED, LINES, UNREAD, WINDOW, Need, Readings
from hemera.extract.templates import Template
from hemera.jobs import Arrival, Example, How, Lesson, PageJob, PartJob, Seen, Unread
from hemera.pipeline import tasks
from hemera.pipeline.desks import Office
from hemera.pipeline.learning import AGAIN, IN_HAND, Learning
from hemera.pipeline.library import FRESH, Library
from hemera.pipeline.outcomes import Tally
from hemera.pipeline.page_desk import PageDesk, is_fatal
from hemera.pipeline.part_desk import PartDesk
from hemera.types import Capture, CaptureRef, Doubt, Entry, Extraction, Hints, Purpose, Source

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
ONE = Template("phare", "story-1a2b", 1, pages=6, marks=("main",), container="main", accepted=("main > p",), length=1000)
TWO = replace(ONE, version=2, valid_from=NOW)
SOURCE = Source("phare", "Le Phare", "https://phare.example/", ("fr",), "ma", "Africa/Casablanca")
URL = "https://phare.example/1"
REF = CaptureRef("urn:1", "a.warc.gz", 0, 1, URL, URL, 200, "text/html", "0" * 64, NOW, "phare", Purpose.PAGE)
JOB = PageJob(1, 0, SOURCE, URL, Entry(URL), "", "", "", 0, None, NOW)
ARRIVAL = Arrival(1, REF, b"<p>", "text/html")


class Record:
    """Holds templates and readings, and notes what it is told."""

    def __init__(self, *templates: Template, readings: dict[str, Readings] | None = None) -> None:
        self.templates = {one.source: [other for other in templates if other.source == one.source] for one in templates}
        self.counted = readings or {}
        self.lessons: list[tuple[str, tuple[Template, ...], str]] = []
        self.asked = 0
        self.lines: list[tuple[str, ...]] = []
        self.waiting: dict[str, list[Unread]] = {}

    def held(self, source: str, limit: int, but: Collection[int] = ()) -> list[Unread]:
        return [item for item in self.waiting.get(source, []) if item.capture not in but][:limit]

    def in_use(self, source: str) -> tuple[Template, ...]:
        self.asked += 1
        return tuple(self.templates.get(source, ()))

    def named(self, source: str, name: str) -> Template | None:
        return next((one for one in self.templates.get(source, ()) if one.name == name), None)

    def sources(self) -> list[str]:
        return list(self.counted)

    def readings(self, source: str) -> Readings:
        return self.counted.get(source, Readings())

    def texts(self, source: str, name: str, limit: int) -> list[tuple[str, ...]]:
        return self.lines

    def lesson(self, source: str, need: Need) -> Lesson:
        return Lesson(source, need.reason, need.stale, 9, (Example(REF, JOB),), tuple(self.templates.get(source, ())), frozenset())

    def learned(self, lesson: Lesson, templates: Sequence[Template], now: datetime, error: str = "") -> list[Template]:
        self.lessons.append((lesson.source, tuple(templates), error))
        self.counted[lesson.source] = Readings(attempts=0 if templates else 1)
        self.templates.setdefault(lesson.source, []).extend(templates)
        return list(templates)


def unread(count: int = 4) -> Readings:
    return Readings(unread=frozenset(range(count)), count=count)


def office(record: Record, workers: int = 2) -> Office:
    class Settings:
        captures = "/captures"

    settings: Any = Settings()
    settings.workers = workers
    store: Any = None
    return Office(store, settings, Tally(), Library(record))


def learning(record: Record, workers: int = 2) -> Learning:
    found = Learning(office(record, workers), lambda _, ref: Capture(ref, (), b""))
    found.recall()
    return found


# -- templates at hand -------------------------------------------------------------------------------------------------


def test_a_page_is_given_the_newest_version_of_its_time() -> None:
    library = Library(Record(ONE, TWO))
    assert library.covering("phare", NOW) == (TWO,)
    assert library.covering("phare", NOW - timedelta(days=9)) == (ONE,)
    assert library.covering("nobody", NOW) == ()


def test_templates_are_read_once_and_again_after_a_minute_or_a_lesson(monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(ONE)
    library = Library(record)
    for moment, asked in ((NOW, 1), (NOW + FRESH, 1), (NOW + FRESH * 1.01, 2), (NOW + FRESH * 2, 2)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        library.covering("phare", NOW)
        assert record.asked == asked
    library.forget("phare")
    library.covering("phare", NOW)
    assert record.asked == 3


def test_a_page_is_read_again_by_the_very_version_that_was_consulted_whatever_its_time() -> None:
    library = Library(Record(ONE, TWO))
    [found] = library.consulted("phare", TWO.name)
    assert found == replace(TWO, valid_from=None)
    assert found.covers(NOW - timedelta(days=999))
    assert library.consulted("phare", "") == library.consulted("phare", "lost@3") == ()


def test_pages_are_read_by_the_templates_of_their_time_and_further_pages_by_that_of_the_first() -> None:
    desk = PageDesk(office(Record(ONE, replace(ONE, layout="live-77aa"))), read)
    work = desk.task(JOB, ARRIVAL)
    assert (work.run, {one.layout for one in work.args[2]}) == (tasks.read_new, {"story-1a2b", "live-77aa"})
    first = Extraction(URL, "Titre", "fr", template=ONE.name)
    assert PartDesk(desk).task(PartJob(JOB, URL, ARRIVAL, (first,)), ARRIVAL).args[2] == (ONE,)
    bare = replace(first, template="")
    assert PartDesk(desk).task(PartJob(JOB, URL, ARRIVAL, (bare,)), ARRIVAL).args[2] == ()


# -- whose turn it is --------------------------------------------------------------------------------------------------


def test_what_an_earlier_run_left_due_is_due_again() -> None:
    begun = learning(Record(readings={"phare": unread(), "sada": unread(3)})).begin()
    assert [(lesson.source, lesson.reason) for lesson in begun] == [("phare", UNREAD)]


def test_a_reading_just_recorded_counts_once() -> None:
    """The first of a source is counted by the record, which has it already; the next ones here."""
    record = Record(readings={"phare": unread(3)})
    library = Library(record)
    library.note("phare", Seen(2, How.UNREAD))
    assert list(library.needs()) == []
    library.note("phare", Seen(3, How.UNREAD))
    assert [source for source, _ in library.needs()] == ["phare"]


@pytest.mark.parametrize(("workers", "at_once"), [(1, 1), (2, 1), (3, 2), (16, 2)])
def test_lessons_leave_a_child_free_for_pages(workers: int, at_once: int) -> None:
    school = learning(Record(readings={f"s{n}": unread(4 + n) for n in range(5)}), workers)
    begun = school.begin()
    assert [lesson.source for lesson in begun] == ["s4", "s3"][:at_once]
    assert school.begin() == []
    school.learned(begun[0], (replace(ONE, source=begun[0].source),), NOW)
    assert [lesson.source for lesson in school.begin()] == [f"s{4 - at_once}"]


def test_a_source_has_one_lesson_at_a_time() -> None:
    school = learning(Record(readings={"phare": unread()}), workers=16)
    assert len(school.begin()) == 1
    school.office.library.note("phare", Seen(99, How.UNREAD))
    assert school.begin() == []


def test_repeating_lines_are_looked_for_with_every_window_of_pages() -> None:
    record = Record(ONE)
    record.lines = [("Suivez-nous", f"Texte {n}") for n in range(WINDOW)]
    library = Library(record)
    record.counted["phare"] = Readings(count=0)
    library.recall()
    for page in range(WINDOW - 1):
        library.note("phare", Seen(page, How.READ, ONE.name, 1000))
        assert list(library.needs()) == []
    library.note("phare", Seen(WINDOW, How.READ, ONE.name, 1000))
    assert list(library.needs()) == [("phare", Need(LINES, frozenset({ONE.name})))]
    record.counted["phare"] = Readings()
    library.forget("phare")
    assert list(library.needs()) == []


# -- what comes of it --------------------------------------------------------------------------------------------------


def test_what_tells_more_is_kept_and_read_by_from_now_on() -> None:
    record = Record(ONE, readings={"phare": unread()})
    school = learning(record)
    [lesson] = school.begin()
    other = replace(ONE, layout="live-77aa")
    school.learned(lesson, (TWO, other), NOW)
    assert record.lessons == [("phare", (other,), "")]
    assert school.office.tally.learned == 1
    assert {one.layout for one in school.office.library.covering("phare", NOW)} == {"story-1a2b", "live-77aa"}
    assert school.begin() == []


def test_a_stale_template_gets_its_successor() -> None:
    doubted = tuple(Seen(n, How.DOUBTED, ONE.name) for n in range(3))
    record = Record(ONE, readings={"phare": Readings(recent=doubted, count=3)})
    school = learning(record)
    [lesson] = school.begin()
    assert (lesson.reason, lesson.stale) == (DOUBTED, {ONE.name})
    school.learned(lesson, (replace(TWO, accepted=("main > div",)),), NOW)
    assert [len(kept) for _, kept, _ in record.lessons] == [1]


@pytest.mark.parametrize("how", ["failed", "broken"])
def test_a_lesson_that_failed_is_written_down_and_comes_less_soon(how: str) -> None:
    record = Record(readings={"phare": unread()})
    school = learning(record)
    [lesson] = school.begin()
    if how == "failed":
        school.failed(lesson, WorkerKilled("worker.killed.cpu"), NOW)
    else:
        school.broken(lesson, "worker.killed.cpu")
    assert record.lessons == [("phare", (), "worker.killed.cpu")]
    assert school.office.tally.failed == {"worker.killed.cpu": 1}
    assert (school.begin(), school.running) == ([], set())


def test_a_lesson_reads_its_captures_in_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = {"urn:1": b"<p>1", "urn:2": b"x" * (tasks.MAX_PAGE + 1), "urn:4": b"<p>4"}

    def read(folder: str, ref: CaptureRef) -> Capture:
        if ref.record_id not in bodies:
            raise CaptureError
        return Capture(ref, (("Content-Type", "text/html; charset=utf-8"),), bodies[ref.record_id])

    given: list[Any] = []
    monkeypatch.setattr("hemera.extract.learn", lambda samples, known: given.extend(samples) or (TWO,))
    hints = Hints("phare", ("fr",), "Africa/Casablanca", NOW)
    pages = [(replace(REF, record_id=f"urn:{n}"), hints) for n in range(1, 5)]
    assert tasks.learn_layouts(pages, (ONE,), read, "/captures") == (TWO,)
    assert [(one.body, one.content_type, one.url) for one in given] == [
        (body, "text/html; charset=utf-8", URL) for body in (b"<p>1", b"<p>4")
    ]


@pytest.mark.parametrize(
    ("codes", "fatal"),
    [
        (["body.short"], None),
        (["template.empty"], None),
        (["template.empty", "body.short"], "template.empty"),
        (["body.short", "template.container", "title.missing"], "title.missing"),
    ],
)
def test_a_short_text_a_template_did_not_trust_is_not_shown_as_if_sure(codes: list[str], fatal: str | None) -> None:
    assert is_fatal(Extraction(URL, "Titre", "fr", doubts=tuple(map(Doubt, codes)))) == fatal


# -- held pages --------------------------------------------------------------------------------------------------------


def held_pages(count: int) -> list[Unread]:
    return [Unread(n, REF, JOB) for n in range(count)]


def test_held_pages_are_read_again_a_few_at_a_time_and_each_once() -> None:
    record = Record(readings={"phare": Readings()})
    record.waiting["phare"] = held_pages(AGAIN + 2)
    taught = learning(record)
    assert taught.again(0) == []
    assert [item.capture for item in taught.again(3)] == [0, 1, 2]
    assert len(taught.again(99)) == AGAIN - 1
    assert taught.again(99) == []
    assert taught.tried == {}


def test_a_lesson_gives_held_pages_another_try_and_waits_for_those_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    record = Record(readings={"phare": unread()})
    record.waiting["phare"] = held_pages(1)
    taught = learning(record)
    assert len(taught.again(9)) == 1
    [lesson] = taught.begin()
    taught.learned(lesson, (ONE,), NOW)
    assert len(taught.again(9)) == 1
    assert taught.again(9) == []
    record.waiting["phare"].append(Unread(7, REF, JOB))
    assert taught.again(9) == []  # nobody looks while no page is held
    taught.office.held(JOB, "body.empty")
    assert [item.capture for item in taught.again(9)] == [7]
    monkeypatch.setattr(clock, "now", lambda: NOW + IN_HAND)
    assert taught.again(9) == []
    assert taught.tried == {}


def test_a_lesson_that_brought_nothing_is_no_reason_to_read_again() -> None:
    record = Record(readings={"phare": unread()})
    taught = learning(record)
    assert taught.again(9) == []
    [lesson] = taught.begin()
    record.waiting["phare"] = held_pages(1)
    taught.learned(lesson, (), NOW)
    assert taught.again(9) == []
