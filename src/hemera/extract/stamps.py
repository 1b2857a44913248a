"""Lines that say when: the clocks that head the entries of a live blog, alone or before the entry's first words."""

from __future__ import annotations

import re

from hemera import dates
from hemera.extract import vocabulary
from hemera.text import fold

LONGEST = 60  # characters of a line that is nothing but a time
_WORD = re.compile(r"[^\W\d_]+")
_TIME = re.compile(r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-3])\s?(?:[:h.]|heures?\s)\s?(?P<minute>[0-5]\d)(?![\d%€$]|[.,:]\d{3})")
_HALF = r"(?:\s*(?:uhr|gmt|utc|cest|cet|bst|est|edt|[ap]\.?m\.?(?!\w)|[صم](?!\w)|صباحا|مساء|ظهرا))*"
_LIKELY = re.compile(r"\d\s?[:h.]", re.IGNORECASE)  # cheap: most lines are not folded for nothing
_FIRST = re.compile(rf"^\W{{0,4}}(?:a\s|الساعه\s)?(?P<clock>{_TIME.pattern}{_HALF})(?P<gap>\s*[:\-–—|،,.»>/\])]+\s*|\s+)(?=\S)")
# A full date with a clock, at the end of a line, as it stands behind a name: "Zohra Benali 2 March 2024 22:17".
STAMPED = re.compile(r"\d{1,2}\s+[^\W\d_]{3,12}\.?\s+(?:19|20)\d\d[\s,،à-]*(?:[01]?\d|2[0-3])\s?[:h.]\s?[0-5]\d\W*$")
_LENGTH = re.compile(r"\d\s*(?:min|دقيقه|دقاءق|دقايق)")
_AFTERNOON = re.compile(r"\bp\.?m\b|(?<!\w)م(?!\w)|مساء")

# What may stand around a clock on a line that says nothing else.
_AROUND = frozenset(
    word
    for phrase in vocabulary.phrases("""
        a | at | on | the | of | le | la | ce | um | am | pm | m | h | uhr | gmt | utc | cest | cet | bst | est | edt
        th | st | nd | rd | il | y | ago | min | mins | minute | minutes | hour | hours | heure | heures
        jour | today | yesterday | hier | aujourd | hui | posted | published | updated | update | publie | publiee | poste | mis
        mise | maj | er | monday | tuesday | wednesday | thursday | friday | saturday | sunday | mon | tue
        wed | thu | fri | sat | sun | lundi | mardi | mercredi | jeudi | vendredi | samedi | dimanche
        الساعة | على | في | يوم | نشر | آخر | تحديث | قبل | منذ | دقيقة | دقائق | ساعة | ساعات | ساعتين | دقيقتين | اليوم | أمس
        صباحا | مساء | ظهرا | ص | م | بتوقيت | غرينتش | جرينتش | تونس | مكة | القاهرة | الرباط | الجزائر | المحلي | المحلية
        محرم | صفر | ربيع | الأول | الثاني | الآخر | جمادى | الأولى | الآخرة | رجب | شعبان | رمضان | شوال | ذو | ذي | القعدة
        الحجة | هـ | هجري | هجرية | ميلادي | ميلادية | الموافق
        الإثنين | الاثنين | الثلاثاء | الأربعاء | الخميس | الجمعة | السبت | الأحد""")
    for word in phrase.split()
) | {word for name in dates.MONTHS for word in fold(name).split()}  # fmt: skip


def is_stamp(text: str, longest: int = LONGEST) -> bool:
    """Say whether a line is a date, a clock or both, and nothing else."""
    if not text or len(text) > longest:
        return False
    folded = fold(text)
    return any(char.isdigit() for char in folded) and all(word in _AROUND for word in _WORD.findall(folded))


def is_clock(text: str) -> bool:
    """Say whether a line is a stamp with one hour and its minutes; how long a film runs is none."""
    if len(text) > LONGEST or not _LIKELY.search(text):
        return False
    folded = fold(text)
    return len(_TIME.findall(folded)) == 1 and is_stamp(text) and not _LENGTH.search(folded)


def minutes(text: str) -> int | None:
    """Return minutes since midnight of the clock in a text."""
    folded = fold(text)
    match = _TIME.search(folded)
    if match is None:
        return None
    hour = int(match["hour"])
    return (hour % 12 + 12 if hour <= 12 and _AFTERNOON.search(folded) else hour) * 60 + int(match["minute"])


def split(text: str) -> tuple[str, str, bool] | None:
    """Return (clock, the words behind it, whether a mark parts them) of a line that begins with a clock; None where none does."""
    if not any(map(str.isdigit, text[:12])):
        return None
    match = _FIRST.match(_aligned(text[:80]))
    if match is None:
        return None
    return text[: match.end("clock")].strip(" ([-–—•*|"), text[match.end() :].strip(), bool(match["gap"].strip())


def _aligned(text: str) -> str:
    """Fold a text without moving its characters; what folds to more or fewer than one stays as it is."""
    if text.isascii():
        return fold(text)
    return "".join(folded if len(folded := fold(char)) == 1 else char for char in text)
