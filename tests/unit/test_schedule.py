from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import schedule
from hemera.schedule import Poll, next_poll, revisit_after

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MIDDLE = 0.5  # the jitter that changes nothing


def wait(poll: Poll, interval: float | None = 3_600.0, failures: float = 0.0, jitter: float = MIDDLE) -> float:
    return (next_poll(NOW, poll, interval, failures, jitter).due_at - NOW).total_seconds()


@pytest.mark.parametrize(
    ("poll", "interval"),
    [
        (Poll(new=3, overlap=0.9), 0.8 * 3_600 + 0.2 * 600),
        (Poll(new=3, overlap=0.1), 0.5 * 3_600),
        (Poll(new=0, overlap=1.0), 1.3 * 3_600),
        (Poll(), 1.3 * 3_600),
        (Poll(new=3), 0.8 * 3_600 + 0.2 * 600),
    ],
)
def test_intervals_follow_the_feed(poll: Poll, interval: float) -> None:
    decided = next_poll(NOW, poll, 3_600.0, 2.0, MIDDLE)
    assert decided.interval == pytest.approx(interval)
    assert decided.failures == 0.0
    assert decided.gap is (poll.overlap == 0.1)


def test_an_unknown_feed_starts_at_half_an_hour() -> None:
    assert wait(Poll(new=1, overlap=0.5), None) == pytest.approx(0.8 * 1_800 + 0.2 * 600)


@pytest.mark.parametrize(
    ("poll", "seconds"),
    [
        (Poll(retry_after=7_200), 7_200),
        (Poll(retry_after=10**9), 86_400),
        (Poll(ttl=20_000), 20_000),
        (Poll(ttl=10**9), 21_600),
        (Poll(cache_age=10**9), 1.3 * 3_600),
        (Poll(ttl=60), 1.3 * 3_600),
    ],
)
def test_who_asks_for_more_gets_it_within_reason(poll: Poll, seconds: float) -> None:
    assert wait(poll) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("weight", "failures", "seconds"),
    [(1.0, 0.0, 3_600), (1.0, 2.0, 3 * 3_600), (0.25, 0.0, 3_600), (1.0, 28.0, 86_400), (1.0, 29.0, 604_800), (0.5, 99.0, 604_800)],
)
def test_failures_wait_longer_and_are_never_forgotten(weight: float, failures: float, seconds: float) -> None:
    decided = next_poll(NOW, Poll(failure=weight), 3_600.0, failures, MIDDLE)
    assert (decided.due_at - NOW).total_seconds() == pytest.approx(seconds)
    assert decided.failures == failures + weight
    assert decided.interval == 3_600.0


def test_a_failing_server_may_ask_for_time() -> None:
    assert wait(Poll(failure=0.5, retry_after=40_000)) == pytest.approx(40_000)


@given(
    st.floats(0, 1, exclude_max=True),
    st.floats(1, 10**7),
    st.floats(0, 100),
    st.integers(0, 50),
    st.floats(0, 1) | st.none(),
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
)
def test_always_within_bounds(
    jitter: float, interval: float, failures: float, new: int, overlap: float | None, failure: float
) -> None:
    decided = next_poll(NOW, Poll(new, overlap, failure=failure), interval, failures, jitter, (300.0, 43_200.0))
    assert 300.0 <= decided.interval <= 43_200.0
    assert 270.0 <= (decided.due_at - NOW).total_seconds() <= schedule.WEEK * 1.1


def test_nobody_comes_before_the_time_a_server_asked_for() -> None:
    for poll in (Poll(retry_after=7_200), Poll(failure=0.5, retry_after=7_200)):
        assert wait(poll, jitter=0.0) == 7_200


def test_jitter_spreads_by_a_tenth() -> None:
    assert wait(Poll(), jitter=0.0) == pytest.approx(0.9 * 1.3 * 3_600)
    assert wait(Poll(), jitter=0.999999) == pytest.approx(1.1 * 1.3 * 3_600, rel=1e-4)


@pytest.mark.parametrize(
    ("age", "seconds"),
    [
        (timedelta(0), 600),
        (timedelta(minutes=30), 600),
        (timedelta(hours=5), 3_600),
        (timedelta(days=10), 172_800),
        (timedelta(days=4_000), 2_592_000),
    ],
)
def test_articles_are_visited_by_their_age(age: timedelta, seconds: float) -> None:
    assert revisit_after(age) == seconds


def test_a_feeds_wish_ends_where_the_operators_patience_does() -> None:
    wish = next_poll(NOW, Poll(ttl=3_600.0), 5.0, 0.0, 0.5, (3.0, 6.0))
    assert wish.due_at == NOW + timedelta(seconds=6)
    asked = next_poll(NOW, Poll(failure=0.5, retry_after=90.0), 5.0, 0.0, 0.5, (3.0, 6.0))
    assert asked.due_at == NOW + timedelta(seconds=90)


@pytest.mark.parametrize(("place", "hours"), [(0, 0), (schedule.AT_ONCE, 0), (schedule.AT_ONCE + 100, 1), (10_000, 98)])
def test_a_source_that_announces_its_whole_past_is_fetched_at_a_steady_pace(place: int, hours: int) -> None:
    assert schedule.first_visit(NOW, place) == NOW + timedelta(hours=hours)


def test_once_a_day_a_feed_is_asked_for_whole() -> None:
    assert schedule.asks_whole_feed(NOW, None)
    assert not schedule.asks_whole_feed(NOW, NOW)
    assert not schedule.asks_whole_feed(NOW, NOW - timedelta(hours=23))
    assert schedule.asks_whole_feed(NOW, NOW - timedelta(hours=24))
    assert schedule.asks_whole_feed(NOW, NOW + timedelta(hours=1))  # the clock was set back: nobody knows


def test_rarely_a_page_is_asked_for_whole() -> None:
    assert [visit for visit in range(1, 30) if schedule.asks_whole_page(visit)] == [8, 16, 24]


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 86_399))
def test_a_day_s_revisits_are_spread_over_it(day: datetime, later: int) -> None:
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    share = schedule.day_share(midnight.replace(hour=later // 3600, minute=later // 60 % 60, second=later % 60))
    assert schedule.day_share(midnight) == schedule.AT_MIDNIGHT <= share <= 1.0
    assert schedule.day_share(midnight.replace(hour=23)) == 1.0
