"""How what others fetched is cut into stretches that lessons are held on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hemera.pipeline.past_lessons import LEAST, SAMPLE, Stretch, stretches

START = datetime(2016, 1, 1, tzinfo=UTC)


def captures(source: str, *days: int) -> Iterator[tuple[str, int, datetime]]:
    return ((source, 1_000 * day + n, START + timedelta(days=day)) for n, day in enumerate(days))


def cut(*captured: Iterator[tuple[str, int, datetime]]) -> list[Stretch]:
    return list(stretches(one for some in captured for one in some))


def test_each_quarter_is_a_stretch_of_its_own() -> None:
    found = cut(captures("phare", *range(0, 90, 3), *range(91, 180, 3)))
    assert [(one.source, one.begins) for one in found] == [("phare", START), ("phare", START + timedelta(days=91))]
    assert [one.reason for one in found] == ["past 2016-01-01", "past 2016-04-01"]


def test_quarters_of_few_pages_are_taken_together_and_too_few_are_none() -> None:
    found = cut(captures("carnet", *range(0, 700, 20)), captures("phare", *range(10)), captures("sada", *range(LEAST)))
    assert [(one.source, one.begins) for one in found] == [("carnet", START), ("sada", START)]


def test_a_sample_reaches_from_the_first_to_the_last() -> None:
    [found] = cut(captures("phare", *range(80)))
    assert len(found.sample) == SAMPLE
    assert (found.sample[0], found.sample[-1]) == (0, 79_079)
    assert list(found.sample) == sorted(found.sample)


@given(st.lists(st.integers(0, 2_000), max_size=200).map(sorted))
def test_no_page_is_in_two_stretches(days: list[int]) -> None:
    found = cut(captures("phare", *days))
    assert [one.begins for one in found] == sorted(one.begins for one in found)
    sampled = [pk for one in found for pk in dict.fromkeys(one.sample)]
    assert sampled == sorted(set(sampled), key=sampled.index)
    assert len(found) <= len(days) / LEAST
