"""How much a collector takes on at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hemera.fetch.limits import Manners
from hemera.pipeline.intake import ASKED, AT_LEAST, IN_HAND, room_for


def test_hosts_that_do_not_answer_keep_nobody_waiting() -> None:
    assert room_for(64, 64) == ASKED - 64
    assert Manners().concurrency >= ASKED  # the fetcher asks as many at once


def test_what_has_come_is_read_before_more_is_asked_for() -> None:
    assert room_for(0, IN_HAND // 2) == ASKED
    assert room_for(0, IN_HAND // 2 + 1) == 0


@given(st.integers(0, 2 * ASKED), st.integers(0, 2 * IN_HAND))
def test_what_is_taken_on_is_bounded_and_never_a_few(asked: int, arrived: int) -> None:
    room = room_for(asked, asked + arrived)
    assert room == 0 or AT_LEAST <= room <= ASKED - asked
