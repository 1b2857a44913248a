"""When an alert looks again, and when a delivery that failed is tried again. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from hemera.alerts.values import Every

SOON = timedelta(minutes=1)  # between two mails of an alert that tells at once
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)  # between two attempts
ATTEMPTS = 32  # about a week; then an alert is stuck until somebody resumes it
FOR_GOOD = 8  # attempts that a refusal for good counts for: nobody at that address


def next_due(every: Every, at: time, zone: tzinfo, now: datetime) -> datetime:
    """Return when an alert that looked ``now`` looks again, in UTC. ``at`` is a time on the clock of ``zone``, for day and week.

    A time that a change of the clock leaves out is taken an hour later; one that comes twice, the first time.
    """
    if every is Every.NOW:
        return now + SOON
    if every is Every.HOUR:
        return now + timedelta(hours=1)
    local = now.astimezone(zone)
    days = (7 - local.weekday()) % 7 if every is Every.WEEK else 0
    found = datetime.combine(local.date() + timedelta(days=days), at, zone).astimezone(UTC)
    if found > now:
        return found
    step = 7 if every is Every.WEEK else 1
    return datetime.combine(local.date() + timedelta(days=days + step), at, zone).astimezone(UTC)


def again_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: a minute, doubled each time, six hours at most."""
    return min(FIRST * (1 << min(attempts - 1, 20)), LONGEST)
