"""When to ask again: feeds by how often they have something new, articles by their age. Pure; times in, times out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# Feeds. Seconds.
START = 1_800.0  # first interval of a feed nobody knows
LEAST = 600.0
MOST = 86_400.0
GAP_OVERLAP = 0.33  # below this share of known entries some may have been missed between two polls
FASTER = 0.5  # × interval when entries may have been missed
KEEP, TOWARDS_LEAST = 0.8, 0.2  # interval with news: most of itself, a little of the least
SLOWER = 1.3  # × interval without news
JITTER = 0.1  # ± share, so that feeds polled together drift apart

MAX_RETRY_AFTER = 86_400.0
MAX_TTL = 21_600.0  # six hours: feeds ask for more by mistake
MAX_CACHE_AGE = 3_600.0  # one hour: caches are set for pages, not for us

# Failures. A weight is the error's own: hard 1, soft 0.5, name service 0.25.
RARELY_FROM = 30.0  # from here on a feed is probed once a week, and never forgotten: feeds come back
WEEK = 604_800.0

# New entries.
AT_ONCE = 200  # of one poll: more than any newsroom prints in a day
ONE_MORE = 36.0  # seconds between two of the rest: a hundred an hour

# Articles. Seconds.
REVISIT_LEAST = 600.0
REVISIT_MOST = 30 * 86_400.0
AGE_SHARE = 0.2  # an article is visited again after a fifth of its age

# Asking for the whole. Some servers say "not modified" of what is.
WHOLE_AGAIN = timedelta(days=1)  # after it, a feed is asked for whatever it was like before
WHOLE_VISIT = 8  # each eighth visit of a page likewise

# Revisits.
FOR_THE_YOUNG = 0.75  # of a day's revisits; the rest is for articles that are visited as rarely as any
YOUNG = 21_600.0  # times its first wait that an article is young: 600 s → 150 days
REVISITS_A_DAY = 1_000  # of one source, at most: 17,000 requests fit into its host's day
DAY = 86_400.0
AT_MIDNIGHT = 1 / 24  # of a day's revisits: from then on they are spread over it


@dataclass(frozen=True, slots=True)
class Poll:
    """What one poll came to. ``overlap`` is the share of its entries known before; None where it had none or was "not modified"."""

    new: int = 0
    overlap: float | None = None
    retry_after: float | None = None  # seconds a server asked for
    ttl: float | None = None  # seconds the feed asks for
    cache_age: float | None = None  # seconds of Cache-Control: max-age
    failure: float = 0.0  # weight of the error; 0: success


@dataclass(frozen=True, slots=True)
class Next:
    """When to poll next, and what to remember. ``gap`` says that entries may have been missed."""

    due_at: datetime
    interval: float
    failures: float
    gap: bool = False


def next_poll(
    now: datetime, poll: Poll, interval: float | None, failures: float, jitter: float, bounds: tuple[float, float] = (LEAST, MOST)
) -> Next:
    """Decide after a poll that ended at ``now``.

    ``interval`` (seconds) and ``failures`` are what the last decision remembered; ``jitter`` is a random number in [0, 1);
    ``bounds`` the operator's least and most interval.
    """
    least, most = bounds
    interval = min(most, max(least, START if interval is None else interval))
    if poll.failure:
        failures += poll.failure
        wait = WEEK if failures >= RARELY_FROM else min(MOST, interval * max(1.0, failures))
        return Next(_due(now, max(wait, _asked(poll, most)), jitter, poll), interval, failures)
    gap = poll.new > 0 and poll.overlap is not None and poll.overlap < GAP_OVERLAP
    interval = min(most, max(least, _adapted(interval, poll.new, gap, least)))
    return Next(_due(now, max(interval, _asked(poll, most)), jitter, poll), interval, 0.0, gap)


def first_visit(now: datetime, place: int) -> datetime:
    """Say when a new entry's page is fetched that stands at this place among all that one poll found, the newest at 0.

    A newsroom's day is fetched at once. A source that suddenly announces its whole past gets a steady share, so that tomorrow's
    articles do not wait behind it, nor other sources.
    """
    return now + timedelta(seconds=max(0, place - AT_ONCE) * ONE_MORE)


def is_old(age: timedelta, *, most: float = REVISIT_MOST) -> bool:
    """Say whether an article's next visit by its age would be at the most there is: from there on it is visited on a budget."""
    return AGE_SHARE * age.total_seconds() >= most


@dataclass(frozen=True, slots=True)
class Pace:
    """What a source prints, has printed, and may be asked for again."""

    fresh: float  # articles a day
    kept: int  # articles of it in the archive
    revisits: int = REVISITS_A_DAY  # a day, at most


def revisit_after(age: timedelta, *, least: float = REVISIT_LEAST, most: float = REVISIT_MOST, pace: Pace | None = None) -> float:
    """Return seconds to the next visit of an article of that age.

    Of a source that prints, or has printed, more than may be revisited so often, all are visited more rarely, and still the young
    more often than the old: else what is overdue would pile up, and the newest would wait behind the oldest.
    """
    share = AGE_SHARE
    if pace is not None and pace.revisits:
        visits = FOR_THE_YOUNG * pace.revisits / max(pace.fresh, 0.01)  # each article's while it is young, the first at once
        share = max(share, YOUNG ** (1 / max(visits - 1, 0.1)) - 1)
        most = max(most, DAY * pace.kept / ((1 - FOR_THE_YOUNG) * pace.revisits))
    return min(most, max(least, share * age.total_seconds()))


def asks_whole_feed(now: datetime, whole_at: datetime | None) -> bool:
    """Say whether a feed that was last sent whole at ``whole_at`` is asked for without conditions."""
    return whole_at is None or not whole_at <= now < whole_at + WHOLE_AGAIN


def asks_whole_page(visit: int) -> bool:
    """Say whether a page's visit of that number is one without conditions."""
    return visit % WHOLE_VISIT == 0


def day_share(now: datetime) -> float:
    """Return the share of a day's revisits that may be taken on by now, the day being that of UTC.

    What is due beyond it waits, the longest due first: for later in the day, then for the next one.
    """
    passed = (now.hour * 3_600 + now.minute * 60 + now.second) / DAY
    return min(1.0, AT_MIDNIGHT + passed)


def _adapted(interval: float, new: int, gap: bool, least: float) -> float:
    if gap:
        return FASTER * interval
    return KEEP * interval + TOWARDS_LEAST * least if new else SLOWER * interval


def _asked(poll: Poll, most: float) -> float:
    """Return the longest wait asked for, each within what it can mean: a server's own, or a feed's within the operator's most."""
    wishes = max(min(poll.ttl or 0.0, MAX_TTL), min(poll.cache_age or 0.0, MAX_CACHE_AGE))
    return max(min(poll.retry_after or 0.0, MAX_RETRY_AFTER), min(wishes, most))


def _due(now: datetime, wait: float, jitter: float, poll: Poll) -> datetime:
    """Add ± 10 %, but never come before a server's own Retry-After is over, where that is one we keep."""
    spread = wait * (1 + JITTER * (2 * jitter - 1))
    return now + timedelta(seconds=max(spread, min(poll.retry_after or 0.0, MAX_RETRY_AFTER)))
