"""Feeds that moved: a permanent redirect is believed once it was seen often enough, for long enough. Pure.

The catalogue's address stays the feed's name; what is remembered is where it is asked. A redirect set for an afternoon of
maintenance, or by somebody who took a site over for a day, changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hemera.jobs import Move

TIMES, DURING = 3, timedelta(days=3)


def after_answer(move: Move, target: str, now: datetime) -> Move:
    """Take note of where a poll was led by permanent redirects alone; "" where the address asked answered itself."""
    if not target:
        return Move(to=move.to)
    if target != move.seen or move.since is None:
        return Move(target, now, 1, move.to)
    if move.times + 1 >= TIMES and now - move.since >= DURING:
        return Move(to=target)
    return Move(target, move.since, move.times + 1, move.to)


def after_failure(move: Move) -> Move:
    """Forget where a feed went when it answers there no more: its own address is asked again, and may lead elsewhere."""
    return Move() if move.to else move
