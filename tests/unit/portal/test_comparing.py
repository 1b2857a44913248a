from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.portal import comparing

MONTHS = st.dates(date(1700, 1, 1), date(2199, 12, 31)).map(lambda day: f"{day:%Y-%m}")


def drawn(series: list[list[float]], *, mirrored: bool = False) -> comparing.Graph:
    names = [f"2020-{month:02}" for month in range(1, len(series[0]) + 1)]
    graph = comparing.draw(names, series, "en", lambda n, name: f"/{n}/{name}", mirrored=mirrored)
    assert graph is not None
    return graph


def test_spans_reach_from_the_first_found_to_the_last_and_leave_no_month_out() -> None:
    assert comparing.spans([{"2019-11": 2, "2020-02": 0}, {"2020-01": 1}]) == ["2019-11", "2019-12", "2020-01"]
    assert comparing.spans([{}, {"2020-01": 0}]) == []


def test_long_stretches_are_told_by_year() -> None:
    counts = {"1998-03": 2, "1998-07": 1, "2020-01": 5}
    names = comparing.spans([counts])
    assert (names[0], names[-1], len(names)) == ("1998", "2020", 23)
    assert comparing.fitted(counts, names) == [3, *[0] * 21, 5]


@given(st.lists(st.dictionaries(MONTHS, st.integers(0, 10_000)), max_size=5))
def test_nothing_found_is_lost(series: list[dict[str, int]]) -> None:
    names = comparing.spans(series)
    assert len(names) <= 500
    for counts in series:
        assert sum(comparing.fitted(counts, names)) == sum(counts.values())


def test_shares_are_percent_of_all_articles_of_the_span() -> None:
    assert comparing.shares([1, 0, 3], [4, 0, 4]) == [25.0, 0.0, 75.0]


@given(st.floats(0, 1e12))
def test_the_scale_is_not_passed_and_not_far_off(most: float) -> None:
    assert most <= comparing.scale(most) <= max(0.01, 2.5 * most)


def test_lines_stand_on_the_scale_and_run_with_the_reader() -> None:
    graph = drawn([[0, 5, 10], [10, 0, 0]])
    assert graph.lines[0].points == "0,300 500,150 1000,0"
    assert (graph.most, graph.half, graph.first, graph.last) == ("10", "5", "January 2020", "March 2020")
    assert drawn([[0, 5, 10]], mirrored=True).lines[0].points == "1000,300 500,150 0,0"


def test_the_table_says_the_same_newest_first_and_leads_to_what_was_found() -> None:
    rows = drawn([[0, 5], [10, 0]]).rows
    assert [row.label for row in rows] == ["February 2020", "January 2020"]
    assert [(cell.text, cell.href) for cell in rows[0].cells] == [("5", "/0/2020-02"), ("0", "")]


def test_one_span_is_no_course() -> None:
    assert comparing.draw(["2020-01"], [[3]], "en", lambda n, name: "", mirrored=False) is None


@pytest.mark.parametrize(
    ("value", "percent", "text"),
    [
        (1234, False, "1\u202f234"),
        (0.5, False, "0,5"),
        (12.34, True, "12\u202f%"),
        (1.26, True, "1,3\u202f%"),
        (0.018, True, "0,02\u202f%"),
    ],
)
def test_figures(value: float, percent: bool, text: str) -> None:
    assert comparing.figure(value, "fr", percent=percent) == text
