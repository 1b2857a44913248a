"""Whose turn it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.fetch.hosts import Known
from hemera.fetch.limits import Manners
from hemera.fetch.politeness import Turns


def turns(gap: float = 5.0, **manners: float) -> Turns[str]:
    return Turns(gap, Manners(**manners))  # type: ignore[arg-type]


def test_the_first_request_goes_at_once_and_the_next_after_the_gap() -> None:
    t = turns()
    t.add("a", "1", None, 100.0)
    t.add("a", "2", None, 100.0)
    assert t.take(100.0) == ("a", "1", 0.0)
    assert t.take(100.0) is None  # one connection
    t.done("a", 103.0)
    assert t.take(107.9) is None
    assert t.wake() == 108.0
    assert t.take(108.0) == ("a", "2", 0.0)


def test_a_gap_asked_for_replaces_the_default() -> None:
    t = turns()
    for gap in (1.0, 0.0, 9.0):
        t.add("a", str(gap), gap, 0.0)
    t.take(0.0)
    t.done("a", 10.0)
    assert t.take(10.0) == ("a", "0.0", 0.0)
    t.done("a", 10.0)
    assert t.take(18.9) is None
    assert t.take(19.0) == ("a", "9.0", 0.0)


def test_hosts_take_turns() -> None:
    t = turns(0.0)
    for n in range(3):
        t.add("big", f"big{n}", None, 0.0)
    t.add("small", "small0", None, 0.0)
    order = []
    for _ in range(4):
        turn = t.take(1.0)
        assert turn is not None
        order.append(turn[1])
        t.done(turn[0], 1.0)
    assert order == ["big0", "small0", "big1", "big2"]


def test_first_goes_before_the_others() -> None:
    t = turns(0.0)
    t.add("a", "1", None, 0.0)
    t.add("a", "2", None, 0.0, first=True)
    assert t.take(0.0) == ("a", "2", 0.0)


def test_a_turn_given_back_costs_no_gap() -> None:
    t = turns()
    t.add("a", "1", None, 0.0)
    t.add("a", "2", None, 0.0)
    t.take(0.0)
    t.give_back("a", 0.0)
    assert t.take(0.0) == ("a", "2", 0.0)


def test_a_crawl_delay_is_the_least_gap_and_capped() -> None:
    t = turns(crawl_delay=120.0)
    t.add("a", "1", 0.0, 0.0)
    t.slow_down("a", 30.0)
    assert t.gap("a", 0.0) == 30.0
    assert t.gap("a", 45.0) == 45.0
    t.slow_down("a", 1e9)
    assert t.gap("a", None) == 120.0
    t.slow_down("a", None)
    assert t.gap("a", None) == 5.0


def test_slow_hosts_get_a_wider_gap_where_none_is_asked() -> None:
    t = turns(slow_gap=60.0)
    for n in range(3):
        t.add("a", str(n), 0.0, 0.0)
    t.take(0.0)
    t.done("a", 0.0, 20.0)
    assert t.gap("a", None) == 20.0
    assert t.gap("a", 1.0) == 1.0
    t.take(0.0)
    t.done("a", 0.0, 8.0)
    assert t.gap("a", None) == pytest.approx(17.0)  # a quarter of the way
    t.take(0.0)
    t.done("a", 0.0, 1000.0)
    assert t.gap("a", None) == 60.0


@pytest.mark.parametrize("status", [429, 503])
def test_pauses_double_and_an_answer_ends_them(status: int) -> None:
    t = turns(0.0, backoff=30.0, backoff_cap=100.0, patience=1000.0)
    waits = []
    for _ in range(4):
        t.add("a", "x", None, 0.0)
        now = t.wake() or 0.0
        t.take(now)
        t.note_status("a", status, None, now)
        t.done("a", now)
        t.add("a", "y", None, now)
        waits.append((t.wake() or 0.0) - now)
        t.take(now + waits[-1])
        t.give_back("a", now + waits[-1])
    assert waits == [30.0, 60.0, 100.0, 100.0]
    t.note_status("a", 200, None, 0.0)
    t.note_status("a", status, None, 1e6)
    t.add("a", "z", None, 1e6)
    assert t.wake() == 1e6 + 30.0


def test_retry_after_wins_where_it_is_longer() -> None:
    t = turns(0.0, backoff=30.0, patience=1000.0)
    t.add("a", "1", None, 0.0)
    t.take(0.0)
    t.note_status("a", 503, 300.0, 0.0)
    t.done("a", 0.0)
    t.add("a", "2", None, 0.0)
    assert t.wake() == 300.0


def test_a_pause_longer_than_patience_is_told_at_once() -> None:
    t = turns(0.0, patience=30.0)
    t.add("a", "1", None, 0.0)
    t.add("a", "2", None, 0.0)
    t.add("a", "3", None, 0.0)
    t.take(0.0)
    t.pause("a", 600.0, 0.0)
    t.done("a", 0.0)
    assert t.take(0.0) == ("a", "2", 600.0)
    t.give_back("a", 0.0)
    assert t.take(10.0) == ("a", "3", 590.0)


def test_drain_returns_everything() -> None:
    t = turns()
    for n in range(4):
        t.add(f"h{n % 2}", str(n), None, 0.0)
    assert sorted(t.drain()) == ["0", "1", "2", "3"]
    assert (t.waiting, t.wake(), t.take(1e9)) == (0, None, None)


STEPS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([None, 0.0, 1.0, 3.0]), st.floats(0.0, 2.0)), max_size=40)


@given(STEPS)
def test_no_host_is_asked_sooner_than_its_gap_and_nothing_is_lost(steps: list[tuple[str, float | None, float]]) -> None:
    """Run a whole schedule in imagined time."""
    t: Turns[tuple[int, float | None]] = Turns(2.0, Manners())
    now, taken = 0.0, list[int]()
    ended: dict[str, float] = {}
    for number, (host, gap, pause) in enumerate(steps):
        t.add(host, (number, gap), gap, now)
        now += pause
    while (wake := t.wake()) is not None:
        now = max(now, wake)
        turn = t.take(now)
        if turn is None:
            continue
        host, (number, gap), _ = turn
        assert now - ended.get(host, -1e9) >= (2.0 if gap is None else gap) - 1e-9
        taken.append(number)
        now += 0.5
        ended[host] = now
        t.done(host, now, 0.5)
    assert sorted(taken) == list(range(len(steps)))
    assert t.waiting == 0


class TestHeard:
    def test_a_turn_that_comes_too_early_after_all_is_put_back_before_the_others(self) -> None:
        t = turns()
        for item in "12":
            t.add("a", item, None, 100.0)
        assert t.take(100.0) == ("a", "1", 0.0)
        t.hear("a", Known(ended=98.0))
        assert not t.may_ask("a", None, 100.0)
        t.put_back("a", "1", None, 100.0)
        assert (t.waiting, t.wake()) == (2, 103.0)
        assert t.take(103.0) == ("a", "1", 0.0)
        assert t.may_ask("a", None, 103.0)

    def test_who_asked_last_knows_best(self) -> None:
        t = turns()
        t.add("a", "1", None, 0.0)
        t.take(0.0)
        t.note_status("a", 503, None, 0.0)
        t.done("a", 10.0, 2.0)
        t.hear("a", Known(ended=5.0, paused_until=90.0, latency=9.0, crawl_delay=20.0, strikes=7))
        assert t.known("a") == Known(ended=10.0, paused_until=90.0, latency=2.0, crawl_delay=20.0, strikes=1)
        t.hear("a", Known(ended=11.0, strikes=0))
        assert t.known("a") == Known(ended=11.0, paused_until=90.0, latency=2.0, crawl_delay=20.0, strikes=0)

    def test_that_we_could_not_reach_a_host_is_not_passed_on(self) -> None:
        t = turns()
        t.add("a", "1", None, 0.0)
        t.pause("a", 600.0, 0.0)
        assert t.known("a").paused_until < 0.0
        t.note_status("a", 429, 50.0, 0.0)
        assert t.known("a").paused_until >= 50.0

    def test_a_robots_txt_read_here_is_believed_before_what_others_read(self) -> None:
        t = turns()
        t.add("a", "1", None, 0.0)
        t.slow_down("a", None)
        t.hear("a", Known(crawl_delay=20.0))
        assert t.gap("a", None) == 5.0

    def test_a_long_pause_heard_of_is_told(self) -> None:
        t = turns(patience=30.0)
        t.add("a", "1", None, 0.0)
        t.take(0.0)
        t.hear("a", Known(paused_until=300.0))
        assert not t.may_ask("a", None, 0.0)
        t.put_back("a", "1", None, 0.0)
        assert t.take(0.0) == ("a", "1", 300.0)
