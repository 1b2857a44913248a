"""The words of dates: months of two calendars in their many names, days of the week, places whose clock is meant.

All tables are in the folded form of ``fold``, which is for comparing only. For reading, each month and each day of the week
becomes one character of its own (``marked``), so that the patterns of dates stay small whatever the names.
"""

from __future__ import annotations

import re
import unicodedata

MONTH_NAMES = (
    "يناير ينائر جانفي جانفيي كانون_الثاني كانون_ثاني كانون_ثان ك2 janvier janv january jan",
    "فبراير فبرائر فيبراير فيفري فيفريي شباط février févr fév february feb",
    "مارس مارت آذار mars march mar",
    "أبريل إبريل آبريل أفريل نيسان avril avr april apr",
    "مايو ماي أيار ايّار مايس mai may",
    "يونيو يونيه جوان حزيران juin june jun",
    "يوليو يوليوز يوليه جويلية جويليا تموز juillet juill juil july jul",
    "أغسطس أغسطوس اوغسطس غشت أغشت أوت آب اوت août august aug",
    "سبتمبر سيبتمبر شتنبر شتمبر شتنبير أيلول septembre sept september sep",
    "أكتوبر أوكتوبر أكتوبير تشرين_الأول تشرين_أول ت1 octobre oct october",
    "نوفمبر نونبر نوفنبر نونبير تشرين_الثاني تشرين_ثاني تشرين_ثان ت2 novembre nov november",
    "ديسمبر دسمبر ديسمبير دجنبر دجمبر دجنبير كانون_الأول كانون_أول ك1 décembre déc december dec",
)
HIJRI_NAMES = (
    "محرم محرّم mouharram moharram muharram",
    "صفر safar",
    "ربيع_الأول ربيع_أول ربيع_الاولى rabi_al-awwal rabi_i",
    "ربيع_الثاني ربيع_ثاني ربيع_الآخر ربيع_آخر rabi_al-thani rabi_ii",
    "جمادى_الأولى جمادى_الأول جمادى_اولى joumada_al-oula jumada_al-awwal",
    "جمادى_الآخرة جمادى_الثانية جمادى_الاخر جمادى_الثاني joumada_al-akhira jumada_al-thani",
    "رجب rajab",
    "شعبان chaabane chaaban shaban shaaban",
    "رمضان ramadan",
    "شوال chaoual chawwal shawwal",
    "ذو_القعدة ذي_القعدة ذوالقعدة dhou_al-qi'da dhu_al-qadah",
    "ذو_الحجة ذي_الحجة ذوالحجة dhou_al-hijja dhu_al-hijjah",
)
_DAY_NAMES = (
    "lundi lun monday mon الاثنين الإثنين اثنين",
    "mardi mar tuesday tue tues الثلاثاء الثلاثا ثلاثاء",
    "mercredi mer wednesday wed الأربعاء الاربعا اربعاء",
    "jeudi jeu thursday thu thur thurs الخميس خميس",
    "vendredi ven friday fri الجمعة جمعة",
    "samedi sam saturday sat السبت سبت",
    "dimanche dim sunday sun الأحد احد",
)

# One form of letters and digits. The Arabic date separator, and slashes of other scripts, are slashes.
_FOLDS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ٱةىیک،؍⁄∕’‘–—−‐‑ـ", "01234567890123456789اهييك,///''-----\u0640", "\u0640")
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0610-\u061c\u064b-\u065f\u0670\u06d6-\u06ed\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


