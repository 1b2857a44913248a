"""An index in parts by year: where it is cut, what is asked, what a crash between two parts leaves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pressed import BASE, found, put

from hemera.cli import status
from hemera.errors import IndexUnusable
from hemera.index import TantivyIndex, parts
from hemera.index.files import damage, marks
from hemera.index.place import IndexPlace
from hemera.query import parse
from hemera.searching import IndexChange, IndexDocument

CUT = (2015, 2022)


def written(id_: int, year: int, title: str = "titre") -> IndexDocument:
    return replace(BASE, id=id_, title=f"{title} {year}", body="mot", published_at=datetime(year, 3, 1, tzinfo=UTC))


def opened(folder: Path, *, writable: bool = True) -> TantivyIndex:
    return TantivyIndex(folder, writable=writable, parts=CUT)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    index = opened(tmp_path)
    index.apply(put(written(1, 2010), written(2, 2014), written(3, 2015), written(4, 2021), written(5, 2022), written(6, 2026)))
    index.close()
    return tmp_path


@pytest.mark.parametrize(
    ("years", "cut"),
    [
        ({}, ()),
        ({2020: 9}, ()),
        ({2018: 4, 2019: 3, 2020: 3}, ()),
        ({2018: 4, 2019: 3, 2020: 4}, (2020,)),
        ({2018: 4, 2019: 30, 2020: 4, 2021: 4}, (2019, 2020)),  # a year is never cut
        ({2020: 8, 1990: 1, 2019: 8, 2021: 2}, (2020,)),
    ],
)
def test_years_too_many_for_one_part_go_into_several(years: dict[int, int], cut: tuple[int, ...]) -> None:
    assert parts.planned(years, 10) == cut


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("titre", [0, 1, 2]),
        ("date:2014", [0]),
        ("date:2015", [1]),
        ("date:2014..2015", [0, 1]),
        ("before:2015", [0]),
        ("before:2015-01-02", [0, 1]),
        ("after:2021-12-31", [1, 2]),
        ("after:2022 titre", [2]),
        ("after:2022 before:2010", [2]),
        ("date:2014 OR date:2026", [0, 1, 2]),
        ("-date:2014", [0, 1, 2]),
    ],
)
def test_a_search_asks_the_parts_its_days_reach_into(text: str, asked: list[int]) -> None:
    assert list(parts.reached(CUT, parse(text, today=date(2026, 1, 1)))) == asked


def test_each_article_lies_in_the_part_of_its_year(filled: Path) -> None:
    index = opened(filled, writable=False)
    assert index.parts() == {"before 2015": 2, "from 2015": 2, "from 2022": 2}
    assert found(index, "titre") == [6, 5, 4, 3, 2, 1]
    assert found(index, "date:2014..2015") == [3, 2]
    assert found(index, "after:2022 before:2010") == []


def test_one_built_anew_is_cut_where_it_would_be_too_large(tmp_path: Path) -> None:
    place = IndexPlace(tmp_path)
    index = place.beside(years=lambda: {2010: parts.LARGEST - 1, 2015: 1, 2016: 2})
    assert list(index.parts()) == ["before 2016", "from 2016"]
    index.close()
    left = place.beside(years=dict)  # unfinished, gone on with as it was begun
    assert list(left.parts()) == ["before 2016", "from 2016"]
    left.close()
    afresh = place.beside(afresh=True, years=lambda: {2010: parts.LARGEST - 1, 2015: 1})
    assert list(afresh.parts()) == ["all"]
    afresh.close()


def test_status_names_parts_and_one_grown_too_large(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"documents": 9, "lag": 0, "error": "", "parts": {"before 2015": 4, "from 2015": parts.LARGEST + 1}}
    status._show_index(told)
    assert capsys.readouterr().out.splitlines() == [
        "index      9 documents, 0 changes behind",
        "           in parts: before 2015 4, from 2015 5000001",
        "           one part holds more than 5,000,000: `hemera reindex` cuts it by years, where it has several",
    ]


def test_it_stays_cut_as_it_was_begun(filled: Path) -> None:
    TantivyIndex(filled, writable=True, parts=(2000,)).close()
    TantivyIndex(filled, writable=True).close()
    assert len(TantivyIndex(filled, writable=False).parts()) == 3


def test_an_article_whose_year_was_corrected_moves(filled: Path) -> None:
    index = opened(filled)
    index.apply([IndexChange(7, 1, written(1, 2023)), IndexChange(8, 6, written(6, 2012)), IndexChange(9, 3, None)])
    assert found(index, "titre") == [1, 5, 4, 2, 6]
    assert index.parts() == {"before 2015": 2, "from 2015": 1, "from 2022": 2}
    index.close()


def test_what_a_crash_between_two_parts_left_is_done_again(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = tmp_path_factory.mktemp("before")
    shutil.copytree(filled, before, dirs_exist_ok=True)
    changes = [IndexChange(7, 1, written(1, 2023)), IndexChange(8, 5, written(5, 2016)), IndexChange(9, 7, written(7, 2013))]
    index = opened(filled)
    index.apply(changes)
    index.close()
    # The older parts were committed, the newest was not: its files are as they were before.
    newest = TantivyIndex(filled, writable=False).path
    for file in newest.iterdir():
        if file.is_file():
            file.unlink()
    for file in TantivyIndex(before, writable=False).path.iterdir():
        if file.is_file():
            shutil.copy2(file, newest)
    index = opened(filled)
    assert index.watermark() == 6
    index.apply(changes)
    assert index.watermark() == 9
    assert sorted(found(index, "titre")) == [1, 2, 3, 4, 5, 6, 7]
    index.close()


def test_a_reader_follows_to_an_index_cut_otherwise(tmp_path: Path) -> None:
    place = IndexPlace(tmp_path)
    first = place.beside()
    first.apply(put(written(1, 2010)))
    first.close()
    place.done()
    place.swap()
    reader = TantivyIndex(tmp_path, writable=False)
    assert reader.parts() == {"all": 1}
    second = TantivyIndex(tmp_path / "rebuild", writable=True, parts=CUT)
    second.apply(put(written(1, 2010), written(2, 2024)))
    second.close()
    place.done()
    place.swap()
    assert found(reader, "titre") == [2, 1]
    assert list(reader.parts()) == ["before 2015", "from 2015", "from 2022"]


def _without(path: Path) -> None:
    shutil.rmtree(path / "before-2015")


def _byte(path: Path) -> None:
    file = next((path / "before-2015").glob("*.idx"))
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])


def _plan(path: Path) -> None:
    (path / parts.FILE).unlink()


def _nonsense(path: Path) -> None:
    (path / parts.FILE).write_text(json.dumps({"2015": 1}))


@pytest.mark.parametrize("spoil", [_without, _byte, _plan, _nonsense])
def test_damage_in_any_part_is_found(filled: Path, spoil: Callable[[Path], None]) -> None:
    place = IndexPlace(filled)
    place.open().close()
    assert (damage(place.path, deep=True), len(marks(place.path))) == ("", 18)
    spoil(place.path)
    assert damage(place.path, deep=True)
    with pytest.raises(IndexUnusable) as told:
        place.open()
    assert told.value.key == "index.unusable"
