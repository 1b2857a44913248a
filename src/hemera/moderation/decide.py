"""When reports hide a picture. Pure: reports and moments in, a verdict out.

Modelled on Discourse's published flag scores, adapted to readers without accounts: what is weighed is several people of
several networks within a time, and every automatic hide can be undone and is reviewed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hemera.types import ImageState

JUDGED = 3  # decisions of staff after which a reader's reports weigh more or less
SEVERE_WEIGHT = 2.0  # for what cannot wait: two people of two networks are enough
SEVERE_NETWORKS = 2
BREAKER_FLOOR = 5  # automatic hides an hour that are always allowed
BREAKER_TIMES = 3.0  # … or so many times the mean hour of the week before
HOURS_A_WEEK = 168


class Verdict(StrEnum):
    """What a report leads to."""

    NOTHING = "nothing"  # blocked already
    QUEUE = "queue"  # staff looks at it
    HOLD = "hold"  # it would hide, but too much was hidden lately: staff looks at it
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Weighed:
    """One person's report. ``network`` tells networks apart, no more; ``at`` is UTC."""

    weight: float
    network: str
    at: datetime
    severe: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """What it takes to hide: ``weight`` of reports from ``networks`` networks within ``window``."""

    weight: float
    networks: int
    window: timedelta


def weigh(upheld: int, rejected: int) -> float:
    """Return what a reader's report weighs, by what staff made of earlier ones."""
    if rejected >= JUDGED and rejected >= upheld:
        return 0.25
    return 2.0 if upheld >= JUDGED else 1.0


def breaker(last_hour: int, last_week: int) -> bool:
    """Say whether one more automatic hide would be too many: more likely a brigade than a bad day."""
    return last_hour + 1 > max(BREAKER_FLOOR, BREAKER_TIMES * last_week / HOURS_A_WEEK)


def decide(state: ImageState, reports: Iterable[Weighed], rules: Rules, now: datetime, *, broken: bool) -> Verdict:
    """Judge a picture by its undecided reports, one per person; ``broken`` is the breaker's answer."""
    if state is ImageState.BLOCKED:
        return Verdict.NOTHING
    recent = [r for r in reports if now - r.at <= rules.window]
    severe = [r for r in recent if r.severe]
    enough = _reach(recent, rules.weight, rules.networks) or _reach(severe, SEVERE_WEIGHT, SEVERE_NETWORKS)
    if state is not ImageState.SHOWN or not enough:
        return Verdict.QUEUE
    return Verdict.HOLD if broken else Verdict.HIDE


def _reach(reports: list[Weighed], weight: float, networks: int) -> bool:
    return sum(r.weight for r in reports) >= weight and len({r.network for r in reports}) >= networks
