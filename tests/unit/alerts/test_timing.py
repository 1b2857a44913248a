"""When alerts look, on the archive's clock, and how long failures wait."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.alerts import ATTEMPTS, Every, again_after, next_due

PARIS = ZoneInfo("Europe/Paris")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("every", "now", "due"),
    [
        (Every.NOW, "2026-03-02T12:00+00:00", "2026-03-02T12:01+00:00"),
        (Every.HOUR, "2026-03-02T12:00+00:00", "2026-03-02T13:00+00:00"),
        (Every.DAY, "2026-03-02T05:00+00:00", "2026-03-02T06:00+00:00"),
        (Every.DAY, "2026-03-02T06:00+00:00", "2026-03-03T06:00+00:00"),
        (Every.DAY, "2026-03-28T12:00+00:00", "2026-03-29T05:00+00:00"),  # the clock is put forward: seven is an hour earlier
        (Every.WEEK, "2026-03-02T05:00+00:00", "2026-03-02T06:00+00:00"),  # a Monday
        (Every.WEEK, "2026-03-02T06:00+00:00", "2026-03-09T06:00+00:00"),
        (Every.WEEK, "2026-03-04T06:00+00:00", "2026-03-09T06:00+00:00"),
    ],
)
def test_alerts_look_at_seven_on_the_archives_clock(every: Every, now: str, due: str) -> None:
    assert next_due(every, time(7), PARIS, datetime.fromisoformat(now)) == datetime.fromisoformat(due)


@given(MOMENTS, st.times(), st.sampled_from(Every))
def test_the_next_time_is_always_to_come_and_never_further_than_it_may_be(now: datetime, at: time, every: Every) -> None:
    most = {Every.NOW: timedelta(minutes=1), Every.HOUR: timedelta(hours=1), Every.DAY: timedelta(hours=26)}
    due = next_due(every, at.replace(second=0, microsecond=0, tzinfo=None), PARIS, now)
    assert now < due <= now + most.get(every, timedelta(days=7, hours=2))


def test_failures_wait_longer_each_time_and_a_week_in_all() -> None:
    waits = [again_after(attempts) for attempts in range(1, ATTEMPTS + 1)]
    assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
    assert waits == sorted(waits)
    assert timedelta(days=5) < sum(waits, timedelta(0)) < timedelta(days=8)
