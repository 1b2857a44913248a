"""How much a collector takes on at once."""

from __future__ import annotations

from datetime import timedelta

ASKED = 128  # jobs with the fetcher: they cost little, and dozens of hosts that do not answer must not keep the others waiting
IN_HAND = 64  # answers on their way through the machine: enough to keep 2 cores busy, few enough to bound memory
AT_LEAST = 32  # taken at once: asking what is due for each by itself would cost as much as asking the host
LEASE = timedelta(minutes=15)  # longer than the politest host can keep its share of ASKED waiting
PICTURES = 12  # work in hand up to which pictures are taken on
THE_PAST = 24  # … and what is asked for of the past


def room_for(asked: int, in_hand: int) -> int:
    """Say how many jobs may be leased, where so many of those in hand are with the fetcher."""
    room = ASKED - asked
    return room if room >= AT_LEAST and in_hand - asked <= IN_HAND // 2 else 0
