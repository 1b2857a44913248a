"""Whether a listing led on: what stops a walk into the past. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hemera.listings import Listing, Mention, Mentions, Period, Role

PATIENCE = 3  # listings in a row that bring nothing, after which what they lead to is left
RECENT = timedelta(days=7)  # what is younger any feed brings: it does not show that a way leads to the past


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done after a listing was read."""

    fresh: tuple[Mention, ...]  # nobody knew them
    old: int  # of those, such as show that this is a way to the past
    follow: tuple[Listing, ...]
    reason: str = ""  # why nothing of it is followed


def judge(
    listing: Listing, found: Mentions, known: Mapping[str, date | None], period: Period, today: date, *, repeated: bool
) -> Verdict:
    """Decide after a listing. ``known`` are those of its addresses that were heard of before, with the days they are of;
    ``repeated`` says that another listing of this search held the very same.
    """
    fresh = tuple(mention for mention in found.mentions if mention.entry.url not in known)
    old = sum(1 for mention in fresh if mention.day is None or mention.day < today - RECENT)
    if listing.role is Role.FRONT:
        return Verdict(fresh, 0, found.listings)
    if listing.role in (Role.ROBOTS, Role.SITEMAP):
        return Verdict(fresh, old, found.listings)
    if _is_passed(found.mentions, known, period):
        return Verdict(fresh, old, (), "past.passed")
    # A page whose articles are all known leads on, too: what was collected last year lies before what never was.
    idle = listing.idle + 1 if repeated or not found.mentions else 0
    if idle >= PATIENCE:
        return Verdict(fresh, old, (), "past.repeats" if repeated else "past.empty")
    return Verdict(fresh, old, tuple(replace(one, idle=idle) for one in found.listings))


def _is_passed(mentions: Collection[Mention], known: Mapping[str, date | None], period: Period) -> bool:
    """Say whether all of a list is older than what is asked for."""
    days = [mention.day or known.get(mention.entry.url) for mention in mentions]
    if not period.since or not days:
        return False
    return all(day is not None and day < period.since - timedelta(days=1) for day in days)
