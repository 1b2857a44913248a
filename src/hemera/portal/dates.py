"""Dates, times and figures as readers of Arabic, French and English write them. Pure and cheap: rows call it thousands of times.

Digits are Western in all three languages, as in the Maghreb's press; Arabic months by default too (يوليوز, غشت, شتنبر …).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

_MONTHS = {
    "fr": ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
    "ar": ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_WEEKDAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    "ar": ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}
_LETTERS = {"fr": "LMMJVSD", "ar": "نثرخجسح", "en": "MTWTFSS"}
_HIJRI_MONTHS = {
    "fr": "mouharram,safar,rabia I,rabia II,joumada I,joumada II,rajab,chaabane,ramadan,chaoual,dhou al qi’da,dhou al hijja",
    "ar": "محرم,صفر,ربيع الأول,ربيع الآخر,جمادى الأولى,جمادى الآخرة,رجب,شعبان,رمضان,شوال,ذو القعدة,ذو الحجة",
    "en": "Muharram,Safar,Rabi I,Rabi II,Jumada I,Jumada II,Rajab,Shaban,Ramadan,Shawwal,Dhu al-Qidah,Dhu al-Hijjah",
}
_POINT = {"fr": ",", "ar": ",", "en": "."}
PERCENT = {"fr": "\u202f%", "ar": "%", "en": "%"}
_GROUP = {"fr": "\u202f", "ar": "\u202f", "en": ","}  # narrow no-break space keeps a figure on one line, in both directions
_AT = {"fr": "à", "ar": "على الساعة", "en": "at"}
_UTC = {"fr": "UTC", "ar": "بالتوقيت العالمي", "en": "UTC"}  # in words: Latin letters would tear an Arabic line's figures apart
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def printed(moment: datetime) -> str:
    """Return the date of an article's published line: ``12 - 06 - 2020``, by the source's own clock."""
    return f"{moment:%d} - {moment:%m} - {moment:%Y}"


def day(when: date, language: str, *, weekday: bool = False, year: bool = True) -> str:
    """Return ``12 juin 2020``, ``vendredi 12 juin 2020`` or ``12 juin``."""
    number = "1er" if language == "fr" and when.day == 1 else str(when.day)
    words = [number, _MONTHS[language][when.month - 1]]
    if weekday:
        words.insert(0, _WEEKDAYS[language][when.weekday()])
    if year:
        words.append(str(when.year))
    return " ".join(words)


def month(number: int, language: str) -> str:
    return _MONTHS[language][number - 1]


def weekday_letters(language: str) -> list[tuple[str, str]]:
    """Return (letter, full name) from Monday on, for the head of a calendar."""
    return list(zip(_LETTERS[language], _WEEKDAYS[language], strict=True))


@lru_cache(maxsize=16)
def hijri(when: date, language: str) -> str:
    """Return the date in the Umm al-Qura calendar, ``20 chaoual 1441``; "" outside the years it is tabulated for (1924 to 2077)."""
    from hijridate import Gregorian

    try:
        found = Gregorian.fromdate(when).to_hijri()
    except OverflowError:
        return ""
    return f"{found.day} {_HIJRI_MONTHS[language].split(',')[found.month - 1]} {found.year}"


def clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def exact(moment: datetime, language: str) -> str:
    """Return the whole moment with its offset: ``12 juin 2020 à 09:31 (UTC+01:00)``."""
    zone = f"UTC{moment.isoformat()[-6:]}" if moment.utcoffset() else "UTC"
    return f"{day(moment, language)} {_AT[language]} {moment:%H:%M} ({zone})"


def captured(moment: datetime, language: str) -> str:
    """Return a capture's moment to the second, in UTC."""
    utc = moment.astimezone(UTC)
    return f"{day(utc, language)} {_AT[language]} {utc:%H:%M:%S} {_UTC[language]}"


def ago(moment: datetime, now: datetime, language: str) -> str:
    """Return how long ago, as people say it; after six days the date, with its year if that is not this one."""
    seconds = (now - moment).total_seconds()
    if seconds < _MINUTE:
        return {"fr": "à l’instant", "ar": "الآن", "en": "just now"}[language]
    if seconds < _HOUR:
        return _AGO[language]("minute", int(seconds // _MINUTE))
    if seconds < _DAY:
        return _AGO[language]("hour", int(seconds // _HOUR))
    if seconds < 7 * _DAY:
        return _AGO[language]("day", int(seconds // _DAY))
    return day(moment, language, year=moment.year != now.year)


def number(value: int, language: str) -> str:
    """Return a figure in groups of three."""
    return f"{value:,}".replace(",", _GROUP[language])


def decimal(value: float, places: int, language: str) -> str:
    """Return a figure with so many places behind the point."""
    whole, _, rest = f"{value:.{places}f}".partition(".")
    return number(int(whole), language) + (_POINT[language] + rest if rest else "")


def minutes(words: int) -> int:
    """Return the minutes it takes to read so many words, at 200 a minute; at least one."""
    return max(1, round(words / 200))


def _french(unit: str, count: int) -> str:
    return f"il y a {count} " + {"minute": "min", "hour": "h", "day": "jours" if count > 1 else "jour"}[unit]


def _english(unit: str, count: int) -> str:
    return f"{count} " + {"minute": "min", "hour": "h", "day": "days" if count > 1 else "day"}[unit] + " ago"


_ARABIC = {"minute": ("دقيقة", "دقيقتين", "دقائق"), "hour": ("ساعة", "ساعتين", "ساعات"), "day": ("يوم", "يومين", "أيام")}


def _arabic(unit: str, count: int) -> str:
    one, two, few = _ARABIC[unit]
    if count == 1:
        return f"قبل {one}"
    if count == 2:
        return f"قبل {two}"
    many = "يوما" if unit == "day" else one
    return f"قبل {count} {few if 3 <= count <= 10 else many}"


_AGO = {"fr": _french, "ar": _arabic, "en": _english}
