"""What a collector leaves beside the record: read while it lives, and not after."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemera.pipeline import figures
from hemera.pipeline.figures import Figures, Standing
from hemera.pipeline.outcomes import Tally


def test_collectors_are_told_apart_by_the_smallest_free_slot(tmp_path: Path) -> None:
    first, second = (Standing(tmp_path, Figures(), Tally()) for _ in range(2))
    assert list(figures.living(tmp_path)) == [0, 1]
    first.close()
    assert list(figures.living(tmp_path)) == [1]
    third = Standing(tmp_path, Figures(), Tally())
    assert list(figures.living(tmp_path)) == [0, 1]
    for one in (second, third):
        one.close()
    assert figures.living(tmp_path) == {}
    assert not list((tmp_path / figures.FOLDER).glob("*.json"))


def test_what_was_counted_is_read_back(tmp_path: Path) -> None:
    counted, tally = Figures(), Tally()
    standing = Standing(tmp_path, counted, tally)
    counted.count("feed", "ok", 1_000)
    counted.count("page", "http.404")
    counted.polls.add(0.2)
    counted.polls.add(99.0)
    tally.articles, tally.queued = 3, 7
    tally.failed["http.404"] += 2
    standing.write()
    tally.articles = 5
    standing.write(now=True)
    [told] = figures.living(tmp_path).values()
    assert (told["requests"], told["received"]) == ({"feed": {"ok": 1}, "page": {"http.404": 1}}, 1_000)
    assert (sum(told["polls"]["counts"]), told["polls"]["counts"][-1], told["polls"]["total"]) == (2, 1, 99.2)
    assert (told["in_hand"], told["tally"]["articles"]) == (7, 5)
    assert sum(counts.get("articles", 0) for counts in told["minutes"].values()) == 5
    assert sum(counts.get("!http.404", 0) for counts in told["minutes"].values()) == 2
    standing.close()


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00" * 100])
def test_a_damaged_file_is_as_none(tmp_path: Path, text: str) -> None:
    standing = Standing(tmp_path, Figures(), Tally())
    standing.place.write_text(text)
    assert figures.living(tmp_path) == {0: {}}
    standing.close()


def test_a_server_that_answers_with_any_number_makes_few_series() -> None:
    counted = Figures()
    for status in range(400, 1_000):
        counted.count("page", f"http.{status}")
    assert len(counted.requests["page"]) < 60
