from __future__ import annotations

from datetime import date

import pytest

from hemera.query import format, parse  # noqa: A004
from hemera.query.sources import named

SOURCES = {"phare": ("Le Phare du Golfe", "منارة الخليج"), "sada-al-janoub": ("صدى الجنوب",)}


@pytest.mark.parametrize(
    ("asked", "understood"),
    [
        ("pluie source:phare", "pluie source:phare"),
        ('source:"le phare du golfe"', "source:phare"),
        ('المصدر:"منارة الخليج"', "source:phare"),
        ('a (source:"صدي الجنوب" OR -source:PHARE)', "a (source:sada-al-janoub OR -source:phare)"),
        ("source:sada-al-janoub date:2020", "source:sada-al-janoub date:2020"),
        ("author:phare", "author:phare"),
    ],
)
def test_a_source_is_called_by_its_id_or_any_of_its_names(asked: str, understood: str) -> None:
    query = named(parse(asked, today=date(2020, 6, 15)), SOURCES)
    assert format(query) == understood
    assert query.hints == ()


@pytest.mark.parametrize(
    ("asked", "detail", "corrected"),
    [
        ("pluie source:fare", "fare", "pluie source:phare"),
        ("pluie OR source:pahre", "pahre", "pluie OR source:phare"),
        ("pluie المصدر:«صدى الجنب»", "صدى الجنب", "pluie source:sada-al-janoub"),
        ("pluie source:zzz", "zzz", "pluie"),
        ("source:zzz", "zzz", ""),
    ],
)
def test_one_that_does_not_exist_finds_nothing_and_is_told_with_the_nearest(asked: str, detail: str, corrected: str) -> None:
    query = named(parse(asked, today=date(2020, 6, 15)), SOURCES)
    assert format(query) == format(parse(asked, today=date(2020, 6, 15)))
    (hint,) = query.hints
    assert (hint.key, hint.detail, hint.query) == ("query.unknown-source", detail, corrected)
