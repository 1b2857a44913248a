"""Days, months, years, ranges of them and lengths of time, as people write them after ``date:``."""

from __future__ import annotations

import calendar
import re
from contextlib import suppress
from datetime import date, timedelta

from hemera.query.tree import Period
from hemera.text import fold

# Outside these years no time zone arithmetic is safe, and no press was printed.
EARLIEST, LATEST = date(1000, 1, 1), date(8999, 12, 31)

_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[-/.])?(\d{1,2})[-/.](\d{4})")
# Folded: "P7D", "7d", "7 days", "7 jours", "7 أيام".
_UNITS = {
    "d": "d day days j jour jours يوم يوما ايام",
    "w": "w week weeks semaine semaines اسبوع اسبوعا اسابيع",
    "m": "m month months mois شهر شهرا اشهر",
    "y": "y year years an ans annee annees سنه سنوات عام عاما اعوام",
}
_LENGTH = re.compile(rf"p?(\d{{1,5}}) ?({'|'.join(sorted(' '.join(_UNITS.values()).split(), key=len, reverse=True))})")
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}


def read_period(kind: str, value: str, today: date) -> Period | None:
    """Read the value of ``date``, ``after`` (that day, month or year included) or ``before`` (excluded); None if it is none.

    ``2020``, ``2020-06``, ``2020-06-12``, ``12-06-2020``, ``2020-06..2021-02`` with either end open, and ``P7D``: the last
    seven days, ``today`` included; also ``P2W``, ``P6M``, ``P1Y``, ``7d``, ``7 days``, ``7 jours``. Any digits. As the end of a
    range a length is the day it goes back to.
    """
    first, dots, last = " ".join(fold(value).split()).partition("..")
    if not dots:
        return _single(kind, _span(first, today))
    return _range(first, last.strip("."), today) if kind == "date" else None


def _single(kind: str, span: Period | None) -> Period | None:
    if span is None or span.first is None:
        return None
    if kind == "after":
        return Period(span.first, None)
    return Period(None, span.first - timedelta(days=1)) if kind == "before" else span


def _range(first: str, last: str, today: date) -> Period | None:
    start = _span(first.strip(), today) if first else Period(None, None)
    end = _span(last.strip(), today) if last else Period(None, None)
    if start is None or end is None or not (first or last):
        return None
    if start.first and end.first and start.first > end.first:
        start, end = end, start
    return Period(start.first, end.last or end.first)


def _span(text: str, today: date) -> Period | None:
    if match := _LENGTH.fullmatch(text):
        return Period(_back(today, int(match[1]), _UNIT[match[2]]), None)
    if match := _YEAR_FIRST.fullmatch(text):
        return _days(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _days(match[3], match[2], match[1])
    return None


def _days(year: str, month: str | None, day: str | None) -> Period | None:
    with suppress(ValueError):
        first = date(int(year), int(month or 1), int(day or 1))
        last_month = int(month or 12)
        last = date(first.year, last_month, int(day or calendar.monthrange(first.year, last_month)[1]))
        return Period(first, last) if EARLIEST < first <= last < LATEST else None
    return None


def _back(today: date, count: int, unit: str) -> date:
    """Return the first day of the last ``count`` days, weeks, months or years that end with ``today``."""
    if unit in "dw":
        days = count * (7 if unit == "w" else 1)
        return max(EARLIEST, today - timedelta(days=min(days, 365_000) - 1)) if days < 365_000 else EARLIEST
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if year < EARLIEST.year:
        return EARLIEST
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1])) + timedelta(days=1)
