"""Searches that will be acted upon."""

from __future__ import annotations

from datetime import date

import pytest

from hemera.errors import QueryError
from hemera.query import All, Field, Key, Period, Word, both, parse
from hemera.query.strict import between, narrowed, understood

TODAY = date(2020, 6, 15)


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("2020-01-31", "", "2020-01-31", ""),
        ("2020-01", "2020-02", "2020-01-01", "2020-02-29"),
        ("", "2019", "", "2019-12-31"),
        ("3d", "", "2020-06-13", ""),
        ("3 days", "", "2020-06-13", ""),
        ("P1W", "2 jours", "2020-06-09", "2020-06-14"),
        ("٢٠٢٠-٠١", "", "2020-01-01", ""),
        ("31-01-2020", "31/01/2020", "2020-01-31", "2020-01-31"),
    ],
)
def test_days_are_read_as_after_date(since: str, until: str, first: str, last: str) -> None:
    ends = [date.fromisoformat(text) if text else None for text in (first, last)]
    assert between(since, until, TODAY) == Period(*ends)


def test_without_days_nothing_is_narrowed() -> None:
    assert between("", "", TODAY) == All()


@pytest.mark.parametrize(
    ("since", "until"), [("foo", ""), ("", "2020-13"), ("2020..2021", ""), ("", ".."), ("2021", "2020"), (" ", "")]
)
def test_what_is_no_day_is_refused(since: str, until: str) -> None:
    with pytest.raises(QueryError) as refused:
        between(since, until, TODAY)
    assert refused.value.key == "query.bad-date"
    assert "day" in str(refused.value)


def test_a_query_is_narrowed_by_all_that_is_given() -> None:
    query = narrowed(parse("pluie", today=TODAY), "phare", ("2020", ""), TODAY)
    assert query.tree == both([Word("pluie"), Period(date(2020, 1, 1), None), Field(Key.SOURCE, "phare")])


@pytest.mark.parametrize("text", ["pluie", "", "source:phare -neige", '"deux mots"'])
def test_a_query_that_needs_no_guess_is_understood(text: str) -> None:
    query = parse(text, today=TODAY)
    assert understood(query) is query


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("sorce:phare", "query.unknown-field"),
        ("date:20x", "query.bad-date"),
        ("has:wings", "query.unknown-value"),
        ("?", "query.nothing-to-find"),
    ],
)
def test_what_would_be_guessed_is_refused(text: str, key: str) -> None:
    """Left out, as a search page does it, such a filter would let everything through."""
    with pytest.raises(QueryError) as refused:
        understood(parse(text, today=TODAY))
    assert refused.value.key == key
    assert "not understood" in str(refused.value)
