"""Dates as readers write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.portal import dates

NOW = datetime(2020, 6, 12, 9, 31, tzinfo=UTC)
CASABLANCA = timezone(timedelta(hours=1))
LANGUAGES = ("fr", "ar", "en")


def test_the_published_line_has_two_digits_four_digits_and_spaces() -> None:
    assert dates.printed(datetime(2020, 6, 2, tzinfo=UTC)) == "02 - 06 - 2020"


@pytest.mark.parametrize(
    ("language", "expected"), [("fr", "vendredi 12 juin 2020"), ("ar", "الجمعة 12 يونيو 2020"), ("en", "Friday 12 June 2020")]
)
def test_a_day_in_words(language: str, expected: str) -> None:
    assert dates.day(NOW, language, weekday=True) == expected


def test_arabic_months_are_the_maghrebs() -> None:
    names = [dates.month(n, "ar") for n in range(1, 13)]
    assert names == ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"]


def test_the_first_of_a_french_month() -> None:
    assert dates.day(date(2020, 6, 1), "fr", year=False) == "1er juin"


@pytest.mark.parametrize(("language", "expected"), [("fr", "20 chaoual 1441"), ("ar", "20 شوال 1441"), ("en", "20 Shawwal 1441")])
def test_the_hijri_date(language: str, expected: str) -> None:
    assert dates.hijri(NOW.date(), language) == expected


def test_outside_its_tables_there_is_no_hijri_date() -> None:
    assert dates.hijri(date(1900, 1, 1), "fr") == ""
    assert dates.hijri(date(2100, 1, 1), "fr") == ""


def test_exact_moments_name_their_zone() -> None:
    assert dates.exact(datetime(2020, 6, 12, 9, 31, tzinfo=CASABLANCA), "fr") == "12 juin 2020 à 09:31 (UTC+01:00)"
    assert dates.exact(NOW, "en") == "12 June 2020 at 09:31 (UTC)"
    assert dates.captured(datetime(2020, 6, 12, 9, 31, 7, tzinfo=CASABLANCA), "fr") == "12 juin 2020 à 08:31:07 UTC"


@pytest.mark.parametrize(
    ("minutes", "french", "arabic", "english"),
    [
        (0.5, "à l’instant", "الآن", "just now"),
        (1, "il y a 1 min", "قبل دقيقة", "1 min ago"),
        (2, "il y a 2 min", "قبل دقيقتين", "2 min ago"),
        (40, "il y a 40 min", "قبل 40 دقيقة", "40 min ago"),
        (5 * 60, "il y a 5 h", "قبل 5 ساعات", "5 h ago"),
        (11 * 60, "il y a 11 h", "قبل 11 ساعة", "11 h ago"),
        (24 * 60, "il y a 1 jour", "قبل يوم", "1 day ago"),
        (3 * 24 * 60, "il y a 3 jours", "قبل 3 أيام", "3 days ago"),
        (7 * 24 * 60, "5 juin", "5 يونيو", "5 June"),
        (400 * 24 * 60, "9 mai 2019", "9 ماي 2019", "9 May 2019"),
        (-60, "à l’instant", "الآن", "just now"),
    ],
)
def test_how_long_ago(minutes: float, french: str, arabic: str, english: str) -> None:
    moment = NOW - timedelta(minutes=minutes)
    assert [dates.ago(moment, NOW, language) for language in LANGUAGES] == [french, arabic, english]


@given(st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)), st.sampled_from(LANGUAGES))
def test_any_moment_can_be_written(moment: datetime, language: str) -> None:
    for text in (
        dates.ago(moment, NOW, language),
        dates.exact(moment, language),
        dates.captured(moment, language),
        dates.printed(moment),
    ):
        assert text.strip()


def test_figures_stay_on_one_line() -> None:
    assert dates.number(2418733, "fr") == "2\u202f418\u202f733"
    assert dates.number(2418733, "ar") == "2\u202f418\u202f733"
    assert dates.number(2418733, "en") == "2,418,733"
    assert dates.number(999, "fr") == "999"


def test_reading_takes_a_minute_at_least() -> None:
    assert [dates.minutes(n) for n in (0, 199, 500, 600)] == [1, 1, 2, 3]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_week_has_seven_letters(language: str) -> None:
    assert len(dates.weekday_letters(language)) == 7
