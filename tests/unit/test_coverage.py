"""What may have been missed, and what is usual of a source."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import coverage
from hemera.coverage import AWAY, BURST, Alarm, Lapse, Ledger, Look, Missed, Seen, Usual, after_poll

NOON = datetime(2026, 6, 12, 12, 0, tzinfo=UTC)  # a Friday
HOUR = timedelta(hours=1)
ZONE = ZoneInfo("Africa/Casablanca")
PARIS = ZoneInfo("Europe/Paris")
GOOD = Look(NOON, due_at=NOON, last=NOON - HOUR, interval=1800)
DOWN = replace(GOOD, error="fetch.unreachable")
TODAY = NOON.date()


# -- lapses ------------------------------------------------------------------------------------------------------------


def test_a_poll_in_time_that_finds_what_it_knew_writes_nothing() -> None:
    assert after_poll(None, replace(GOOD, new=3)) is None


def test_a_failure_opens_a_lapse_that_began_with_the_last_success() -> None:
    assert after_poll(None, DOWN) == Lapse(NOON - HOUR, causes={"fetch.unreachable": 1})


def test_a_feed_that_never_answered_lapses_from_the_first_try_on() -> None:
    never = replace(DOWN, last=None, due_at=NOON - 100 * HOUR)  # added while no collector was running
    assert after_poll(None, never) == Lapse(NOON, causes={"fetch.unreachable": 1})


def test_a_lapse_goes_on_with_every_failure_and_names_the_most_frequent_cause() -> None:
    lapse = None
    for n, error in enumerate(["fetch.dns", "http.503", "http.503", "fetch.paused", "fetch.paused", "fetch.paused"]):
        lapse = after_poll(lapse, replace(DOWN, at=NOON + n * HOUR, due_at=NOON + n * HOUR, error=error))
    assert lapse is not None
    assert (lapse.since, lapse.until, lapse.missed, lapse.is_hole) == (NOON - HOUR, None, Missed.UNKNOWN, True)
    assert lapse.causes == {"fetch.dns": 1, "http.503": 2, "fetch.paused": 3}
    assert lapse.cause == "http.503"  # that we waited is no cause
    assert Lapse(NOON, causes={"fetch.paused": 2}).cause == "fetch.paused"
    assert Lapse(NOON).cause == ""


@pytest.mark.parametrize(("gap", "missed"), [(False, Missed.NOTHING), (True, Missed.POSSIBLE)])
def test_a_success_ends_a_lapse_and_says_what_was_missed(gap: bool, missed: Missed) -> None:
    lapse = Lapse(NOON - 5 * HOUR, causes={"http.500": 4})
    ended = after_poll(lapse, replace(GOOD, gap=gap, new=7))
    assert ended == Lapse(NOON - 5 * HOUR, NOON, {"http.500": 4}, missed, 7)
    assert ended is not None
    assert ended.is_hole is gap


def test_a_gap_between_polls_in_time_is_a_burst() -> None:
    assert after_poll(None, replace(GOOD, gap=True, new=20)) == Lapse(NOON - HOUR, NOON, {BURST: 1}, Missed.POSSIBLE, 20)


@pytest.mark.parametrize(("gap", "missed"), [(False, Missed.NOTHING), (True, Missed.POSSIBLE)])
def test_a_poll_long_after_its_time_says_that_nobody_came(gap: bool, missed: Missed) -> None:
    late = replace(GOOD, last=NOON - 20 * HOUR, due_at=NOON - 19 * HOUR, gap=gap, new=9)
    assert after_poll(None, late) == Lapse(NOON - 20 * HOUR, NOON, {AWAY: 1}, missed, 9)


def test_late_is_more_than_an_hour_and_more_than_the_interval() -> None:
    assert after_poll(None, replace(GOOD, due_at=NOON - HOUR)) is None
    day = replace(GOOD, interval=86_400, last=NOON - 40 * HOUR)
    assert after_poll(None, replace(day, due_at=NOON - 20 * HOUR)) is None
    assert after_poll(None, replace(day, due_at=NOON - 25 * HOUR)) is not None
    assert after_poll(None, replace(day, due_at=None)) is None  # read again from a capture: nobody knows when it was due


def test_coming_late_in_a_lapse_is_a_cause_beside_the_others() -> None:
    lapse = Lapse(NOON - 50 * HOUR, causes={"http.500": 4})
    found = after_poll(lapse, replace(DOWN, due_at=NOON - 30 * HOUR))
    assert found is not None
    assert found.causes == {"http.500": 4, AWAY: 1, "fetch.unreachable": 1}


def test_a_first_poll_could_miss_nothing_however_late_it_comes() -> None:
    assert after_poll(None, replace(GOOD, last=None, due_at=NOON - 900 * HOUR)) is None


def test_what_is_due_and_nobody_comes_for_lapses_before_anybody_writes_it() -> None:
    assert coverage.overdue(replace(GOOD, due_at=NOON - 2 * HOUR)) == Lapse(NOON - HOUR, causes={AWAY: 1})
    assert coverage.overdue(GOOD) is None
    assert coverage.overdue(replace(GOOD, last=None, due_at=NOON - 2 * HOUR)) is None


@given(
    st.lists(
        st.tuples(st.integers(1, 3000), st.sampled_from(["", "", "http.500", "fetch.dns"]), st.booleans(), st.integers(-9000, 0)),
        max_size=60,
    )
)
def test_lapses_never_overlap_and_every_failure_is_in_one(polls: list[tuple[int, str, bool, int]]) -> None:
    now, last, lapse, ended = NOON, None, None, list[Lapse]()
    for minutes, error, gap, due in polls:
        now += timedelta(minutes=minutes)
        lapse = after_poll(lapse, Look(now, now + timedelta(seconds=due), last, 1800, error, gap, 1))
        assert lapse is None or (lapse.until is None) == bool(error)
        if not error:
            ended, lapse, last = [*ended, lapse] if lapse else ended, None, now
    found = ended + ([lapse] if lapse else [])
    assert all(one.until and one.until <= next_.since for one, next_ in pairwise(found))
    counted = sum((Counter(one.causes) for one in found), Counter[str]())
    assert {key: n for key, n in counted.items() if key not in (AWAY, BURST)} == Counter(e for _, e, *_ in polls if e)


# -- rhythm ------------------------------------------------------------------------------------------------------------


def weeks(*counts: int, day: date = TODAY) -> dict[date, int]:
    """Return so many entries on the same weekday of past weeks, the last first."""
    return {day - timedelta(weeks=n): count for n, count in enumerate(counts, 1)}


def test_the_middle_half_of_eight_weeks_is_usual_and_a_holiday_changes_nothing() -> None:
    assert coverage.usual(weeks(60, 75, 90, 70, 80, 65, 85, 75), TODAY) == Usual(68, 82)
    assert coverage.usual(weeks(60, 75, 0, 70, 80, 65, 85, 75), TODAY) == Usual(63, 77)


def test_two_weeks_are_not_enough_to_know_what_is_usual() -> None:
    assert coverage.usual(weeks(60, 75), TODAY) is None
    assert coverage.usual(weeks(60, 75, 70), TODAY) is not None
    assert coverage.usual({}, TODAY) is None


@pytest.mark.parametrize(
    ("entries", "expected", "alarm"),
    [
        (12, 60, True),
        (37, 60, True),
        (38, 60, False),
        (0, 6.9, False),
        (0, 7, True),
        (5, 5, False),
        (0, 0, False),
        (900, 1000, True),
    ],
)
def test_too_few_is_what_chance_gives_less_than_once_in_a_thousand(entries: int, expected: float, alarm: bool) -> None:
    assert coverage.is_too_few(entries, expected) is alarm


def every_other_day(length: int = 60) -> dict[date, int]:
    return {TODAY - timedelta(days=n): n % 2 for n in range(length)}


def test_silence_is_seen_where_no_single_day_shows_it() -> None:
    counts = every_other_day()
    for n in range(15):
        counts[TODAY - timedelta(days=n)] = 0
    assert coverage.silence(counts, TODAY) == 15
    assert coverage.silence(counts, TODAY - timedelta(days=5)) == 0  # ten days may happen


def test_a_source_seldom_heard_of_is_not_silent() -> None:
    counts = {TODAY - timedelta(days=n): int(n == 20) for n in range(60)}
    assert coverage.silence(counts, TODAY) == 0
    assert coverage.silence({}, TODAY) == 0


@given(
    st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 6, 1)), st.integers(0, 5000)),
    st.dates(date(2026, 1, 1), date(2026, 6, 9)),
)
def test_any_counts_can_be_judged(counts: dict[date, int], day: date) -> None:
    found = coverage.usual(counts, day)
    assert found is None or 0 <= found.low <= found.high
    assert 0 <= coverage.silence(counts, day) <= len(counts)


# -- days --------------------------------------------------------------------------------------------------------------


def ledger(*seen: Seen, lapses: tuple[Lapse, ...] = (), counts: dict[date, int] | None = None, zone: ZoneInfo = ZONE) -> Ledger:
    began = min(counts, default=None) if counts else None
    return Ledger("phare", zone, NOON, seen, lapses, counts or {}, began)


def test_a_day_is_counted_by_the_source_s_own_clock_and_the_sums_match() -> None:
    midnight = datetime(2026, 6, 11, 23, 0, tzinfo=UTC)  # in Casablanca
    rows = (
        Seen(midnight - HOUR, "feed", "article", "", 9),
        Seen(midnight, "feed", "article", "", 5),
        Seen(midnight, "sitemap", "queued", "http.503", 2),
        Seen(midnight, "feed", "queued", "", 1),
        Seen(NOON, "feed", "discarded", "http.404", 1),
        Seen(NOON, "", "held", "body.consent-wall", 3),
    )
    before, day = coverage.days(ledger(*rows), TODAY - timedelta(days=1), TODAY)
    assert (before.announced, before.articles) == (9, 9)
    assert day.announced == 12 == day.articles + day.queued + sum(day.held.values()) + sum(day.discarded.values())
    assert day.channels == {"feed": 7, "": 3, "sitemap": 2}
    assert (day.held, day.discarded, day.waiting) == ({"body.consent-wall": 3}, {"http.404": 1}, {"http.503": 2})


def test_hours_without_a_look_are_counted_once_and_bursts_are_none() -> None:
    lapses = (
        Lapse(NOON - 6 * HOUR, NOON - 3 * HOUR, {"fetch.dns": 2}, Missed.NOTHING),
        Lapse(NOON - 4 * HOUR, NOON - 2 * HOUR, {"http.500": 2}, Missed.NOTHING),
        Lapse(NOON - 11 * HOUR, NOON - 8 * HOUR, {BURST: 1}, Missed.POSSIBLE),
        Lapse(NOON - HOUR, causes={"fetch.dns": 1}),
    )
    [day] = coverage.days(ledger(lapses=lapses), TODAY, TODAY)
    assert day.unseen == 5
    assert day.is_hole
    assert len(day.lapses) == 4


def test_a_lapse_over_days_is_shown_on_each_and_a_day_may_have_25_hours() -> None:
    change = date(2025, 10, 26)  # summer time ends
    lapse = Lapse(datetime(2025, 10, 24, 10, 0, tzinfo=UTC), datetime(2025, 10, 27, 11, 0, tzinfo=UTC), {"fetch.tls": 9})
    found = coverage.days(ledger(lapses=(lapse,), zone=PARIS), change - timedelta(days=3), change + timedelta(days=2))
    assert [day.unseen for day in found] == [0, 12, 24, 25, 12, 0]
    assert [bool(day.lapses) for day in found] == [False, True, True, True, True, False]


def steady(**more: int) -> dict[date, int]:
    return {TODAY - timedelta(days=n): more.get(f"d{n}", 40) for n in range(70)}


def test_a_day_far_below_what_is_usual_raises_an_alarm_and_today_never_does() -> None:
    counts = steady(d0=0, d1=4)
    seen = Seen(NOON - 24 * HOUR, "feed", "article", "", 4)
    yesterday, today = coverage.days(ledger(seen, counts=counts), TODAY - timedelta(days=1), TODAY)
    assert (yesterday.alarm, yesterday.usual, yesterday.announced) == (Alarm.FEW, Usual(40, 40), 4)
    assert (today.alarm, today.usual) == (None, Usual(40, 40))


def test_a_day_on_which_nobody_looked_is_no_alarm_and_says_nothing_of_what_is_usual() -> None:
    off = [Lapse(NOON - timedelta(weeks=n, hours=13), NOON - timedelta(weeks=n) + 12 * HOUR, {AWAY: 1}) for n in range(1, 7)]
    counts = steady(d7=0, d14=0, d21=0, d28=0, d35=0, d42=0)
    days = coverage.days(ledger(lapses=tuple(off), counts=counts), TODAY - timedelta(days=7), TODAY)
    assert (days[0].alarm, days[0].unseen) == (None, 24)
    assert days[-1].usual is None  # two weeks are left


def test_silence_is_an_alarm() -> None:
    counts = every_other_day() | {TODAY - timedelta(days=n): 0 for n in range(15)}
    seen = [Seen(NOON - timedelta(days=n), "feed", "article", "", 1) for n, count in enumerate(counts.values()) if count]
    days = coverage.days(ledger(*seen, counts=counts), TODAY - timedelta(days=29), TODAY - timedelta(days=1))
    assert (days[-1].alarm, days[-1].quiet) == (Alarm.SILENT, 14)
    assert [day.alarm for day in days[:10]] == [None] * 10
