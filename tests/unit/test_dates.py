from __future__ import annotations

import tomllib
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
    assert len(CASES) >= 86


def test_a_reading_keeps_what_was_printed() -> None:
    reading = dates.read("  Publié le\n 3 août 2020 ", "Europe/Paris")
    assert reading is not None
    assert (reading.raw, reading.method, reading.precision, reading.zoned) == ("Publié le 3 août 2020", "named", "day", False)


def test_a_printed_offset_is_kept() -> None:
    reading = dates.read("2020-06-12T10:15:00+05:00", "Africa/Casablanca")
    assert reading is not None
    assert reading.zoned
    assert reading.value.isoformat() == "2020-06-12T10:15:00+05:00"


def test_relative_dates_need_a_moment() -> None:
    assert dates.read("il y a 3 heures", "UTC") is None


def test_an_unknown_zone_is_utc() -> None:
    reading = dates.read("2020-06-12 10:15", "Nowhere/Atlantis")
    assert reading is not None
    assert reading.value == datetime(2020, 6, 12, 10, 15, tzinfo=UTC)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=10).map(" ".join), st.lists(PIECES, max_size=10).map("".join)))
def test_anything_may_be_asked(text: str) -> None:
    reading = dates.read(text, "Africa/Casablanca", SEEN)
    if reading is not None:
        assert reading.value.tzinfo is not None
        codes = {doubt.code for doubt in reading.doubts}
        assert reading.value.year >= dates.FIRST_YEAR or "date.old" in codes
        assert reading.value <= SEEN + dates.FUTURE or "date.future" in codes


@given(
    st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2026, 11, 22)),
    st.sampled_from(["fr", "maghreb", "iso", "digits"]),
)
def test_a_day_survives_being_printed(day: datetime, form: str) -> None:
    french, maghreb = FRENCH.split(), MAGHREB.split()
    printed = {
        "fr": f"Publié le {day.day} {french[day.month - 1]} {day.year} à {day.hour}h{day.minute:02d}",
        "maghreb": f"{day.day} {maghreb[day.month - 1]} {day.year} - {day.hour:02d}:{day.minute:02d}",
        "iso": day.isoformat(),
        "digits": f"{day.day:02d}/{day.month:02d}/{day.year} {day.hour:02d}:{day.minute:02d}",
    }[form]
    reading = dates.read(printed, "UTC", SEEN)
    assert reading is not None
    assert reading.value.replace(second=0, microsecond=0, tzinfo=None) == day.replace(second=0, microsecond=0)
