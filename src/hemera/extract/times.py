"""When an article was published and changed: metadata, then what is printed, then the feed, then the address.

Every kind of evidence is a witness. The day with the best support is the day; what speaks against it is named as a doubt, and
the confidence is what the witnesses amount to.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from math import prod
from typing import NamedTuple

from hemera import dates
from hemera.extract import witnesses, zones
from hemera.extract.choice import Said
from hemera.extract.page import Page
from hemera.extract.witnesses import Candidate, Witness
from hemera.types import Doubt

_NOTHING_LEARNED = zones.Zones()
_LASTING = frozenset({"date.january-first", "date.future"})  # doubts that a witness on the same day, as doubtful, does not lift
_DAY = timedelta(days=1)
_FAR = timedelta(hours=4)  # between two clocks of which one is hardly the newsroom's


class Times(NamedTuple):
    """What a page says of its times. ``precision`` is ``day``, ``minute`` or "" without a date; ``confidence`` in [0, 1]."""

    published: Said[datetime] | None
    raw: str
    precision: str
    modified: datetime | None
    doubts: tuple[Doubt, ...]
    method: str = ""  # how the text was read: iso, digits, named, hijri, epoch, relative
    confidence: float = 0.0


def times(page: Page, learned: zones.Zones = _NOTHING_LEARNED) -> Times:
    """Return the publication time of the day with the best support; ``learned`` is what the source's stamps mean.

    Doubts: those of ``dates.read_all``; ``date.contradicted`` where witnesses differ by more than a day; ``date.future`` where
    the time is later than the capture; ``date.zone`` where only that showed a stamp to be the newsroom's clock;
    ``date.unsure`` where only a line of unknown meaning speaks; ``date.guessed`` where nothing but a guess from the whole page
    does; ``date.missing``.
    """
    told = witnesses.witnesses(page)
    usable = [one for one in told if one.weight > 0]
    if not usable:
        refused = dict.fromkeys(doubt for one in told for doubt in one.reading.doubts)
        return Times(None, witnesses.first_raw(page), "", witnesses.modified(page), (*refused, Doubt("date.missing")))
    best = max(usable, key=lambda one: round(_support(usable, one), 3))
    chosen = max((one for one in usable if _near(one, best)), key=lambda one: one.weight)
    against = _against(usable, chosen)
    value, origin, doubts = _settled(page, chosen, usable, learned)
    doubts = (*doubts, *_contradicted(chosen, against))
    confidence = _support(usable, chosen) * prod(1 - one.weight / 2 for one in against) * (0.7 if doubts else 1)
    if confidence < witnesses.UNSURE and not doubts:
        doubts = (Doubt("date.unsure", f"{origin}: {chosen.reading.raw[:80]}"),)
    reading = chosen.reading
    precision = "minute" if " and " in origin else reading.precision
    modified = witnesses.modified(page)
    return Times(Said(value, origin), reading.raw, precision, modified, doubts, reading.method, round(confidence, 2))


def candidates(page: Page) -> list[Candidate]:
    """List all that may be a date of this page: the rule that found it, what is written, and how that is read."""
    return witnesses.candidates(page)


def observations(page: Page) -> list[zones.Seen]:
    """List what this page teaches about its source's stamps, for ``Zones.learned``: once for each article."""
    told = witnesses.witnesses(page)
    stamps = {one.origin.partition(":")[0]: one for one in reversed(told) if one.kind in {"machine", "entry"} and _is_stamp(one)}
    feed = stamps.get("entry")
    found = []
    for origin, one in stamps.items():
        clock = _printed_clock(told, one.reading.value)
        printed = clock.replace(tzinfo=None) if clock else None
        other = feed.reading.value if feed and origin != "entry" else None
        found.append(zones.Seen(origin, one.reading.value, one.reading.zoned, page.hints.fetched_at, printed, other))
    return found


# --- what witnesses amount to -----------------------------------------------------------------------------------------


def _near(one: Witness, other: Witness) -> bool:
    return abs(one.day - other.day) <= _DAY


def _support(told: Iterable[Witness], one: Witness) -> float:
    """Return how likely one's day is right: each kind of witness near it leaves a part of the doubt."""
    kinds: dict[str, float] = {}
    for other in told:
        if _near(one, other):
            kinds[other.kind] = max(kinds.get(other.kind, 0), other.weight)
    return 1 - prod(1 - weight for weight in kinds.values())


def _against(told: Iterable[Witness], chosen: Witness) -> list[Witness]:
    """Return one witness of each kind that says another day, and no witness of its kind says this one."""
    by_kind: dict[str, list[Witness]] = {}
    for one in told:
        if one.testifies:
            by_kind.setdefault(one.kind, []).append(one)
    silent = {one.kind for one in told if _near(one, chosen)}
    # Dates of several days, none of them this one: other articles' dates.
    return [found[0] for kind, found in by_kind.items() if kind not in silent and len({one.day for one in found}) == 1]


