"""The written forms of a full or nearly full date, and the days they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hemera.dates import words

FIRST_YEAR = 1990  # the oldest press on the web
LAST_YEAR = 2100
_YEARS_BACK = 8  # a date falls on each day of the week again within 8 years, but for leap days
FUTURE = timedelta(hours=36)  # a clock, a zone and tomorrow's edition

# Every code a reading may be doubted with; ``date.future`` and ``date.january-first`` besides.
AMBIGUOUS = "date.ambiguous"  # month or day first, and nothing tells; or two months' names that are not the same
NO_YEAR = "date.no-year"
SHORT_YEAR = "date.short-year"
RANGE = "date.range"  # the first day of several
HIJRI = "date.hijri"  # converted: sightings differ by a day or two from the tables
WEEKDAY = "date.weekday"  # the day of the week printed beside it is another

Parts = dict[str, str | None]


class Day(NamedTuple):
    """A day found in a folded text."""

    value: date
    method: str
    span: tuple[int, int]
    doubts: tuple[str, ...] = ()
    timed: bool = False  # its time stands inside it


_Y = r"(?P<y>(?:19|20)\d\d)(?!\d)"
# A day's figure is no end of a larger number, score or price: only a time may touch it.
_FREE = r"(?:(?<![\da-z])(?<!\d[.,:/\\-])|(?<=:\d\d[-,/])|(?<=h\d\d[-,/]))"
_D = _FREE + r"(?P<d>\d{1,2})(?!\d)"
_GAP = r"[\s./,'-]*"
_NTH = r"(?:(?:\s?ere?|e(?:me)?|st|nd|rd|th)(?![^\W\d]))?"
_OF = r"(?:(?:de|du mois de|of|من شهر|من|شهر|لشهر)\s+|d')?"
_NAME = (
    rf"(?P<name>{words.MONTH})(?:(?:\s*[/(|\\-]\s*|\s+)(?P<twin>{words.MONTH})\s*\)?)?"  # two systems side by side: حزيران/يونيو
)
_OF_YEAR = r"(?:(?:de|del|سنه|عام|لسنه|من عام)\s+)?"
_TO = r"\s*(?:au|a|et|to|and|until|و|الي|حتي|-)\s*(?:le\s+)?"
_INSIDE = r"\d\d:\d\d(?::\d\d)?(?:\s+[a-z]{3,5}|\s*[+-]\d{4})?"
_HY = r"(?P<hy>1[345]\d\d)(?!\d)"
_AH = r"\s*(?:ه(?:جري\w*)?(?!\w)|a\.?h\b)"

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (method, re.compile(form))
    for method, form in (
        ("iso", rf"(?<!\d)(?<!\d[.,:/\\-]){_Y}\s?(?P<sep>[-/])\s?(?P<m>\d{{1,2}})\s?(?P=sep)\s?(?P<d>\d{{1,2}})(?!\d|(?P=sep)\d)"),
        ("iso", rf"(?<!\d)(?<!\d[.,:/\\-]){_Y}(?:\.(?P<m>\d\d)\.(?P<d>\d\d)|\. (?P<m2>\d{{1,2}})\. (?P<d2>\d{{1,2}}))(?!\.?\d)"),
        ("iso", r"^\W*(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=t?\d{4}(?:\d\d)?(?!\d)|\W*$)"),
        ("range", rf"{_FREE}(?P<d>\d{{1,2}}){_NTH}{_TO}\d{{1,2}}(?!\d){_NTH}\s*{_OF}{_NAME}{_GAP}{_OF_YEAR}{_Y}"),
        ("months", rf"{_D}{_NTH}\s*{_OF}{_NAME}{_TO}\d{{1,2}}{_NTH}\s*{_OF}(?P<last>{words.MONTH}){_GAP}{_OF_YEAR}{_Y}"),
        ("named", rf"{_D}{_NTH}{_GAP}{_OF}{_NAME}{_GAP}{_OF_YEAR}{_Y}"),
        ("named", rf"(?<!\w){_NAME}[\s.]*(?P<d>\d{{1,2}})(?:st|nd|rd|th|er)?\s*[,\s-]\s*{_Y}"),
        ("timed", rf"(?<!\w)(?P<name>{words.MONTH})\s+(?P<d>\d{{1,2}})\s+{_INSIDE}\s+{_Y}"),
        ("named", rf"(?<!\d)(?<!\d[.,:/-]){_Y}\s*[-/, ]\s*{_NAME}\s*[-/, ]\s*(?P<d>\d{{1,2}})(?![\d:])"),
        ("short", rf"{_D}(?P<sep>[-/.])(?P<name>{words.MONTH})(?P=sep)(?P<yy>\d\d)(?!\w)"),
        ("digits", rf"{_D}\s*[-/.\\]\s*(?P<m>\d{{1,2}})\s*[-/.\\]\s*{_Y}(?![-/.\\]\d(?!\d?[:h]))"),
        ("digits", rf"(?<!\d)(?<!\d[\s.,:/-])(?P<d>\d\d)\s(?P<m>\d\d)\s{_Y}(?!\s?\d{{2,4}}(?!\d|\s?[:h]))"),
        ("short", r"(?<![\w.:,/\\-])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<yy>\d\d)(?![\w.:/%]|-\d(?!\d?:))"),
        ("short", r"(?<![\w.:,/\\-])(?P<d>\d\d)(?P<sep>[-.])(?P<m>\d\d)(?P=sep)(?P<yy>\d\d)(?![\w:/%-]|\.\d)"),
        ("hijri", rf"{_D}{_GAP}(?:من\s+)?(?P<hname>{words.HIJRI_MONTH}){_GAP}{_OF_YEAR}{_HY}(?:{_AH})?"),
        ("hijri", rf"{_D}\s*[-/.\\]\s*(?P<m>\d{{1,2}})\s*[-/.\\]\s*{_HY}{_AH}"),
        ("hijri", rf"(?<!\d)(?<!\d[.,:/-]){_HY}\s*(?P<sep>[-/])\s*(?P<m>\d{{1,2}})\s*(?P=sep)\s*(?P<d>\d{{1,2}})(?!\d){_AH}"),
        ("bare", rf"{_D}{_NTH}{_GAP}{_OF}{_NAME}(?!\w)"),
        ("bare", rf"(?<!\w){_NAME}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:])"),
    )
)  # fmt: skip
_MONTHS = re.compile(words.MONTH)
_HIJRI = re.compile(words.HIJRI_MONTH + "|" + r"\d" + _AH)
_WITH_MONTH = frozenset({"named", "range", "months", "timed", "bare"})
_PAIR = re.compile(r"\d[-/.\\\s]{1,3}\d")
# A number of something: a law, a phone, a version, a result.
_NUMBERED = re.compile(
    r"(?:\bn[°o]|\bnumeros?|\bnum|\bno\.|#|\bv|\bversion|\bver|\bios|\bandroid|\btel\w*|\bfax|\bip|\bloi|\bdahir|\bdecret|\barticle"
    r"|رقم|القانون|قانون|المرسوم|مرسوم|ظهير|الماده|ماده|الفصل|هاتف|الهاتف|اصدار|الاصدار|نسخه|\bscore|نتيجه)\s*[:.]?\s*$"
)
_DAY_BEFORE = re.compile(rf"(?<!\w)(?P<day>{words.DAY})\.?[\s,;:()-]*(?:(?:le|the|يوم)\s+)?$")
_AMERICAN = re.compile(r"[ap]\.?m\b")
# A date without its year is a date where nothing else is said: not in "حركة 20 فبراير", nor in "place du 16 novembre".
_LEADING = (
    rf"^(?:\W|(?:le|du|on|the|at|a|يوم|في|بتاريخ|من|علي|الساعه|par|by|{words.PUBLISHED}|{words.UPDATED}|{words.DAY}"
    r"|صباح|مساء|ليله|ظهر|[ap]m|[صم]|\d{1,2}\s?[:h]\s?(?:\d\d)?)(?![^\W\d]))*"
)
LEADING = re.compile(_LEADING + "$")
_DATELINE = re.compile(r"^[^\W\d]{3,20}(?: [^\W\d]{2,20})?\s*[,:(/-]\s*$")
TRAILING = re.compile(r"^\s*(?:$|[/|(·•)\]-]|[.,;:]\s*$|[.,;:]?\s*(?:(?:a|at|علي|الساعه|في الساعه)\s*)*\d{1,2}\s?[:h])")
_THROUGH = re.compile(r"\s*(?:au|jusqu'au|to|until|till|through|-|الي|حتي|و?لغايه)\s*(?:le\s+|يوم\s+)?")


def days(text: str, seen: datetime | None) -> list[Day]:
    """Return the days printed in a folded text, in their order; ``seen`` (in the newsroom's zone) completes and judges them."""
    found: list[Day] = []
    for day in _matches(text, seen):
        if all(day.span[1] <= other.span[0] or day.span[0] >= other.span[1] for other in found):
            found.append(day)
    return _joined(text, sorted(found, key=lambda day: day.span))


def in_span(year: int) -> bool:
    """Say whether the press on the web has such a year."""
    return FIRST_YEAR <= year <= LAST_YEAR


def _matches(text: str, seen: datetime | None) -> Iterator[Day]:
    month, hijri, pair = _MONTHS.search(text), _HIJRI.search(text), _PAIR.search(text)
    for method, form in _FORMS:
        if (method in _WITH_MONTH and not month) or (method == "hijri" and not hijri) or (method == "digits" and not pair):
            continue
        for match in form.finditer(text):
            day = _READERS[method](match, seen)
            if day is not None and (day.method == "named" or not _NUMBERED.search(text[: match.start()])):
                yield day


def _joined(text: str, found: list[Day]) -> list[Day]:
    """Keep only the first of two days with nothing but "to" between them: what lasts from one to the other begins there."""
    kept: list[Day] = []
    for day in found:
        last = kept[-1] if kept else None
        alike = last is not None and (last.method == "hijri") == (day.method == "hijri")
        if last is None or not alike or last.timed or not _THROUGH.fullmatch(text[last.span[1] : day.span[0]]):
            kept.append(day)
        elif last.value != day.value:
            kept[-1] = last._replace(span=(last.span[0], day.span[1]), doubts=(*last.doubts, RANGE))
    return kept


# --- what a match means -------------------------------------------------------------------------------------------------


def _iso(match: re.Match[str], seen: datetime | None) -> Day | None:
    said = match.groupdict()
    value = _date(int(said["y"]), int(said["m"] or said["m2"]), int(said["d"] or said["d2"]))
    return Day(value, "iso", match.span()) if value else None


def _named(match: re.Match[str], seen: datetime | None) -> Day | None:
    said: Parts = match.groupdict()
    month = words.month(str(said["name"]))
    value = _date(int(said["y"] or 0), month, int(said["d"] or 0))
    return Day(value, "named", match.span(), _twins(said, month)) if value else None


def _range(match: re.Match[str], seen: datetime | None) -> Day | None:
    day = _named(match, seen)
    return day and day._replace(doubts=(*day.doubts, RANGE))


def _months(match: re.Match[str], seen: datetime | None) -> Day | None:
    """Read "du 28 décembre au 3 janvier 2021": the year printed is the last day's."""
    first, last = (words.month(match[name]) for name in ("name", "last"))
    value = _date(int(match["y"]) - (first > last), first, int(match["d"]))
    return Day(value, "named", match.span(), (RANGE,)) if value else None


def _timed(match: re.Match[str], seen: datetime | None) -> Day | None:
    day = _named(match, seen)
    return day and day._replace(timed=True)


def _digits(match: re.Match[str], seen: datetime | None) -> Day | None:
    return _either_order(match, int(match["y"]), seen)


def _short(match: re.Match[str], seen: datetime | None) -> Day | None:
    year = int(match["yy"])
    year += 1900 if year >= FIRST_YEAR - 1900 else 2000
    said: Parts = match.groupdict()
    if name := said.get("name"):
        value = _date(year, words.month(name), int(match["d"]))
        return Day(value, "named", match.span(), _long_ago(value, seen)) if value else None
    if int(match["m"]) > 12:  # "2-20-12" is a decree
        return None
    day = _either_order(match, year, seen)
    return day and day._replace(doubts=(*day.doubts, *_long_ago(day.value, seen)))


def _long_ago(value: date, seen: datetime | None) -> tuple[str, ...]:
    """Doubt a year of two figures, but not one of the twelve months before it was seen: three chance figures hardly are that."""
    recent = seen is not None and timedelta(0) <= (seen + FUTURE).date() - value <= timedelta(days=366)
    return () if recent else (SHORT_YEAR,)


def _either_order(match: re.Match[str], year: int, seen: datetime | None) -> Day | None:
    """Read day first, unless only month first can be: by the calendar, by the weekday printed before, by the clock."""
    first, second = int(match["d"]), int(match["m"])
    value, other = _date(year, second, first), _date(year, first, second)
    if value is None or other is None or value == other:
        value = value or other
        return Day(value, "digits", match.span(), _weekday(match, value)) if value else None
    if (named := _DAY_BEFORE.search(match.string, 0, match.start())) is not None:
        weekday = words.weekday(named["day"])
        if weekday in {value.weekday(), other.weekday()}:
            return Day(value if value.weekday() == weekday else other, "digits", match.span())
        return Day(value, "digits", match.span(), (WEEKDAY,))
    if seen is not None and value > (seen + FUTURE).date() >= other:
        return Day(other, "digits", match.span(), (AMBIGUOUS,))
    american = _AMERICAN.search(match.string, match.end(), match.end() + 20) is not None
    return Day(value, "digits", match.span(), (AMBIGUOUS,) if american else ())


def _weekday(match: re.Match[str], value: date) -> tuple[str, ...]:
    named = _DAY_BEFORE.search(match.string, 0, match.start())
    return (WEEKDAY,) if named and words.weekday(named["day"]) != value.weekday() else ()


def _hijri(match: re.Match[str], seen: datetime | None) -> Day | None:
    from hijridate import Hijri

    said: Parts = match.groupdict()
    month = words.hijri_month(said["hname"] or "") if said.get("hname") else int(said["m"] or 0)
    try:
        value = Hijri(int(said["hy"] or 0), month, int(said["d"] or 0)).to_gregorian()
    except (ValueError, OverflowError):
        return None
    printed = match[0].strip()
    return Day(date(value.year, value.month, value.day), "hijri", match.span(), (HIJRI,)) if printed else None


def _bare(match: re.Match[str], seen: datetime | None) -> Day | None:
    """Read a date without its year: the last such day before it was seen, that fell on the weekday printed with it."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if seen is None or not TRAILING.match(after) or not (LEADING.match(before) or _DATELINE.match(before)):
        return None
    said: Parts = match.groupdict()
    month = words.month(str(said["name"]))
    years = (_date(seen.year - ago, month, int(match["d"])) for ago in range(_YEARS_BACK))
    past = [day for day in years if day is not None and day <= (seen + FUTURE).date()]
    named = _DAY_BEFORE.search(before)
    fitting = [day for day in past if named and day.weekday() == words.weekday(named["day"])]
    value = next(iter(fitting or past), None)
    return Day(value, "named", match.span(), (*_twins(said, month), NO_YEAR)) if value else None


def _twins(said: Parts, month: int) -> tuple[str, ...]:
    twin = said.get("twin")
    return (AMBIGUOUS,) if twin and words.month(twin) != month else ()


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if in_span(year) else None
    except ValueError:
        return None


_READERS: dict[str, Callable[[re.Match[str], datetime | None], Day | None]] = {
    "iso": _iso, "named": _named, "range": _range, "months": _months, "timed": _timed, "digits": _digits, "short": _short,
    "hijri": _hijri, "bare": _bare,
}  # fmt: skip
