"""Days in addresses: which a sitemap or an archive page is of, and when an article was printed that has its date in its address."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

Span = tuple[date, date]  # first and last day

FIRST_YEAR = 1990  # no newsroom had a site before: calendars that go on below it are traps
_M, _D = r"(1[0-2]|0?[1-9])", r"(3[01]|[12]\d|0?[1-9])"
_YMD = rf"((?:19[9]|20\d)\d)(?:[-_/.]{_M}(?:[-_/.]{_D})?|(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])?)?"
_DATE = re.compile(rf"(?<!\d){_YMD}(?!\d)")
# An archive page's address is a date, and before it at most words: "/2019/03/", "/archives/2019-03-21", "/ar/أرشيف/2019/3".
_ARCHIVE = re.compile(rf"(?:/[^/\d]{{1,20}}){{0,3}}/(?:[^/\d]{{1,20}}[-_])?{_YMD}(?:\.\w{{3,5}})?/?")
_YEAR, _MONTH, _DAY = ("yyyy", "year", "annee", "y"), ("mm", "month", "mois"), ("dd", "day", "jour")
_WHOLE = ("m", "date", "archive", "archives", "day", "month")


def of_address(url: str) -> Span | None:
    """Return the days an address names: of a year, a month or a day; None where it names none, or one that never was."""
    parts = urlsplit(url)
    return _of_query(parts.query) or _found(_DATE.search(unquote(parts.path)))


def of_archive(url: str) -> Span | None:
    """Return the days an address is the archive page of; None for any other address, an article's with a date among them."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if not parts.query:
        return _found(_ARCHIVE.fullmatch(path))
    return _of_query(parts.query) if not _DATE.search(path) else None


def day_of(url: str) -> date | None:
    """Return the day an article's address names, where it names one to the day."""
    span = _found(_DATE.search(unquote(urlsplit(url).path)))
    return span[0] if span and span[0] == span[1] else None


def key(span: Span) -> str:
    """Write the days as short as they are known: 2019, 2019-03, 2019-03-21."""
    first, last = span
    return str(first) if first == last else f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"


def _of_query(query: str) -> Span | None:
    """Read ``?yyyy=2019&mm=03``, ``?m=201903``, ``?date=2019-03-21``; what else is asked for makes it another page."""
    asked = dict(parse_qsl(query))
    if len(asked) == 1:
        name, value = next(iter(asked.items()))
        match = _DATE.fullmatch(value) if name.lower() in _WHOLE else None
        if match:
            return _found(match)
    parts = [next((asked[name] for name in names if name in asked), "") for names in (_YEAR, _MONTH, _DAY)]
    return (
        _found(_DATE.fullmatch("-".join(filter(None, parts)))) if parts[0] and len(asked) == len([*filter(None, parts)]) else None
    )


def _found(match: re.Match[str] | None) -> Span | None:
    if match is None:
        return None
    year, *parts = (int(part) if part else 0 for part in match.groups())
    month, day = parts[0] or parts[2], parts[1] or parts[3]
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if year < FIRST_YEAR:
        return None
    last = first if day else date(year, month or 12, monthrange(year, month or 12)[1])
    return first, last
