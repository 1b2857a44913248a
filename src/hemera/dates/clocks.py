"""Times of day beside a date, and the zone they are told in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hemera.dates import words

REACH = 60  # characters after a date in which its time begins and ends
_HALF = (
    r"(?:\s*(?P<half>[ap]\.?\s?m\b\.?|صباحا|مساء|ظهرا|بعد الظهر|عصرا|ليلا|فجرا"
    r"|du matin|du soir|de l'apres-midi|[صم](?!\w)))?"
)
_HALF_WORD = r"\s*(?:[ap]\.?m\b|صباحا|مساء|ظهرا|بعد الظهر|عصرا|ليلا|فجرا|du matin|du soir)"
_TIME = (
    r"(?P<h>[01]?\d|2[0-4])(?:\s*(?::|heures?|h|سا(?:عه)?)\s*(?P<min>[0-5]\d)(?:\s?mi?n\b)?"
    rf"|\s?h(?:eures?)?(?!\w|\s*\d(?!\d))|(?={_HALF_WORD}))(?::(?P<s>[0-5]\d))?(?:[.,]\d{{1,9}})?(?!\d)" + _HALF
)
_SAID = (
    r"(?:الساعه\s+(?P<h>[01]?\d|2[0-3])(?:\s*(?:\.|و)\s*(?P<min>[0-5]\d))?|(?:a|at)\s+(?P<h2>[01]?\d|2[0-3])\.(?P<min2>[0-5]\d))"
)
_STOPS = r"[\s,;:.|·•()\[\]/\\_@-]*"
# "12/06/2020 م - الجمعة - على الساعة 10:30": only words that bind may stand between a date and its time.
_AFTER = rf"{_STOPS}(?:(?:a|at|vers|الساعه|ساعه|علي|عند|في|تمام|ميلادي|ميلاديه|م|{words.DAY})(?![^\W\d]){_STOPS})*t?"
_BEFORE = rf"{_STOPS}(?:(?:le|du|of|on|يوم|من|بتاريخ|{words.DAY})(?!\w){_STOPS})*$"
_CLOCK_AFTER = re.compile(_AFTER + _TIME)
_SAID_AFTER = re.compile(rf"{_STOPS}(?:(?:علي|في|عند)\s+)?{_SAID}(?P<s>)(?![\d/-])(?:\s*(?:دقيقه|دقائق))?{_HALF}")
_COMPACT = re.compile(r"t?(?P<h>[01]\d|2[0-3])(?P<min>[0-5]\d)(?P<s>[0-5]\d)?(?P<half>)(?!\d)")
_CLOCK_BEFORE = re.compile(rf"(?<![\d.,/:-]){_TIME}{_BEFORE}")
_ZONE = re.compile(
    r"[\s(]*(?:(?P<utc>z\b|(?:utc|gmt|ut)\b(?![+\s-]*\d)|تغ\b)"
    r"|(?P<named>utc|gmt)\s?(?P<sign>[+-])\s?(?P<zh>[01]?\d)(?::?(?P<zm>[0-5]\d))?(?!\d)"
    r"|(?P<sign2>[+-])(?P<zh2>[01]\d)(?P<colon>:?)(?P<zm2>[0-5]\d)(?![\d:])|(?P<sign3>[+-])(?P<zh3>[01]\d)(?![\d:])"
    r"|(?:ب?توقيت|heures? d[eu']|(?:a )?l'heure d[eu'])\s*(?:la |l')?(?P<place>\w+)|(?P<abbr>[a-z]{3,4})\b)"
    r"|\s*\((?:la |le )?(?P<beside>\w+)[^()\d]{0,20}\)"
)
# Hours a word of half a day moves past noon, by its first letters.
_AFTERNOON = {
    "p": range(1, 12), "م": range(1, 12), "ظ": range(1, 6), "ب": range(1, 12), "ع": range(1, 12), "ل": range(6, 12),
    "du s": range(1, 12), "de l": range(1, 12),
}  # fmt: skip


class Clock(NamedTuple):
    """A time of day as printed. ``american``: told with a.m. or p.m. in Latin letters."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None
    american: bool

    def on(self, midnight: datetime) -> datetime:
        """Return the moment on a day; 24:00 is the next midnight."""
        value = midnight + timedelta(days=1) if self.hour == 24 else midnight
        value = value.replace(hour=self.hour % 24, minute=self.minute, second=self.second)
        return value if self.zone is None else value.replace(tzinfo=self.zone)


@lru_cache(maxsize=512)
def zone_of(name: str) -> tzinfo:
    """Return an IANA zone, UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def beside(text: str, raw: str, span: tuple[int, int], method: str) -> Clock | None:
    """Return the time printed right after a date, or else right before it. ``raw`` shows what was in capitals."""
    after, before = text[span[1] : span[1] + REACH], text[max(0, span[0] - REACH) : span[0]]
    found = (_COMPACT.match(after) if method == "iso" else None) or _CLOCK_AFTER.match(after) or _SAID_AFTER.match(after)
    found = found or _CLOCK_BEFORE.search(before)
    return _clock(found, raw, method) if found else None


def within(text: str, raw: str, span: tuple[int, int]) -> Clock | None:
    """Return the time printed inside a date: "Fri Jun 12 10:15:00 CET 2020"."""
    found = _CLOCK_AFTER.search(text, *span)
    return _clock(found, raw, "iso") if found else None


def _clock(found: re.Match[str], raw: str, method: str) -> Clock:
    said = found.groupdict()
    hour, minute = int(said["h"] or said.get("h2") or 0), int(said["min"] or said.get("min2") or 0)
    half = (said["half"] or "").strip()
    certain = method == "iso" or bool(said["s"])
    zone = _zone(found.string[found.end() : found.end() + REACH], raw, certain)
    return Clock(_hour(hour, half), minute, int(said["s"] or 0), zone, half[:1] in {"a", "p"})


def _hour(hour: int, half: str) -> int:
    if hour == 12 and (half[:1] in {"a", "ص", "ل"} or half == "du matin"):
        return 0
    hours = _AFTERNOON.get(half[:1]) or _AFTERNOON.get(half[:4])
    return hour + 12 if hours is not None and hour in hours else hour


def _zone(text: str, raw: str, certain: bool) -> tzinfo | None:
    """Return the zone named after a time. Without seconds, "-12:30" after a time is when something ends, not an offset."""
    match = _ZONE.match(text)
    if match is None:
        return None
    if match["utc"]:
        return UTC
    if match["named"]:
        return _offset(match["sign"], match["zh"], match["zm"])
    if match["sign2"]:
        return _offset(match["sign2"], match["zh2"], match["zm2"]) if certain or not match["colon"] else None
    if match["sign3"]:
        return _offset(match["sign3"], match["zh3"], None) if certain else None
    return _named(match, raw)


def _named(match: re.Match[str], raw: str) -> tzinfo | None:
    if place := match["place"] or match["beside"]:
        return zone_of(words.PLACES[place]) if place in words.PLACES else None
    abbreviation = match["abbr"].upper()  # "est" and "cet" are French words
    hours = words.ABBREVIATIONS.get(abbreviation) if re.search(rf"\b{abbreviation}\b", raw) else None
    return None if hours is None else timezone(timedelta(hours=hours))


def _offset(sign: str, hours: str, minutes: str | None) -> tzinfo | None:
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(delta if sign == "+" else -delta) if delta <= timedelta(hours=14) else None
