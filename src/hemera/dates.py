"""Dates as newsrooms print them, in Arabic, French and English, day first.

Four systems of Arabic month names are in use (Egypt and the Gulf, Morocco, Tunisia and Algeria, the Levant); general date
libraries know one. A reading keeps what was printed and how it was understood, and doubts what is unlikely.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hemera.types import Doubt

FIRST_YEAR = 1990  # the oldest press on the web
FUTURE = timedelta(hours=36)  # a clock, a zone and tomorrow's edition
MAX_LENGTH = 300  # characters looked at

MONTH_NAMES = (
    "يناير ينائر جانفي كانون_الثاني كانون_ثاني كانون_ثان janvier janv january jan",
    "فبراير فيفري شباط février févr fév february feb",
    "مارس مارت آذار mars march mar",
    "أبريل إبريل أفريل نيسان avril avr april apr",
    "مايو ماي أيار مايس mai may",
    "يونيو يونيه جوان حزيران juin june jun",
    "يوليو يوليوز يوليه جويلية جويليا تموز juillet juil july jul",
    "أغسطس غشت أغشت أوت آب août august aug",
    "سبتمبر شتنبر شتمبر أيلول septembre sept september sep",
    "أكتوبر تشرين_الأول تشرين_أول octobre oct october",
    "نوفمبر نونبر نوفنبر تشرين_الثاني تشرين_ثاني تشرين_ثان novembre nov november",
    "ديسمبر دجنبر دجمبر كانون_الأول كانون_أول décembre déc december dec",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A date that was read. ``value`` is aware; with precision ``day`` it is that day's midnight in its zone."""

    value: datetime
    raw: str
    method: str  # iso, digits, named, epoch, relative
    precision: str  # day, minute
    zoned: bool  # the offset was printed, not assumed
    doubts: tuple[Doubt, ...] = ()


def read(text: str, zone: str, now: datetime | None = None) -> Reading | None:
    """Read the first date in ``text``; None where there is none between 1990 and 2100.

    ``zone`` is the IANA zone of times printed without one. ``now`` (aware) is when the text was seen: it resolves "il y a
    2 heures" and dates without a year, and anything more than 36 hours later is doubted as ``date.future``.
    """
    raw = " ".join(text[:MAX_LENGTH].split())
    local = zone_of(zone)
    found = _iso(raw, local) or _free(_fold(raw), local, now.astimezone(local) if now else None)
    if found is None:
        return None
    value, method, precision, zoned = found
    return Reading(value, raw, method, precision, zoned, _doubts(value, now))


