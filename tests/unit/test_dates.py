from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import dates

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parents[1] / "data" / "dates.toml").read_text(encoding="utf-8"))["case"]
SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)

WORDS = (
    "12 31 2020 1999 1441 99 00 24 0 T Z : / - . , + à le h 10h15 يونيو كانون الثاني غشت أوت août mai may Jun م ص مساء GMT +0100 "
    "il y a heures منذ ساعات ago hier ٣ ٢٠٢٠ هـ ( ) 11:59 1795336200"
)
FRENCH = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
MAGHREB = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"

LEVANT = "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول"

# Pieces dates are made of, in any order: most orders are no dates, some are dates nobody foresaw.
PIECES = st.sampled_from(WORDS.split())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_what_newsrooms_print(case: dict[str, Any]) -> None:
    reading = dates.read(case["text"], case.get("zone", "Africa/Casablanca"), SEEN)
    if "want" not in case:
        assert reading is None
        return
    assert reading is not None
    said = reading.value.date().isoformat() if reading.precision == "day" else reading.value.isoformat(timespec="seconds")
    assert said == case["want"]
    assert [doubt.code for doubt in reading.doubts] == ([case["doubt"]] if "doubt" in case else [])


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 370
    assert sum("want" not in case for case in CASES) >= 60
    assert len({case["text"] for case in CASES}) == len(CASES)


def test_a_reading_keeps_what_was_printed() -> None:
    reading = dates.read("  Publié le\n 3 août 2020 ", "Europe/Paris")
    assert reading is not None
    assert (reading.raw, reading.method, reading.precision, reading.zoned) == ("Publié le 3 août 2020", "named", "day", False)


def test_a_printed_offset_is_kept() -> None:
    reading = dates.read("2020-06-12T10:15:00+05:00", "Africa/Casablanca")
    assert reading is not None
    assert reading.zoned
    assert reading.value.isoformat() == "2020-06-12T10:15:00+05:00"


def test_every_date_of_a_line_with_what_it_is_said_to_be() -> None:
    told = dates.read_all("Publié le 12 juin 2020 à 10h15, mis à jour le 14 juin 2020 à 11h00", "Africa/Casablanca", SEEN)
    assert [(one.value.isoformat(), one.role) for one in told] == [
        ("2020-06-12T10:15:00+01:00", dates.PUBLISHED),
        ("2020-06-14T11:00:00+01:00", dates.UPDATED),
    ]


def test_a_conversion_agrees_with_what_is_printed_beside_it() -> None:
    hijri, gregorian = dates.read_all("الجمعة 20 شوال 1441 هـ - 12 يونيو 2020 م", "Asia/Riyadh", SEEN)
    assert (hijri.method, gregorian.method) == ("hijri", "named")
    assert hijri.value == gregorian.value


def test_hours_are_hours_when_clocks_change() -> None:
    after = datetime(2026, 3, 29, 2, 30, tzinfo=UTC)  # 04:30 in Paris, whose clocks went from 02:00 to 03:00
    reading = dates.read("il y a 3 heures", "Europe/Paris", after)
    assert reading is not None
    assert reading.value.isoformat() == "2026-03-29T00:30:00+01:00"


def test_a_doubt_says_what_was_printed() -> None:
    reading = dates.read("Du 12 au 15 juin 2020", "UTC", SEEN)
    assert reading is not None
    assert [(doubt.code, doubt.detail) for doubt in reading.doubts] == [("date.range", "Du 12 au 15 juin 2020")]


@pytest.mark.parametrize("text", ["12 juin", "hier à 10h15", "منذ ساعتين", "à l’instant"])
def test_what_depends_on_now_is_not_read_without_it(text: str) -> None:
    assert dates.read(text, "UTC") is None


@pytest.mark.parametrize("text", ["à l’instant", "الآن", "just now", "قبل قليل"])
def test_now_is_approximate(text: str) -> None:
    reading = dates.read(text, "UTC", SEEN)
    assert reading is not None
    assert (reading.value, [doubt.code for doubt in reading.doubts]) == (SEEN, ["date.approximate"])


def test_relative_dates_need_a_moment() -> None:
    assert dates.read("il y a 3 heures", "UTC") is None


def test_an_unknown_zone_is_utc() -> None:
    reading = dates.read("2020-06-12 10:15", "Nowhere/Atlantis")
    assert reading is not None
    assert reading.value == datetime(2020, 6, 12, 10, 15, tzinfo=UTC)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=10).map(" ".join), st.lists(PIECES, max_size=10).map("".join)))
def test_anything_may_be_asked(text: str) -> None:
    for reading in dates.read_all(text, "Africa/Casablanca", SEEN):
        assert reading.value.tzinfo is not None
        assert reading.raw
        codes = {doubt.code for doubt in reading.doubts}
        assert reading.value.year >= dates.FIRST_YEAR - 1  # a zone west of the newsroom's
        assert reading.value <= SEEN + dates.FUTURE or "date.future" in codes


@given(
    st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2026, 11, 22)),
    st.sampled_from(["fr", "maghreb", "twins", "iso", "digits", "arabic digits"]),
)
def test_a_day_survives_being_printed(day: datetime, form: str) -> None:
    french, maghreb, levant = FRENCH.split(), MAGHREB.split(), LEVANT.split("|")
    digits = f"{day.day:02d}/{day.month:02d}/{day.year} {day.hour:02d}:{day.minute:02d}"
    printed = {
        "fr": f"Publié le {day.day} {french[day.month - 1]} {day.year} à {day.hour}h{day.minute:02d}",
        "maghreb": f"{day.day} {maghreb[day.month - 1]} {day.year} - {day.hour:02d}:{day.minute:02d}",
        "twins": f"{day.day} {levant[day.month - 1]}/{maghreb[day.month - 1]} {day.year} الساعة {day.hour:02d}:{day.minute:02d}",
        "iso": day.isoformat(),
        "digits": digits,
        "arabic digits": digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    }[form]
    reading = dates.read(printed, "UTC", SEEN)
    assert reading is not None
    assert reading.value.replace(second=0, microsecond=0, tzinfo=None) == day.replace(second=0, microsecond=0)


@given(
    st.tuples(
        st.sampled_from(("", "Mon, ", "Sun, ", "lun, ")),
        st.integers(0, 32).flatmap(lambda day: st.sampled_from((f"{day}", f"{day:02}"))),
        st.sampled_from((" Jan ", " Feb ", " Sep ", " Dec ", " sep ")),
        st.sampled_from(("1989", "1990", "2020", "2026", "2101")),
        st.builds("{:02}:{:02}:{:02}".format, st.integers(0, 25), st.integers(0, 60), st.integers(0, 61)).map(" {}".format),
        st.sampled_from((" GMT", " +0000", " -0000", " +0100", " -0930", " +1400", " +1500", " EST", "")),
    ).map("".join)
)
def test_a_mails_date_says_the_short_way_what_it_says_the_long_way(printed: str) -> None:
    """What stands before it sends it the long way."""
    short, long = (dates.read_all(text, "Africa/Tunis", SEEN) for text in (printed, f"| {printed}"))
    assert [(one.value, one.value.utcoffset()) for one in short] == [(one.value, one.value.utcoffset()) for one in long]
    assert [replace(one, value=SEEN, raw="") for one in short] == [replace(one, value=SEEN, raw="") for one in long]
