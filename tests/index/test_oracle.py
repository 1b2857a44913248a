"""Tantivy finds what reading every article by the query tree finds, whatever the tree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scanning import ScanningIndex

from hemera.index import TantivyIndex
from hemera.query import All, Field, Key, Node, Period, Phrase, Prefix, Query, Word, format, parse  # noqa: A004
from hemera.query.stories import told
from hemera.query.tree import both, either, negated
from hemera.searching import MAX_MONTHS, IndexChange, IndexDocument

Engines = tuple[TantivyIndex, ScanningIndex]
START = datetime(2018, 12, 30, 22, 30, tzinfo=UTC)
PRINTED = {
    "ar": "الوزير وزير وزراء والوزير حكومة الحكومة بالحكومة مراكش بمراكش في من مدرسة المدارس مدرستهم قَـالَ 12 ولاية",
    "fr": "ministre ministres l’école écoles d'élection élections paris pari notes note son sons week-end le de 12 marchés",
    "en": "minister ministers note notes noting paris pari runs running elections elected the of mayor's 12 schools",
}
SOUGHT = (
    "وزير الوزراء حكومة الحكومة مراكش مدرسة ولاية ministre ministres école election pari paris note notes son sons running 12 le"
)
FACETS = ("source", "language", "section", "author", "year")


@pytest.fixture(scope="module", params=[(), (2019, 2020)], ids=["whole", "in parts"])
def engines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    chance = random.Random(5)
    both_of = TantivyIndex(tmp_path_factory.mktemp("oracle"), writable=True, parts=request.param), ScanningIndex()
    changes = [IndexChange(n, n, _article(chance, n)) for n in range(1, 151)]
    changes += [IndexChange(n, n - 150, _article(chance, n - 150) if n % 3 else None) for n in range(151, 181)]
    for engine in both_of:
        for first in range(0, len(changes), 60):
            engine.apply(changes[first : first + 60])
    yield both_of
    both_of[0].close()


def _article(chance: random.Random, id_: int) -> IndexDocument:
    language = chance.choice(list(PRINTED))

    def text(words: int) -> str:
        return chance.choice([" ", " – ", ", "]).join(chance.choices(PRINTED[language].split(), k=words))

    lead = text(chance.randrange(4))
    return IndexDocument(
        id=id_,
        source=chance.choice(["phare", "Sada"]),
        language=language,
        section=chance.choice(["", "sports", "culture"]),
        title=text(chance.randrange(1, 5)),
        lead=lead,
        body=chance.choice(["", lead]) + " " + text(chance.randrange(12)),
        authors=tuple(chance.sample(["Nour Exemple", "نور مثال", "A. Person"], chance.randrange(3))),
        published_at=START + timedelta(minutes=chance.randrange(60 * 24 * 500)),
        country=chance.choice(["ma", "tn"]),
        has_image=chance.random() < 0.5,
        revised=chance.random() < 0.2,
    )


def story(ids: frozenset[int]) -> Field:
    """Return a story of these articles, whose name tells them."""
    return Field(Key.STORY, f"of{''.join(f'-{id_}' for id_ in sorted(ids))}/1", ids)


def members(name: str) -> list[int]:
    return [int(id_) for id_ in name.partition("/")[0].split("-")[1:]]


def leaves() -> st.SearchStrategy[Node]:
    words = st.lists(st.sampled_from(SOUGHT.split()), min_size=1, max_size=3).map(" ".join)
    values = [(Key.SOURCE, "phare"), (Key.SOURCE, "sada"), (Key.LANGUAGE, "ar"), (Key.SECTION, "sports"), (Key.COUNTRY, "tn")]
    values += [
        (Key.HAS, "image"),
        (Key.IS, "revised"),
        (Key.AUTHOR, "exemple"),
        (Key.AUTHOR, "nour exemple"),
        (Key.AUTHOR, "person nour"),
    ]
    days = st.dates(date(2018, 12, 1), date(2020, 6, 1))
    return st.one_of(
        st.builds(Word, st.sampled_from(SOUGHT.split()), st.booleans()),
        st.builds(Word, st.sampled_from(["week-end", "l’école"]), st.booleans()),
        st.builds(Phrase, words, st.booleans()),
        st.builds(Prefix, st.sampled_from(["mi", "minis", "وز", "مد", "no", "week-en", "zz"]), st.booleans()),
        st.sampled_from(values).map(lambda pair: Field(*pair)),
        st.frozensets(st.integers(1, 150), max_size=12).map(story),
        st.builds(lambda one, other: Period(min(one, other), max(one, other)), days, days),
        st.builds(Period, days, st.none()),
        st.builds(Period, st.none(), days),
        st.just(All()),
    )


def trees() -> st.SearchStrategy[Node]:
    def joined(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(inner, min_size=2, max_size=3)
        return st.one_of(several.map(both), several.map(either), inner.map(negated))

    return st.recursive(leaves(), joined, max_leaves=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(trees(), st.sampled_from(["UTC", "Africa/Tunis", "America/New_York"]), st.sampled_from([0, 1, 3, 13, 14, MAX_MONTHS]))
def test_both_find_the_same(engines: Engines, tree: Node, zone: str, months: int) -> None:
    query = Query(tree, zone=ZoneInfo(zone))
    one, other = (engine.search(query, limit=200, facets=FACETS, timeline=months) for engine in engines)
    assert [(hit.id, hit.published_at) for hit in one.hits] == [(hit.id, hit.published_at) for hit in other.hits]
    assert (one.total, one.facets, one.timeline) == (other.total, other.facets, other.timeline)
    assert engines[0].count(query) == other.total
    ranked = engines[0].search(query, limit=200, newest=False)
    assert {hit.id for hit in ranked.hits} == {hit.id for hit in one.hits}


@settings(max_examples=30, deadline=None)
@given(tree=trees())
def test_what_is_printed_is_read_as_the_same_search(engines: Engines, tree: Node) -> None:
    again = told(parse(format(tree), today=date(2020, 6, 15)), members)
    assert engines[1].count(Query(tree)) == engines[1].count(again)