def _fold(text: str) -> str:
    """Return text for comparing only: lower case, no marks, one form of letters and digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in {"Mn", "Cf"})
    return plain.lower().translate(_FOLDS)


def _doubts(value: datetime, now: datetime | None) -> tuple[Doubt, ...]:
    doubts = []
    if now is not None and value > now + FUTURE:
        doubts.append(Doubt("date.future", value.isoformat()))
    if (value.month, value.day, value.hour, value.minute) == (1, 1, 0, 0):
        doubts.append(Doubt("date.january-first", value.isoformat()))
    if value.year < FIRST_YEAR:
        doubts.append(Doubt("date.old", value.isoformat()))
    return tuple(doubts)


# --- tables ------------------------------------------------------------------------------------------------------------

_FOLDS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ٱةى،’‘–—−ـ", "01234567890123456789اهي,''---\u0640", "\u0640")
MONTHS = {_fold(name).replace("_", " "): number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
_MONTH = "(?:" + "|".join(sorted((re.escape(m).replace(r"\ ", r"\s+") for m in MONTHS), key=len, reverse=True)) + ")"

_YEAR = r"(?P<y>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<d>\d{1,2})"
_GAP = r"[\s./,-]*"
_TWIN = rf"(?:\s*[/(-]\s*{_MONTH}\s*\)?)?"  # two systems side by side: حزيران/يونيو
_DATE_FORMS = tuple(
    (method, re.compile(form))
    for method, form in (
        ("iso", r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?(?P<sep>[-/.])\s?(?P<m>\d{1,2})\s?(?P=sep)\s?(?P<d>\d{1,2})(?!\d)"),
        ("iso", r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?=t\d{4}|$)"),
        (
            "named",
            rf"{_DAY}(?:er|ere|st|nd|rd|th)?{_GAP}(?:(?:de|of|من|شهر)\s+)?(?P<name>{_MONTH}){_TWIN}{_GAP}(?:(?:de|سنه|عام)\s+)?{_YEAR}",
        ),
        ("named", rf"(?<!\w)(?P<name>{_MONTH}){_TWIN}[\s.]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*[,\s]\s*{_YEAR}"),
        ("digits", rf"{_DAY}\s*[-/.]\s*(?P<m>\d{{1,2}})\s*[-/.]\s*{_YEAR}"),
        ("digits", rf"{_DAY}\s+(?P<m>\d{{1,2}})\s+{_YEAR}"),
        ("digits", r"(?<![\d.:/-])(?P<d>\d{1,2})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<y>\d\d)(?![\d.:/-])"),
        ("named", rf"{_DAY}(?:er)?{_GAP}(?P<name>{_MONTH})(?!\w|{_GAP}\d{{3}})"),
        ("named", rf"(?<!\w)(?P<name>{_MONTH})\s+(?P<d>\d{{1,2}})(?![\d:]|{_GAP}\d{{3}})"),
    )
)
_MACHINE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_HALF = r"\s*(?P<half>[ap]\.?m\b\.?|صباحا|مساء|ظهرا|بعد الظهر|عصرا|ليلا|فجرا|[صم](?!\w))?"
_CLOCK = re.compile(
    r"(?<![\d.,/-])(?:(?:الساعه|a|at|,|-|t)\s*)?(?P<h>[01]?\d|2[0-4])(?:\s*(?::|heures?|h)\s*(?P<min>[0-5]\d)|\s?h(?:eures?)?(?!\w)|(?=\s*[ap]\.?m\b))"
    r"(?::(?P<s>[0-5]\d))?(?:[.,]\d{1,9})?(?!\d)" + _HALF
)
_SPOKEN_CLOCK = re.compile(
    r"(?:الساعه|a|at)\s+(?P<h>[01]?\d|2[0-3])(?:\s*(?:\.|و)\s*(?P<min>[0-5]\d))?(?P<s>)(?![\d/-])(?:\s*دقيقه)?" + _HALF
)
_COMPACT_CLOCK = re.compile(r"t(?P<h>[01]\d|2[0-3])(?P<min>[0-5]\d)(?P<s>[0-5]\d)?(?P<half>)")
_ZONE = re.compile(
    r"[\s(]*(?:(?P<utc>z\b|(?:utc|gmt|ut)(?![+\s-]*\d)|(?:ب?توقيت\s+)?(?:غرينتش|جرينتش|غرينيتش)|تغ\b)|(?:utc|gmt)?\s?(?P<sign>[+-])(?P<zh>[01]?\d):?(?P<zm>[0-5]\d)?(?!\d)|(?P<abbr>[a-z]{3,4})\b)"
)
# Hours a half-day word moves past noon, by its first letter: pm مساء/م, ظهرا, بعد الظهر, عصرا, ليلا.
_AFTERNOON = {"p": range(1, 12), "م": range(1, 12), "ظ": range(1, 6), "ب": range(1, 12), "ع": range(1, 12), "ل": range(6, 12)}
_ABBREVIATIONS = {
    "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3, "msk": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip


# --- absolute dates ----------------------------------------------------------------------------------------------------

_Found = tuple[datetime, str, str, bool]


@lru_cache(maxsize=512)
def zone_of(name: str) -> tzinfo:
    """Return an IANA zone, UTC where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _iso(text: str, local: tzinfo) -> _Found | None:
    """Read the machine form at once: it is what nearly all feeds, sitemaps and metadata hold."""
    if not _MACHINE.fullmatch(text):
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    zoned = value.tzinfo is not None
    value = value if zoned else value.replace(tzinfo=local)
    return (value, "iso", "minute" if len(text) > 10 else "day", zoned) if FIRST_YEAR <= value.year <= 2100 else None


def _free(text: str, local: tzinfo, seen: datetime | None) -> _Found | None:
    return _epoch(text) or _absolute(text, local, seen) or (_relative(text, seen) if seen else None)


def _epoch(text: str) -> _Found | None:
    match = re.fullmatch(r"\s*([1-9]\d{8,9})(?:\d{3}|\.\d+)?\s*", text)
    if match is None:
        return None
    value = datetime.fromtimestamp(int(match[1]), UTC)
    return (value, "epoch", "minute", True) if FIRST_YEAR <= value.year <= 2100 else None


def _absolute(text: str, local: tzinfo, seen: datetime | None) -> _Found | None:
    for method, form in _DATE_FORMS:
        for match in form.finditer(text):
            day = _day(match.groupdict(), local, seen)
            if day is not None:
                return _with_clock(day, method, text, match.span())
    return None


def _day(parts: dict[str, str | None], local: tzinfo, seen: datetime | None) -> datetime | None:
    """Return midnight of a matched date, None where there is no such day."""
    day, month = int(parts["d"] or 0), _month(parts)
    if month > 12 >= day:  # 11/22/2026 can only be month first
        day, month = month, day
    if parts.get("y"):
        return _midnight(_year(str(parts["y"])), month, day, local)
    if seen is None:
        return None
    this_year = _midnight(seen.year, month, day, local)
    return this_year if this_year and this_year <= seen + FUTURE else _midnight(seen.year - 1, month, day, local)