def fold(text: str) -> str:
    """Return text for comparing only: lower case, no marks, one form of letters and digits."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).lower().translate(_FOLDS)


def _table(names: tuple[str, ...], first: int) -> dict[str, str]:
    """Give the folded names of each line one character, counted from ``first``."""
    return {fold(name).replace("_", " "): chr(number) for number, line in enumerate(names, first) for name in line.split()}


MONTHS = {name: ord(mark) for name, mark in _table(MONTH_NAMES, 1).items()}
# In Unicode's area for private use: nothing printed says them, and they are no letters.
_JANUARY, _MUHARRAM, _MONDAY, _MARCH_OR_TUESDAY = 0xE001, 0xE021, 0xE041, 0xE061
MONTH = f"[{chr(_JANUARY)}-{chr(_JANUARY + 11)}{chr(_MARCH_OR_TUESDAY)}]"
HIJRI_MONTH = f"[{chr(_MUHARRAM)}-{chr(_MUHARRAM + 11)}]"
DAY = f"[{chr(_MONDAY)}-{chr(_MONDAY + 6)}{chr(_MARCH_OR_TUESDAY)}]"
_MARKED = {
    **_table(MONTH_NAMES, _JANUARY), **_table(HIJRI_NAMES, _MUHARRAM), **_table(_DAY_NAMES, _MONDAY), "mar": chr(_MARCH_OR_TUESDAY),
}  # fmt: skip
_SPACED = sorted((name for name in _MARKED if not name.isalpha()), key=len, reverse=True)
_OF_TWO = re.compile("(?<![^\\W\\d])(?:" + "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in _SPACED) + ")(?!\\w)")
_WORD = re.compile(r"[^\W\d_]+")
_STRANGE = re.compile("[\ue000-\uf8ff]")


def marked(text: str) -> str:
    """Return folded text in which each name of a month or of a day of the week is one character."""
    folded = _STRANGE.sub(" ", fold(text))
    folded = _OF_TWO.sub(lambda name: _MARKED[" ".join(name[0].split())], folded)
    return _WORD.sub(lambda word: _MARKED.get(word[0], word[0]), folded)


def month(mark: str) -> int:
    """Return a Gregorian month's number by its mark."""
    return 3 if ord(mark) == _MARCH_OR_TUESDAY else ord(mark) - _JANUARY + 1


def hijri_month(mark: str) -> int:
    """Return a Hijri month's number by its mark."""
    return ord(mark) - _MUHARRAM + 1


def weekday(mark: str) -> int:
    """Return a day of the week's number, Monday 0, by its mark."""
    return 1 if ord(mark) == _MARCH_OR_TUESDAY else ord(mark) - _MONDAY


# Whose clock is meant, where a place is named: "بتوقيت مكة المكرمة", "heure de Paris". Beside it stand abbreviations in capitals.
PLACES = {
    fold(name): zone
    for zone, names in {
        "UTC": "غرينتش جرينتش غرينيتش جرينيتش greenwich غرنيتش",
        "Asia/Riyadh": "مكة السعودية الرياض mecque riyad riyadh",
        "Africa/Cairo": "القاهرة مصر caire cairo",
        "Asia/Dubai": "أبوظبي أبو الإمارات دبي dubai",
        "Asia/Qatar": "الدوحة قطر doha",
        "Africa/Casablanca": "المغرب الرباط maroc rabat",
        "Africa/Algiers": "الجزائر algerie alger",
        "Africa/Tunis": "تونس tunisie tunis",
        "Africa/Tripoli": "طرابلس ليبيا libye",
        "Africa/Nouakchott": "نواكشوط موريتانيا mauritanie nouakchott",
        "Asia/Beirut": "بيروت لبنان beyrouth beirut liban",
        "Asia/Damascus": "دمشق سوريا damas",
        "Asia/Baghdad": "بغداد العراق bagdad baghdad",
        "Asia/Amman": "عمان الأردن amman",
        "Asia/Jerusalem": "القدس فلسطين jerusalem",
        "Africa/Khartoum": "الخرطوم السودان khartoum",
        "Europe/Paris": "باريس فرنسا paris",
        "Europe/London": "لندن londres london",
        "Europe/Brussels": "بروكسل bruxelles",
    }.items()
    for name in names.split()
}
ABBREVIATIONS = {
    "WET": 0, "WEST": 1, "WAT": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "GST": 4,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip

# Words a date may stand behind, with nothing else before it: what a by-line says, not what a sentence does.
PUBLISHED = (
    r"publi(?:e|sh|cat|cad)\w*|post(?:ed|e)\b|mis\w* en ligne|cree\w*|redige\w*|ecrit\w*|paru\w*|issued|created|date(?:line|d)?\b"
    r"|نشر\w*|تاريخ|بتاريخ|حرر\w*|كتب\w*|اضيف\w*|الموافق|صدر\w*"
)
UPDATED = (
    r"mis\w* a jour|maj\b|modifi\w*|actualis\w*|corrig\w*|updat\w*|revis\w*|(?:last )?modified|edited"
    r"|اخر تحديث|تحديث|تم التعديل|تعديل|عدل\w*|حدث\w*|محدث\w*"
)
