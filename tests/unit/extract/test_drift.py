"""When a source's layouts are to be learned, and what of a lesson is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.extract import drift
from hemera.extract.drift import ASKED, DOUBTED, HAND, LENGTH, LINES, UNREAD, WINDOW, Need, Readings
from hemera.extract.templates import LEAST_PAGES, Template
from hemera.jobs import How, Lesson, Seen
from hemera.types import Block, BlockKind, Doubt, Extraction

ONE = Template("phare", "story-1a2b", 1, pages=6, marks=("main",), container="main", accepted=("main > p",), length=1000)
NAME = ONE.name
SEEN = st.builds(Seen, st.integers(1, 50), st.sampled_from(How), st.sampled_from(["", NAME]), st.integers(0, 3000))


def after(*seen: Seen, attempts: int = 0) -> Readings:
    readings = Readings(attempts)
    for one in seen:
        readings = readings.after(one)
    return readings


def unread(count: int) -> list[Seen]:
    return [Seen(page, How.UNREAD) for page in range(count)]


def read(count: int, how: How = How.READ, length: int = 1000, first: int = 1000) -> list[Seen]:
    return [Seen(first + page, how, NAME, length) for page in range(count)]


# -- what is remembered ------------------------------------------------------------------------------------------------


@given(st.lists(SEEN, max_size=120))
def test_each_page_counts_once_as_it_was_read_last(seen: list[Seen]) -> None:
    readings = after(*seen)
    last = {one.page: one for one in seen}
    assert readings.unread == {page for page, one in last.items() if one.how is How.UNREAD}
    tried = [one.page for one in readings.recent]
    assert len(tried) == len(set(tried)) <= WINDOW
    assert all(last[one.page] == one for one in readings.recent)
    assert not readings.unread & set(tried)
    assert readings.count == len(seen)


@given(st.lists(SEEN, max_size=60), st.integers(0, 60))
def test_counting_may_stop_and_go_on_anywhere(seen: list[Seen], stop: int) -> None:
    first = after(*seen[:stop])
    for one in seen[stop:]:
        first = first.after(one)
    assert first == after(*seen)


@pytest.mark.parametrize(
    ("content", "how"),
    [
        ({"origins": {"blocks": "panel"}}, How.UNREAD),
        ({"origins": {"blocks": "template"}, "template": NAME}, How.READ),
        ({"origins": {"blocks": "entry"}, "template": NAME}, How.READ),
        ({"origins": {"blocks": "panel"}, "template": NAME}, How.UNREAD),  # it only knows what repeats
        ({"origins": {"blocks": "trafilatura"}, "template": NAME, "doubts": (Doubt("template.empty"),)}, How.DOUBTED),
        ({"blocks": (), "template": NAME, "doubts": (Doubt("template.container"), Doubt("body.empty"))}, How.DOUBTED),
        ({"blocks": (), "doubts": (Doubt("body.consent-wall"),)}, None),
    ],
)
def test_how_a_page_was_read(content: dict[str, object], how: How | None) -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "Il pleut."), Block(BlockKind.CAPTION, "Le port"))
    found = drift.seen(7, Extraction(**{"url": "u", "title": "t", "language": "fr", "blocks": blocks} | content))  # type: ignore[arg-type]
    assert (found.how if found else None) == how
    if found and "blocks" not in content:
        assert (found.page, found.length) == (7, 16)


# -- when --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("attempts", [0, 1, 2, 3])
def test_pages_no_template_read_call_for_a_lesson_and_for_the_next_ever_later(attempts: int) -> None:
    enough = LEAST_PAGES * 2**attempts
    assert drift.need(after(*unread(enough - 1), attempts=attempts), ()) is None
    assert drift.need(after(*unread(enough), attempts=attempts), ()) == Need(UNREAD)


def test_patience_grows_no_longer_than_for_a_thousand_pages() -> None:
    assert Readings(99).patience == Readings(drift.DOUBLINGS).patience == 1024


@pytest.mark.parametrize(("doubted", "good", "due"), [(2, 0, False), (3, 0, True), (3, 27, True), (2, 28, False), (3, 40, True)])
def test_three_doubted_pages_of_thirty_are_too_many(doubted: int, good: int, due: bool) -> None:
    readings = after(*read(good), *read(doubted, How.DOUBTED, first=5000))
    assert drift.need(readings, [ONE]) == (Need(DOUBTED, frozenset({NAME})) if due else None)


def test_doubts_of_long_ago_are_forgotten() -> None:
    assert drift.need(after(*read(3, How.DOUBTED), *read(WINDOW, first=5000)), [ONE]) is None


def test_doubts_of_several_templates_are_not_added_up() -> None:
    other = replace(ONE, layout="live-77aa")
    mixed = [replace(one, template=other.name) if n % 2 else one for n, one in enumerate(read(4, How.DOUBTED))]
    assert drift.need(after(*mixed), [ONE, other]) is None


@pytest.mark.parametrize(("length", "due"), [(499, True), (500, False), (2000, False), (2001, True)])
def test_texts_much_shorter_or_longer_than_they_used_to_be(length: int, due: bool) -> None:
    assert (drift.need(after(*read(drift.ENOUGH, length=length)), [ONE]) == Need(LENGTH, frozenset({NAME}))) is due
    assert drift.need(after(*read(drift.ENOUGH - 1, length=length)), [ONE]) is None


def test_lines_that_begin_to_stand_in_text_after_text() -> None:
    texts = [("Il pleut.", "Suivez-nous partout", f"Texte {n}") for n in range(10)]
    assert drift.repeating(texts, ()) == {"Il pleut.", "Suivez-nous partout"}
    assert drift.repeating(texts, ("Il pleut.", "Suivez-nous partout")) == frozenset()
    assert drift.repeating(texts[: LEAST_PAGES - 1], ()) == frozenset()
    assert drift.repeating([("Refrain",) * 9], ()) == frozenset()
    assert drift.need(Readings(), [ONE], {NAME}) == Need(LINES, frozenset({NAME}))


def test_after_a_fruitless_lesson_drift_is_not_looked_at_with_every_page() -> None:
    doubted = after(*read(LEAST_PAGES * 2 - 1, How.DOUBTED), attempts=1)
    assert drift.need(doubted, [ONE]) is None
    assert drift.need(doubted.after(Seen(9999, How.DOUBTED, NAME)), [ONE]) == Need(DOUBTED, frozenset({NAME}))


def test_what_a_person_wrote_is_never_stale() -> None:
    doubted = after(*read(20, How.DOUBTED))
    assert drift.need(doubted, [replace(ONE, extractor=HAND)]) is None
    assert drift.need(doubted, [replace(ONE, accepted=())]) is None  # it does not read: it cannot fail at it


@given(st.lists(SEEN, max_size=80), st.integers(0, 12))
def test_a_lesson_is_called_for_with_a_reason_only(seen: list[Seen], attempts: int) -> None:
    readings = after(*seen, attempts=attempts)
    need = drift.need(readings, [ONE])
    if need is None:
        assert len(readings.unread) < readings.patience
        return
    assert need.stale <= {NAME}
    assert len(readings.unread) >= readings.patience if need.reason == UNREAD else need.stale
    assert readings.count >= (readings.patience if attempts else 1)


# -- what is kept ------------------------------------------------------------------------------------------------------

NEXT = replace(ONE, version=2, accepted=("main > p", "main > li"))
FEW = replace(ONE, pages=2, container="", accepted=())


def lesson(*known: Template, stale: frozenset[str] = frozenset(), settled: frozenset[str] = frozenset()) -> Lesson:
    return Lesson("phare", ASKED, stale, 9, (), known, settled)


@pytest.mark.parametrize(
    ("new", "lesson", "kept"),
    [
        (ONE, lesson(), True),
        (FEW, lesson(), True),
        (replace(ONE, marks=()), lesson(), False),  # it would fit no page
        (NEXT, lesson(ONE), False),  # it serves its pages: no need of another
        (NEXT, lesson(ONE, stale=frozenset({NAME})), True),
        (NEXT, lesson(ONE, stale=frozenset({NAME}), settled=frozenset({ONE.layout})), False),
        (replace(ONE, version=2, pages=12, length=1100), lesson(ONE, stale=frozenset({NAME})), False),  # it says the same
        (replace(ONE, version=2, length=300), lesson(ONE, stale=frozenset({NAME})), True),  # texts are shorter now
        (replace(FEW, version=2), lesson(ONE, stale=frozenset({NAME})), False),  # it cannot read
        (replace(NEXT, pages=12), lesson(ONE), True),  # learned from twice as many pages
        (replace(FEW, version=2), lesson(FEW), False),
        (replace(FEW, version=2, pages=3), lesson(FEW), True),
        (NEXT, lesson(FEW), True),
        (replace(NEXT, layout="other"), lesson(ONE), True),
    ],
)
def test_only_what_tells_more_is_kept(new: Template, lesson: Lesson, kept: bool) -> None:
    assert drift.worth_keeping([new], lesson) == ((new,) if kept else ())
