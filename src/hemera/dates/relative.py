"""Dates told from now: "il y a 2 heures", "قبل ساعتين", "yesterday", against the moment a text was seen."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hemera.dates import clocks, words
from hemera.dates.forms import LEADING, TRAILING

APPROXIMATE = "date.approximate"  # told in weeks, months or years, or as "a while"
LONGEST = 80  # characters: "hier" in a sentence dates nothing


class Moment(NamedTuple):
    """A moment told from now; with precision ``day`` it is that day's midnight."""

    value: datetime
    precision: str
    zoned: bool
    doubts: tuple[str, ...] = ()


_UNITS = {
    "minute": "minutes? mins? mn دقيقه دقائق دقيقتين دقيقتان",
    "hour": "heures? hours? hrs? h ساعه ساعات ساعتين ساعتان",
    "day": "jours? days? d j يوم يوما ايام يومين يومان",
    "week": "semaines? weeks? اسبوع اسبوعا اسابيع اسبوعين اسبوعان",
    "month": "mois months? شهر شهرا اشهر شهور شهرين شهران",
    "year": "ans? annees? years? سنه سنوات سنين سنتين عام عاما اعوام عامين",
}
_DUALS = ("ين", "ان")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_800, "year": 31_557_600}
_EXACT = frozenset({"minute", "hour"})
_NUMBERS = {
    words.fold(name): number
    for number, names in enumerate(
        (
            "un une a an one واحد واحدة", "deux two", "trois three ثلاث ثلاثة", "quatre four أربع أربعة", "cinq five خمس خمسة",
            "six ست ستة", "sept seven سبع سبعة", "huit eight ثمان ثماني ثمانية", "neuf nine تسع تسعة", "dix ten عشر عشرة",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_COUNT = rf"(?:(?P<n>\d{{1,3}})\s*|(?P<word>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\s+)?"
_UNIT = "|".join(f"(?P<{unit}>{'|'.join(names.split())})" for unit, names in _UNITS.items())
_PART = rf"{_COUNT}(?:{_UNIT})(?!\w)"
_ONE = re.compile(_PART)
_PLAIN = re.sub(r"\?P<\w+>", "?:", _PART)
_PARTS = rf"{_PLAIN}(?:\s*(?:,|et|and|و)?\s*{_PLAIN}){{0,2}}"
_ABOUT = r"(?:(?:environ|about|around|over|plus de|حوالي|نحو|اكثر من)\s+)?"
_AGO = re.compile(
    rf"(?<!\w)(?:(?:il y a|منذ|قبل)\s+{_ABOUT}(?P<said>{_PARTS})(?:\s+واحده?(?!\w))?|{_ABOUT}(?P<ago>{_PARTS})\s+(?:ago|مضت)(?!\w))"
)
_NAMED = re.compile(
    r"(?<!\w)(?:(?P<before>avant-hier|(?:ال)?اول امس|امس الاول|اول البارحه)|(?P<today>aujourd'hui|today|اليوم)"
    r"|(?P<yesterday>hier|yesterday|امس|البارحه))(?!\w)(?:\s+(?:matin|soir|apres-midi))?"
)
_NOW = re.compile(r"(?<!\w)(?:a l'instant|just now|الان|قبل قليل|منذ قليل|قبل لحظات|منذ لحظات)(?!\w)")


def read(text: str, raw: str, seen: datetime) -> Moment | None:
    """Read a folded line that says when, and nothing else; ``seen`` is in the newsroom's zone."""
    if len(text) > LONGEST:
        return None
    for form, reader in ((_AGO, _ago), (_NAMED, _day), (_NOW, _now)):
        found = form.search(text)
        if found is not None and LEADING.match(text[: found.start()]) and TRAILING.match(text[found.end() :]):
            return reader(found, raw, seen)
    return None


def _ago(found: re.Match[str], raw: str, seen: datetime) -> Moment:
    seconds, units = 0, set()
    for part in _ONE.finditer(found["said"] or found["ago"]):
        unit = part.lastgroup or "day"
        seconds += _count(part, part[unit]) * _SECONDS[unit]
        units.add(unit)
    value = (seen.astimezone(UTC) - timedelta(seconds=seconds)).astimezone(seen.tzinfo)  # hours are hours when clocks change
    if units & _EXACT:
        return Moment(value.replace(second=0, microsecond=0), "minute", True)
    return Moment(_midnight(value), "day", True, () if units == {"day"} else (APPROXIMATE,))


def _count(part: re.Match[str], unit: str) -> int:
    if part["n"] or part["word"]:
        return int(part["n"] or _NUMBERS[part["word"]])
    return 2 if unit.endswith(_DUALS) else 1


def _day(found: re.Match[str], raw: str, seen: datetime) -> Moment:
    days = 0 if found["today"] else 1 if found["yesterday"] else 2
    midnight = _midnight(seen) - timedelta(days=days)
    clock = clocks.beside(found.string, raw, found.span(), "relative")
    return Moment(clock.on(midnight), "minute", clock.zone is not None) if clock else Moment(midnight, "day", False)


def _now(found: re.Match[str], raw: str, seen: datetime) -> Moment:
    return Moment(seen.replace(second=0, microsecond=0), "minute", True, (APPROXIMATE,))


def _midnight(value: datetime) -> datetime:
    return value.replace(hour=0, minute=0, second=0, microsecond=0)
