"""What a printed text says of a moment: one reading for each date in it, each with its doubts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from hemera.dates import clocks, forms, relative, words
from hemera.types import Doubt

MAX_LENGTH = 300  # characters looked at
PUBLISHED, UPDATED = "published", "updated"
_MACHINE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?")
_MAIL_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAIL = re.compile(
    rf"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) ({'|'.join(_MAIL_MONTHS)}) (\d{{4}}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)"
    r" (?:GMT|([+-])(0\d|1[0-4])([0-5]\d))"
)
_EPOCH = re.compile(r"\s*(1\d{9})(?:\d{3}|\.\d+)?\s*")
# The first of a month has words of its own: "فاتح ماي", "premier mai".
_FIRST = re.compile(rf"(?<!\w)(?:فاتح|premier|الاول من)\s+(?=(?:شهر\s+)?{words.MONTH})")
_ROLES = re.compile(rf"(?<!\w)(?:(?P<updated>{words.UPDATED})|(?P<published>{words.PUBLISHED}))")
_WORDS = re.compile(r"hier|yesterday|today|aujourd|امس|اليوم|البارحه|il y a|ago\b|منذ|قبل|instant|now|الان|مضت")


@dataclass(frozen=True, slots=True)
class Reading:
    """A date that was read. ``value`` is aware; with precision ``day`` it is that day's midnight in its zone."""

    value: datetime
    raw: str
    method: str  # iso, digits, named, hijri, epoch, relative
    precision: str  # day, minute
    zoned: bool  # the offset was printed, not assumed
    doubts: tuple[Doubt, ...] = ()
    role: str = ""  # published or updated, where the words before it say so


def read(text: str, zone: str, now: datetime | None = None) -> Reading | None:
    """Read the date a text is of; None where there is none between 1990 and 2100.

    Of several, one that is said to be the publication's, else one that is not said to be an update's, else the first; one of
    the Gregorian calendar before one of the Hijri. ``zone`` is the IANA zone of times printed without one. ``now`` (aware) is
    when the text was seen: it resolves "il y a 2 heures" and dates without a year, and anything more than 36 hours later is
    doubted as ``date.future``. See ``read_all`` for the other doubts.
    """
    return min(read_all(text, zone, now), key=_rank, default=None)


def read_all(text: str, zone: str, now: datetime | None = None) -> list[Reading]:
    """Read every date in ``text``, in their order.

    Doubts: ``date.future``; ``date.january-first`` (1 January 00:00: what systems write that know only the year, or nothing);
    ``date.no-year`` (the last such day before ``now``), ``date.short-year``, ``date.ambiguous`` (day or month first; two months
    that are not the same), ``date.weekday`` (another day of the week is printed beside it), ``date.range`` (the first of several
    days), ``date.hijri`` (converted by Umm al-Qura's tables, a day or two from what was sighted), ``date.approximate``.
    """
    raw = " ".join(text[:MAX_LENGTH].split())
    local = clocks.zone_of(zone)
    machine = _machine(raw, local)
    if machine is not None:
        return [_doubted(machine, now)]
    folded = _FIRST.sub("1 ", words.marked(raw))
    seen = now.astimezone(local) if now else None
    found = _absolute(folded, raw, local, seen) if any(map(str.isdigit, folded)) else []
    if not found and seen is not None and _WORDS.search(folded):
        found = _relative(folded, raw, seen)
    return [_doubted(reading, now) for reading in found]


def _rank(reading: Reading) -> tuple[bool, bool, bool, bool]:
    no_year = any(doubt.code == forms.NO_YEAR for doubt in reading.doubts)
    return reading.method == "hijri", no_year, reading.role == UPDATED, reading.role != PUBLISHED


def _doubted(reading: Reading, now: datetime | None) -> Reading:
    value, more = reading.value, []
    if now is not None and value > now + forms.FUTURE:
        more.append(Doubt("date.future", value.isoformat()))
    if (value.month, value.day, value.hour, value.minute) == (1, 1, 0, 0):
        more.append(Doubt("date.january-first", value.isoformat()))
    if not more:
        return reading
    return Reading(value, reading.raw, reading.method, reading.precision, reading.zoned, (*reading.doubts, *more), reading.role)


def _machine(text: str, local: tzinfo) -> Reading | None:
    """Read what machines write at once: it is what nearly all feeds, sitemaps and metadata hold."""
    if (epoch := _EPOCH.fullmatch(text)) is not None:
        return Reading(datetime.fromtimestamp(int(epoch[1]), UTC), text, "epoch", "minute", True)
    if (mail := _MAIL.fullmatch(text)) is not None:
        return _mail(mail)
    if not _MACHINE.fullmatch(text):
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        return None
    zoned = value.tzinfo is not None
    value = value if zoned else value.replace(tzinfo=local)
    return Reading(value, text, "iso", "minute" if len(text) > 10 else "day", zoned) if forms.in_span(value.year) else None


def _mail(match: re.Match[str]) -> Reading | None:
    """Read a date as mails and most feeds write it (RFC 5322), the short way; None where that takes the long one to judge."""
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    east = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
    zone = timezone(-east if sign == "-" else east) if east else UTC
    try:
        value = datetime(int(year), _MAIL_MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=zone)
    except ValueError:
        return None
    return Reading(value, match[0], "named", "minute", True) if forms.in_span(value.year) else None


def _absolute(text: str, raw: str, local: tzinfo, seen: datetime | None) -> list[Reading]:
    found = []
    end = 0
    for day in forms.days(text, seen):
        midnight = datetime(day.value.year, day.value.month, day.value.day, tzinfo=local)
        clock = clocks.within(text, raw, day.span) if day.timed else clocks.beside(text, raw, day.span, day.method)
        value, precision = (clock.on(midnight), "minute") if clock else (midnight, "day")
        doubts = tuple(Doubt(code, raw[:80]) for code in day.doubts)
        role = _role(text[end : day.span[0]])
        found.append(Reading(value, raw, day.method, precision, bool(clock and clock.zone), doubts, role))
        end = day.span[1]
    return found


def _role(before: str) -> str:
    """Return what the last words before a date say it is."""
    role = ""
    for match in _ROLES.finditer(before):
        role = UPDATED if match["updated"] else PUBLISHED
    return role


def _relative(text: str, raw: str, seen: datetime) -> list[Reading]:
    moment = relative.read(text, raw, seen)
    if moment is None:
        return []
    doubts = tuple(Doubt(code, raw[:80]) for code in moment.doubts)
    return [Reading(moment.value, raw, "relative", moment.precision, moment.zoned, doubts, _role(text))]
