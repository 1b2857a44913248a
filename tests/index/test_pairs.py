"""Every pair of words, through the real engine: one article a printed word, one search a searched one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hemera.index import TantivyIndex
from hemera.query import Field, Key, Query, Word, both, marked
from hemera.searching import IndexChange, IndexDocument


@dataclass(frozen=True)
class Pair:
    language: str
    asked: str
    printed: str
    what: str = ""
    one_way: bool = False
    missed: bool = False

    def __str__(self) -> str:
        return f"{self.language}-{self.what}-{self.asked}-{self.printed}"


DATA = tomllib.loads((Path(__file__).parents[1] / "data" / "search-pairs.toml").read_text("utf-8"))
MEET = [Pair(**pair) for pair in DATA["meet"]]
APART = [Pair(**pair) for pair in DATA["apart"]]
PRINTED = sorted({(p.language, word) for p in MEET + APART for word in (p.asked, p.printed)})


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    index = TantivyIndex(tmp_path_factory.mktemp("pairs"), writable=True)
    moment = datetime(2020, 6, 12, tzinfo=UTC)
    documents = [
        IndexDocument(number, "s", language, "", "titre", "", f"avant {word} après", (), moment)
        for number, (language, word) in enumerate(PRINTED, start=1)
    ]
    index.apply([IndexChange(document.id, document.id, document) for document in documents])
    yield index
    index.close()


def finds(index: TantivyIndex, language: str, asked: str, printed: str) -> bool:
    query = Query(both((Word(asked), Field(Key.LANGUAGE, language))))
    return PRINTED.index((language, printed)) + 1 in {hit.id for hit in index.search(query, limit=200).hits}


@pytest.mark.parametrize("pair", MEET, ids=str)
def test_they_meet(index: TantivyIndex, pair: Pair) -> None:
    found = finds(index, pair.language, pair.asked, pair.printed)
    back = pair.one_way or finds(index, pair.language, pair.printed, pair.asked)
    assert (found and back) is not pair.missed


@pytest.mark.parametrize("pair", APART, ids=str)
def test_they_stay_apart(index: TantivyIndex, pair: Pair) -> None:
    found = finds(index, pair.language, pair.asked, pair.printed)
    back = finds(index, pair.language, pair.printed, pair.asked)
    assert (found or back) is pair.missed


@pytest.mark.parametrize("pair", MEET, ids=str)
def test_what_is_found_is_marked(pair: Pair) -> None:
    from hemera.index.analysis import alike

    if pair.missed:
        return
    pieces = marked(f"avant {pair.printed} après", Query(Word(pair.asked)), alike(pair.language))
    assert any(on for _, on in pieces)


def test_there_are_enough_of_each() -> None:
    assert len(MEET) >= 120
    assert len(APART) >= 100
    assert sum(pair.missed for pair in MEET) <= 0.03 * len(MEET)
    assert sum(pair.missed for pair in APART) <= 0.1 * len(APART)
    assert {pair.language for pair in MEET} == {pair.language for pair in APART} == {"ar", "fr", "en"}
