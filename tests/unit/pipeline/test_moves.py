from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemera.exchanges import Request, Response
from hemera.httpcontent import moved_to
from hemera.jobs import Move
from hemera.pipeline.moves import after_answer, after_failure
from hemera.types import Purpose

NOW = datetime(2026, 6, 12, tzinfo=UTC)
OLD, NEW, OTHER = "https://phare.example/old.xml", "https://phare.example/new.xml", "https://phare.example/other.xml"


def after(*answers: tuple[float, str]) -> Move:
    """Return what is remembered after polls (day, where they were led)."""
    move = Move()
    for day, target in answers:
        move = after_answer(move, target, NOW + timedelta(days=day))
    return move


@pytest.mark.parametrize(
    ("answers", "believed"),
    [
        ([(0, NEW), (1, NEW), (3, NEW)], NEW),
        ([(0, NEW), (3, NEW)], ""),  # twice
        ([(0, NEW), (1, NEW), (2, NEW), (2.9, NEW)], ""),  # not for long enough
        ([(0, NEW), (1, NEW), (2, ""), (3, NEW), (4, NEW)], ""),  # it came back in between
        ([(0, NEW), (1, OTHER), (2, NEW), (3, NEW)], ""),  # it does not know where
        ([(0, NEW), (1, NEW), (3, NEW), (4, ""), (5, "")], NEW),  # asked there, it answers itself
    ],
)
def test_a_move_is_believed_after_three_times_over_three_days(answers: list[tuple[float, str]], believed: str) -> None:
    assert after(*answers).to == believed


def test_a_feed_that_moved_may_move_on() -> None:
    moved = after((0, NEW), (1, NEW), (3, NEW), (4, OTHER))
    assert (moved.to, moved.seen) == (NEW, OTHER)
    assert after((0, NEW), (1, NEW), (3, NEW), (4, OTHER), (5, OTHER), (7, OTHER)).to == OTHER


def test_where_nobody_answers_any_more_is_forgotten() -> None:
    assert after_failure(after((0, NEW), (1, NEW), (3, NEW))) == Move()
    half = after((0, NEW))
    assert after_failure(half) == half


@pytest.mark.parametrize(
    ("hops", "led"),
    [
        ((), ""),
        (((301, NEW),), NEW),
        (((308, NEW), (301, OTHER)), OTHER),
        (((301, NEW), (302, OTHER)), NEW),
        (((302, NEW), (301, OTHER)), ""),
    ],
)
def test_only_permanent_redirects_lead_for_good(hops: tuple[tuple[int, str], ...], led: str) -> None:
    request = Request(OLD, "phare", Purpose.FEED)
    assert moved_to(Response(request, OTHER, 200, "OK", (), (), b"", b"", NEW, hops)) == led
