"""What was meant, asked of a real index of a few texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from hemera.index import TantivyIndex
from hemera.query import format, parse  # noqa: A004
from hemera.query.meaning import meant
from hemera.searching import IndexChange, IndexDocument

TEXTS = {
    1: ("Le festival de la mer", "Des voiliers, une fanfare et trois baleines."),
    2: ("Festivals d’été", "La fanfare du port joue."),
    3: ("تفتح المديرية أبوابها", "مكتبة جديدة في الميناء القديم."),
    4: ("La bibliothèque ouvre", "Des tiroirs pleins de cartes, en marchant."),
    5: ("Marche ou marché", "Un marchand de cartes."),
}
START = datetime(2020, 6, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    index = TantivyIndex(tmp_path_factory.mktemp("meant"), writable=True)
    documents = [
        IndexDocument(n, "phare", "ar" if n == 3 else "fr", "", title, "", body, (), START - timedelta(days=n))
        for n, (title, body) in TEXTS.items()
    ]
    index.apply([IndexChange(document.id, document.id, document) for document in documents])
    yield index
    index.close()


def texts(ids: Sequence[int]) -> list[str]:
    return ["\n".join(TEXTS[id_]) for id_ in ids]


@pytest.mark.parametrize(
    ("asked", "understood", "count"),
    [
        ("festivla", "festival", 2),
        ("fanfrae source:phare", "fanfare source:phare", 2),
        ("المدرية", "المديرية", 1),
        ("مكتبه جديده الميناا", "مكتبه جديده الميناء", 1),
        ("bibliotheque tirroirs", "bibliotheque tiroirs", 1),
        ("bibliohteque tirroirs -mer", "bibliothèque tiroirs -mer", 1),
        ('"fanfrae du port"', '"fanfare du port"', 1),
        ("title:festivla baleine", "title:festival baleine", 1),
        ("marchand bibliothèque OR cartons", "marchand (bibliothèque OR cartes)", 1),
        # Each was printed, never together: the company tells which is wrong.
        ("marché marchant", "marché marchand", 1),
        # Several at once: one article has them all, almost so.
        ("bibliohteque tirroirs cates", "bibliothèque tiroirs cartes", 1),
        ("festivlas fanfrae joeu", "Festivals fanfare joue", 1),
        # One too many.
        ("baleine voilier xylophone", "baleine voilier", 1),
        ("voilier baleine marche source:phare", "voilier baleine source:phare", 1),
        ("voilier marche", None, 0),
        ("tiroirs marchand", "tiroirs marchant", 1),
        ("zzzzqqqq", None, 0),
        ("mre", None, 0),
        ("festivla lang:en", None, 0),
    ],
)
def test_what_was_meant(index: TantivyIndex, asked: str, understood: str | None, count: int) -> None:
    query = parse(asked, today=date(2020, 6, 15))
    assert not index.count(query)
    found = meant(query, index, texts)
    assert (found and format(found[0])) == understood
    if found:
        assert found[1] == index.count(found[0]) == count
