"""Dates as the press prints them: four families of Arabic month names, French and English ones."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

FRENCH = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
EGYPTIAN = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
MOROCCAN = ("يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر")
TUNISIAN = ("جانفي", "فيفري", "مارس", "أفريل", "ماي", "جوان", "جويلية", "أوت", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")
LEVANTINE = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
)  # fmt: skip

FRENCH_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ARABIC_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")


def french(moment: datetime) -> str:
    """Return e.g. ``3 août 2012`` (and ``1er mai 2014``)."""
    day = "1er" if moment.day == 1 else str(moment.day)
    return f"{day} {FRENCH[moment.month - 1]} {moment.year}"


def english(moment: datetime) -> str:
    """Return e.g. ``3 August 2012``."""
    return f"{moment.day} {ENGLISH[moment.month - 1]} {moment.year}"


def arabic(moment: datetime, months: tuple[str, ...]) -> str:
    """Return e.g. ``الجمعة 12 يونيو 2020`` with the month names given."""
    return f"{ARABIC_DAYS[moment.weekday()]} {moment.day} {months[moment.month - 1]} {moment.year}"


def clock(moment: datetime, between: str = ":") -> str:
    """Return the hour as printed, ``10h15`` with ``between="h"``."""
    return f"{moment.hour:02}{between}{moment.minute:02}"


def utc(moment: datetime) -> str:
    """Return RFC 3339 in UTC, its offset written ``+00:00``."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def rfc822(moment: datetime) -> str:
    """Return the date of an RSS item, with the newsroom's offset."""
    return format_datetime(moment)