def _month(parts: dict[str, str | None]) -> int:
    name = parts.get("name")
    return MONTHS[" ".join(name.split())] if name else int(parts["m"] or 0)


def _year(digits: str) -> int:
    year = int(digits)
    return year if year > 99 else year + (1900 if year >= FIRST_YEAR - 1900 else 2000)


def _midnight(year: int, month: int, day: int, local: tzinfo) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=local) if FIRST_YEAR <= year <= 2100 else None
    except ValueError:
        return None


def _with_clock(day: datetime, method: str, text: str, span: tuple[int, int]) -> _Found:
    """Add the time printed after the date, or else before it."""
    after, before = text[span[1] : span[1] + 60], text[max(0, span[0] - 40) : span[0]]
    clock = _COMPACT_CLOCK.match(after) or _CLOCK.search(after) or _SPOKEN_CLOCK.search(after) or _CLOCK.search(before)
    if clock is None:
        return day, method, "day", False
    offset = _offset(clock.string[clock.end() :])
    hour, extra = _hour(clock)
    value = day.replace(hour=hour, minute=int(clock["min"] or 0), second=int(clock["s"] or 0)) + extra
    return (value if offset is None else value.replace(tzinfo=offset)), method, "minute", offset is not None


def _hour(clock: re.Match[str]) -> tuple[int, timedelta]:
    """Return the hour of the day; 24:00 is the next midnight."""
    hour, half = int(clock["h"]), clock["half"] or ""
    if hour == 24:
        return 0, timedelta(days=1)
    if hour == 12 and half[:1] in {"a", "ص", "ل"}:
        return 0, timedelta()
    return (hour + 12 if hour in _AFTERNOON.get(half[:1], ()) else hour), timedelta()


def _offset(text: str) -> tzinfo | None:
    match = _ZONE.match(text)
    if match is None:
        return None
    if match["utc"]:
        return UTC
    if match["sign"]:
        delta = timedelta(hours=int(match["zh"]), minutes=int(match["zm"] or 0))
        return timezone(delta if match["sign"] == "+" else -delta)
    hours = _ABBREVIATIONS.get(match["abbr"])
    return None if hours is None else timezone(timedelta(hours=hours))


# --- relative dates ----------------------------------------------------------------------------------------------------

_UNITS = {
    "minute": "minutes? mins? mn دقيقه دقائق دقيقتين",
    "hour": "heures? hours? hrs? h ساعه ساعات ساعتين",
    "day": "jours? days? d j يوم يوما ايام يومين",
    "week": "semaines? weeks? اسبوع اسابيع اسبوعين",
}
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_UNIT = "|".join(f"(?P<{unit}>{'|'.join(names.split())})" for unit, names in _UNITS.items())
_AGO = re.compile(
    rf"(?:il y a|منذ|قبل)\s+(?:(?P<n>\d{{1,3}}|une?)\s*)?(?:{_UNIT})(?!\w)"
    r"|(?<!\w)(?P<n2>\d{1,3}|an?)\s*(?P<unit2>minutes?|mins?|hours?|hrs?|days?|weeks?)\s+ago(?!\w)"
)
_NAMED_DAYS = re.compile(
    r"(?<!\w)(?:(?P<today>aujourd'hui|today|اليوم)|(?P<yesterday>hier|yesterday|امس)|(?P<before>avant-hier|اول امس))(?!\w)"
)


def _relative(text: str, seen: datetime) -> _Found | None:
    ago = _AGO.search(text)
    if ago is not None:
        return _ago(ago, seen)
    named = _NAMED_DAYS.search(text)
    if named is None or len(text) > 80:  # "aujourd'hui" in a sentence dates nothing
        return None
    days = 0 if named["today"] else 1 if named["yesterday"] else 2
    day = (seen - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    return _with_clock(day, "relative", text, named.span())


def _ago(match: re.Match[str], seen: datetime) -> _Found:
    unit, name = next(_units(match))
    written = match["n"] or match["n2"] or ""
    count = int(written) if written.isdigit() else 2 if name.endswith("ين") else 1
    value = seen - timedelta(seconds=count * _SECONDS[unit])
    if unit in {"minute", "hour"}:
        return value.replace(second=0, microsecond=0), "relative", "minute", True
    return value.replace(hour=0, minute=0, second=0, microsecond=0), "relative", "day", True


def _units(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    for unit in _UNITS:
        if match[unit]:
            yield unit, match[unit]
    english = match["unit2"] or "day"
    yield {"m": "minute", "h": "hour", "d": "day", "w": "week"}[english[0]], english