def _contradicted(chosen: Witness, against: list[Witness]) -> tuple[Doubt, ...]:
    said = "; ".join(f"{one.origin} {one.day}" for one in (chosen, *against))
    return (Doubt("date.contradicted", said[:200]),) if against else ()


def _confirmed(chosen: Witness, told: Iterable[Witness]) -> bool:
    return any(one.kind != chosen.kind and one.day == chosen.day for one in told)


# --- the moment -------------------------------------------------------------------------------------------------------


def _settled(page: Page, chosen: Witness, told: list[Witness], learned: zones.Zones) -> tuple[datetime, str, tuple[Doubt, ...]]:
    """Return the moment, its origin and its doubts: the minute and the offset may be another witness's."""
    value, origin = _precise(page, chosen, told, learned)
    confirmed = _confirmed(chosen, told)
    doubts = [one for one in chosen.reading.doubts if one.code in _LASTING or not confirmed]
    local = dates.zone_of(page.hints.zone)
    if _ahead(page, value, chosen):
        wall = value.replace(tzinfo=local)
        if _is_stamp(chosen) and wall <= page.hints.fetched_at + zones.SKEW:
            doubts.append(Doubt("date.zone", f"{chosen.reading.raw[:80]}, seen {page.hints.fetched_at.isoformat()}"))
            value = wall
        elif all(one.code != "date.future" for one in doubts):
            doubts.append(Doubt("date.future", value.isoformat()))
    if chosen.reading.precision == "minute" and (value.utcoffset() == timedelta(0) or _is_elsewhere(value, local, told)):
        # A stamp in UTC names the moment right and says nothing of the newsroom's clock, by which its day is printed.
        value = value.astimezone(local)
    return value, origin, tuple(doubts)


def _is_elsewhere(value: datetime, local: tzinfo, told: Iterable[Witness]) -> bool:
    """Say whether a stamp has a clock far from the newsroom's, by whose the day is printed: some platforms keep their own."""
    there, here = value.utcoffset(), value.astimezone(local).utcoffset()
    far = there is not None and here is not None and abs(there - here) >= _FAR
    printed = [one.reading for one in told if one.kind == "printed"]
    own = any(one.precision == "minute" and one.value.replace(tzinfo=None) == value.replace(tzinfo=None) for one in printed)
    return far and not own and any(one.value.date() == value.astimezone(local).date() for one in printed)


def _ahead(page: Page, value: datetime, chosen: Witness) -> bool:
    """Say whether a moment is later than its capture; a day is, when it has not begun in the newsroom."""
    seen = page.hints.fetched_at
    return value > (seen if chosen.reading.precision == "day" else seen + zones.SKEW)


def _precise(page: Page, chosen: Witness, told: list[Witness], learned: zones.Zones) -> tuple[datetime, str]:
    """Take the minute, or the right offset, from what is printed; else the minute from the feed, the offset from other pages."""
    reading, origin = chosen.reading, chosen.origin
    clock = _printed_clock(told, reading.value) if chosen.kind != "printed" else None
    if reading.precision == "day":
        entry = next((one for one in told if one.kind == "entry" and one.reading.precision == "minute"), None)
        if clock is not None and clock.date() == reading.value.date():
            return clock, f"{origin} and printed"
        if entry is not None and entry.day == chosen.day:
            return entry.reading.value, f"{origin} and entry"
        return reading.value, origin
    if not _is_stamp(chosen):
        return reading.value, origin
    seen = zones.Seen(origin, reading.value, reading.zoned, page.hints.fetched_at, clock.replace(tzinfo=None) if clock else None)
    # Some systems stamp the newsroom's wall clock as UTC: a page that prints its clock shows it.
    shown = zones.shown(seen, page.hints.zone) if clock else None
    meant = learned.meant(origin, reading.value, reading.zoned, page.hints.zone) if clock is None else None
    if shown is not None and shown != reading.value:
        return shown, f"{origin}, clock as printed"
    return (meant, f"{origin}, clock as learned") if meant is not None and meant != reading.value else (reading.value, origin)


def _is_stamp(one: Witness) -> bool:
    return one.kind in {"machine", "entry"} and one.reading.precision == "minute" and one.reading.method != "relative"


def _printed_clock(told: Iterable[Witness], near: datetime) -> datetime | None:
    """Return the first printed time within a day of a stamp, where its zone was not printed too."""
    for one in told:
        reading = one.reading
        if one.kind == "printed" and one.weight >= witnesses.UNSURE and reading.precision == "minute" and not reading.zoned:
            return reading.value if abs(reading.value.astimezone(UTC) - near) <= _DAY else None
    return None
