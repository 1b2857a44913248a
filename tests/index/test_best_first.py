"""The first page, found without weighing all that match, is the one that weighing all of them gives."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from pressed import BASE, NOON, put

from hemera.index import TantivyIndex, ranking, schema
from hemera.query import parse

WORDS = ["roi", "pays", "fleuve", "marché", "école", "route", "pont", "pluie"]
SEARCHES = ["roi", "roi OR fleuve OR pluie", "roi pays", "roi -pont", '"roi pays"', "ro*", "title:roi", "pays marché école"]


@pytest.fixture(scope="module", params=[(), (2014, 2018)], ids=["whole", "in parts"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    opened = TantivyIndex(tmp_path_factory.mktemp("index"), writable=True, parts=request.param)
    opened.apply(put(*_press(random.Random(11), 2_000)))
    yield opened
    opened.close()


def _press(chance: random.Random, articles: int) -> Iterator[schema.IndexDocument]:
    """Each twentieth text is one that came before, some minutes later: its score is the same but for how fresh it is."""
    made = BASE
    for id_ in range(1, articles + 1):
        if id_ % 20:
            title, body = (" ".join(chance.choices(WORDS, k=chance.randint(least, most))) for least, most in ((2, 6), (5, 60)))
            made = replace(BASE, title=title, body=body, published_at=NOON - timedelta(hours=chance.randrange(80_000)))
        else:
            made = replace(made, published_at=made.published_at + timedelta(minutes=7))
        yield replace(made, id=id_)


def _pages(index: TantivyIndex, text: str, limit: int, pages: int) -> list[int]:
    ids: list[int] = []
    cursor = None
    for _ in range(pages):
        page = index.search(parse(text, today=date(2020, 6, 15)), limit=limit, cursor=cursor, newest=False)
        ids += [hit.id for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            break
    return ids


def _weighing_all(index: TantivyIndex, text: str, limit: int, pages: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    with monkeypatch.context() as patched:
        patched.setattr(ranking, "_leading", lambda *_: None)
        return _pages(index, text, limit, pages)


@pytest.mark.parametrize("text", SEARCHES)
@pytest.mark.parametrize("limit", [1, 15, 40])
def test_the_first_pages_are_those_of_weighing_all(
    index: TantivyIndex, text: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _pages(index, text, limit, 4) == _weighing_all(index, text, limit, 4, monkeypatch)


def test_it_is_found_without(index: TantivyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "_weighed", None)  # would raise
    assert all(_pages(index, text, 15, 1) for text in SEARCHES if not text.endswith("*"))


@pytest.mark.parametrize("limit", range(1, 40))
def test_sums_in_another_order_lose_and_double_nothing(index: TantivyIndex, limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(3)
    noise: dict[int, float] = {}
    monkeypatch.setattr(ranking, "weight", lambda key: schema.weight(key) * noise.setdefault(key, 1 + chance.uniform(-4e-6, 4e-6)))
    for text in SEARCHES:
        ids = _pages(index, text, limit, 4)
        assert len(ids) == len(set(ids))
        assert set(ids) == set(_weighing_all(index, text, limit, 4, monkeypatch))
