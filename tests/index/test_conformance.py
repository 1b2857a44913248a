"""What any engine behind ``protocols.Index`` must do, stated by the query tree alone. A new one is a line in ``ENGINES``."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pressed import ARTICLES, BASE, NOON, found, put, read
from scanning import ScanningIndex

from hemera.errors import IndexUnusable, QueryError
from hemera.index import TantivyIndex, reader
from hemera.protocols import Index
from hemera.query import parse
from hemera.searching import MAX_MONTHS, IndexChange


def all_pages(index: Index, text: str, limit: int, *, newest: bool) -> list[int]:
    query = parse(text, today=date(2020, 6, 15))
    ids: list[int] = []
    cursor = None
    while True:
        page = index.search(query, limit=limit, cursor=cursor, newest=newest)
        ids += [hit.id for hit in page.hits]
        cursor = page.cursor
        if cursor is None:
            return ids


ENGINES: dict[str, Callable[[Path], Index]] = {
    "Tantivy": lambda folder: TantivyIndex(folder, writable=True),
    "Tantivy in parts": lambda folder: TantivyIndex(folder, writable=True, parts=(1956, 2015, 2017, 2021)),
    "scanning": lambda folder: ScanningIndex(),
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Callable[[Path], Index]:
    """What opens an empty index of each engine in turn: all that follows is said of any."""
    return ENGINES[request.param]


@pytest.fixture(scope="module")
def index(engine: Callable[[Path], Index], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    opened = engine(tmp_path_factory.mktemp("index"))
    opened.apply(put(*ARTICLES))
    yield opened
    opened.close()


@pytest.fixture
def empty(engine: Callable[[Path], Index], tmp_path: Path) -> Iterator[Index]:
    opened = engine(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [4, 3, 2, 1]),
        ("inondations", [4, 1]),
        ("inondation nord", [1]),
        ("marathon OR nord", [3, 1]),
        ("marathon OR nord OR المدرسة", [3, 2, 1]),
        ("inondations -nord", [4]),
        ("-inondations", [3, 2]),
        ("-inondations -marathon", [2]),
        ("marathon OR -floods", [4, 3, 2, 1]),
        ("(marathon OR nord) lang:fr", [1]),
        ('"pluies continuent"', [1]),
        ('"continuent pluies"', []),
        ('"inondation"', [4]),
        ('"continuent les pluies"', []),  # the end of the lead does not run on into the body
        ("«loi de finances»", [4]),
        ("week-end", []),
        ("ecole", [1]),
        ("l'école", [1]),
        ("ÉLECTION", [4]),
        ("tangier", [3]),
        ("inond*", [4, 1]),
        ("الحكوم*", [2]),
        ('title:inondations', [1]),
        ("title:inond*", [1]),
        ('title:"loi de"', [4]),
        ('title:"aucune inondation"', []),
        ("title:annoncé", []),
        ("حكومة", [2]),
        ("مراكش", [2]),
        ("الفيضانات", [2]),
        ('"قال الوزير"', [2]),
        ('"الوزير قال"', []),
        ("وزير", [2]),
        ("تغلق", [2]),
        ("source:al-yawm", [2]),
        ("source:AL-YAWM OR source:the-daily", [3, 2]),
        ("-source:le-quotidien", [3, 2]),
        ("lang:ar", [2]),
        ("section:sports", [3]),
        ("country:ma", [4, 2, 1]),
        ("author:nour", [3, 1]),
        ('author:"nour exemple"', [3, 1]),
        ('author:"person nour"', []),  # two authors are not one
        ("الكاتب:نور", [2]),
        ("has:image", [1]),
        ("is:revised", [3]),
        ("date:2020-06-12", [1]),
        ("date:2020-06", [2, 1]),
        ("date:2020", [3, 2, 1]),
        ("date:2020-06-13..2020-12", [3, 2]),
        ("after:2021", [4]),
        ("before:2020-06-13", [1]),
        ("date:P3D", [4, 3, 2]),
        ("floods date:2020", [3]),
        ("nobodywrotethis", []),
        ("نهههه", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newest", [True, False])
def test_operators(index: Index, text: str, ids: list[int], newest: bool) -> None:
    answer = found(index, text, newest=newest)
    assert (answer if newest else sorted(answer, reverse=True)) == ids


def test_a_hit_says_when(index: Index) -> None:
    (hit,) = index.search(parse("marathon", today=NOON.date())).hits
    assert hit.published_at == NOON + timedelta(days=40)


def test_days_are_those_of_the_asking_zone(empty: Index) -> None:
    late = datetime(2020, 6, 30, 23, 30, tzinfo=UTC)
    empty.apply(put(replace(BASE, id=1, title="nuit", published_at=late)))
    tunis = ZoneInfo("Africa/Tunis")
    assert empty.count(parse("date:2020-06", today=late.date())) == 1
    assert empty.count(parse("date:2020-06", today=late.date(), zone=tunis)) == 0
    page = empty.search(parse("", today=late.date(), zone=tunis), timeline=MAX_MONTHS)
    assert page.timeline == (("2020-07", 1),)


def test_the_best_come_first(empty: Index) -> None:
    empty.apply(
        put(
            replace(BASE, id=1, title="Autre chose", body="On parle de sécheresses. " + "mot " * 50),
            replace(BASE, id=2, title="Autre chose", body="On parle de sécheresse. " + "mot " * 50),
            replace(BASE, id=3, title="La sécheresse dure", body="On en parle. " + "mot " * 50),
            replace(
                BASE, id=4, title="La sécheresse dure", body="On en parle. " + "mot " * 50, published_at=NOON + timedelta(days=190)
            ),
            replace(BASE, id=5, title="Rien", body="mot " * 50),
        )
    )
    assert found(empty, "sécheresse", newest=False) == [4, 3, 2, 1]
    assert found(empty, "source:le-quotidien", newest=False) == found(empty, "source:le-quotidien")


def test_every_prefix_is_found(empty: Index) -> None:
    empty.apply(put(*(replace(BASE, id=n, title=f"un mot{n:03} week mois{n:03}") for n in range(1, 201))))
    assert len(found(empty, "mot0*")) == 99
    assert empty.count(parse("week-moi*", today=NOON.date())) == 200


@pytest.fixture(scope="module")
def many(engine: Callable[[Path], Index], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """500 articles in few seconds and with few different scores, in several segments, some replaced, some deleted."""
    opened = engine(tmp_path_factory.mktemp("many"))
    chance = random.Random(7)
    moments = [NOON + timedelta(seconds=chance.randrange(4)) for _ in range(500)]
    articles = [
        replace(BASE, id=n, title="un roi" if n % 3 else "un roi roi", body="du pays " * (n % 4), published_at=moments[n - 1])
        for n in chance.sample(range(1, 501), 500)
    ]
    for first in range(0, 500, 100):
        opened.apply(put(*articles[first : first + 100], first=first + 1))
    opened.apply(put(*articles[:40], first=501))
    opened.apply([IndexChange(600 + n, n, None) for n in (1, 250, 500)])
    yield opened
    opened.close()


@pytest.mark.parametrize("newest", [True, False])
@pytest.mark.parametrize(
    ("text", "limit"), [("roi", 1), ("roi", 7), ("", 7), ("ro*", 33), ("roi OR pays", 100), ("-pays OR roi", 1000)]
)
def test_paging_to_the_end_loses_and_doubles_nothing(many: Index, text: str, limit: int, newest: bool) -> None:
    ids = all_pages(many, text, limit, newest=newest)
    assert sorted(ids) == sorted(set(range(1, 501)) - {1, 250, 500})
    assert ids == all_pages(many, text, 1000, newest=newest)


def test_newest_first_is_exact_within_one_second(many: Index) -> None:
    hits = many.search(parse("", today=NOON.date()), limit=1000).hits
    order = [(hit.published_at, hit.id) for hit in hits]
    assert order == sorted(order, reverse=True)


def test_the_total_is_the_same_on_every_page(many: Index) -> None:
    query = parse("roi", today=NOON.date())
    for newest in (True, False):
        first = many.search(query, limit=5, newest=newest)
        second = many.search(query, limit=5, newest=newest, cursor=first.cursor)
        assert first.total == second.total == 497


def test_what_arrives_while_paging_moves_nothing(empty: Index) -> None:
    empty.apply(put(*(replace(BASE, id=n, title="roi", published_at=NOON + timedelta(hours=n)) for n in range(1, 11))))
    query = parse("roi", today=NOON.date())
    first = empty.search(query, limit=4)
    empty.apply(put(replace(BASE, id=11, title="roi", published_at=NOON + timedelta(hours=11)), first=11))
    second = empty.search(query, limit=4, cursor=first.cursor)
    assert [hit.id for hit in first.hits + second.hits] == [10, 9, 8, 7, 6, 5, 4, 3]


@pytest.mark.parametrize("cursor", ["x", "!!", "W10", "eyJhIjoxfQ", "WzEsMiwzLDRd", "A" * 10_000, "[" * 500, "é"])
def test_a_foreign_cursor_is_refused(index: Index, cursor: str) -> None:
    for newest in (True, False):
        with pytest.raises(QueryError) as refused:
            index.search(parse("inondations", today=NOON.date()), cursor=cursor, newest=newest)
        assert refused.value.key == "query.bad-cursor"


def test_a_cursor_of_the_other_order_is_refused(many: Index) -> None:
    query = parse("roi", today=NOON.date())
    for newest in (True, False):
        cursor = many.search(query, limit=3, newest=newest).cursor
        with pytest.raises(QueryError):
            many.search(query, cursor=cursor, newest=not newest)


def test_facets(index: Index) -> None:
    page = index.search(parse("", today=NOON.date()), facets=("source", "language", "section", "author", "year"))
    assert page.facets == {
        "source": (("le-quotidien", 2), ("al-yawm", 1), ("the-daily", 1)),
        "language": (("fr", 2), ("ar", 1), ("en", 1)),
        "section": (("politics", 3), ("sports", 1)),
        "author": (("Nour Exemple", 2), ("A. Person", 1), ("نور مثال", 1)),
        "year": (("2021", 1), ("2020", 3)),
    }
    assert index.search(parse("lang:fr", today=NOON.date()), facets=["source"]).facets == {"source": (("le-quotidien", 2),)}
    assert index.search(parse("nothing", today=NOON.date()), facets=["source", "year"]).facets == {"source": (), "year": ()}
    with pytest.raises(QueryError):
        index.search(parse("", today=NOON.date()), facets=["colour"])


def test_the_timeline_has_no_holes(index: Index) -> None:
    timeline = index.search(parse("", today=NOON.date()), timeline=MAX_MONTHS).timeline
    assert len(timeline) == 14
    assert timeline[:3] == (("2020-06", 2), ("2020-07", 1), ("2020-08", 0))
    assert timeline[-1] == ("2021-07", 1)
    assert index.search(parse("nothing", today=NOON.date()), timeline=MAX_MONTHS).timeline == ()


ZONES = ("UTC", "Africa/Casablanca", "Asia/Kolkata", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Africa/Monrovia")


def test_years_are_those_of_the_readers_clock(empty: Index) -> None:
    chance = random.Random(11)
    moments = [
        datetime(chance.randrange(1965, 2030), 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(-20 * 3600, 20 * 3600))
        for _ in range(400)
    ]
    moments += [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=h, seconds=s) for h in range(-16, 16) for s in (-1, 0)]
    empty.apply(put(*(replace(BASE, id=n, title="roi", published_at=moment) for n, moment in enumerate(moments, start=1))))
    for zone in map(ZoneInfo, ZONES):
        counts = Counter(moment.astimezone(zone).year for moment in moments)
        page = empty.search(parse("roi", today=date(2030, 1, 1), zone=zone), facets=["year"], timeline=12)
        assert page.facets["year"] == tuple((str(year), counts[year]) for year in sorted(counts, reverse=True))
        assert page.timeline == tuple((str(year), counts[year]) for year in range(min(counts), max(counts) + 1))
        assert page.total == len(moments)


def test_the_newest_are_of_whatever_year(empty: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "_FEW", 3)
    years = [2009, 2010, 2010, 2011, 2015, 2015, 2020, 2024, 2024, 2024, 2026, 2026]
    moments = [datetime(year, 1 + n % 12, 2, tzinfo=UTC) for n, year in enumerate(years)]
    empty.apply(put(*(replace(BASE, id=n, title=f"roi no{n}", published_at=moment) for n, moment in enumerate(moments, start=1))))
    newest = sorted(range(1, len(years) + 1), key=lambda n: moments[n - 1], reverse=True)
    for limit in (1, 2, 3, 5, 20):
        assert all_pages(empty, "roi", limit, newest=True) == newest
    assert all_pages(empty, "no1 OR no12 OR no5", 1, newest=True) == [n for n in newest if n in (1, 5, 12)]
    assert all_pages(empty, "roi date:2010..2015", 2, newest=True) == [n for n in newest if 2010 <= years[n - 1] <= 2015]


def test_what_is_longer_than_asked_is_told_by_year(empty: Index) -> None:
    years = {1: 2014, 2: 2016, 3: 2021, 4: 2021}
    moments = {n: datetime(year, 12, 31, 23, 30, tzinfo=UTC) for n, year in years.items()}
    empty.apply(put(*(replace(BASE, id=n, title=f"roi no{n}", published_at=moment) for n, moment in moments.items())))

    def told(text: str, months: int) -> tuple[tuple[str, int], ...]:
        return empty.search(parse(text, today=NOON.date(), zone=ZoneInfo("Africa/Tunis")), timeline=months).timeline

    assert told("roi", 48) == (
        ("2015", 1),
        ("2016", 0),
        ("2017", 1),
        ("2018", 0),
        ("2019", 0),
        ("2020", 0),
        ("2021", 0),
        ("2022", 2),
    )
    assert len(told("roi", 85)) == 85
    assert told("roi", 84) == told("roi", 48)
    assert (told("no1 OR no2", 24), len(told("no1 OR no2", 25))) == ((("2015", 1), ("2016", 0), ("2017", 1)), 25)
    assert told("roi date:2016..2017", 1) == told("no2", 48) == (("2017-01", 1),)
    assert told("roi date:1990", 48) == told("no1 no2", 48) == told("roi", 0) == ()


def test_old_and_absurd_dates(empty: Index) -> None:
    moments = [datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC) for year in (1, 1699, 1955, 1969, 2020, 2240, 9999)]
    empty.apply(put(*(replace(BASE, id=n, title="roi", published_at=moment) for n, moment in enumerate(moments, start=1))))
    assert found(empty, "roi") == [7, 6, 5, 4, 3, 2, 1]
    assert found(empty, "date:1955") == [3]
    assert found(empty, "date:1900..1969-12-31") == [4, 3]
    page = empty.search(parse("roi date:1900..2020", today=NOON.date()), timeline=MAX_MONTHS, facets=["year"])
    assert page.facets["year"] == (("2020", 1), ("1969", 1), ("1955", 1))
    assert len(page.timeline) == (2020 - 1955) * 12 + 1
    assert len(empty.search(parse("roi", today=NOON.date()), timeline=MAX_MONTHS).timeline) <= 2400


def test_replacing_leaves_one(empty: Index) -> None:
    empty.apply(put(replace(BASE, id=5, title="ancien titre")))
    empty.apply(put(replace(BASE, id=5, title="nouveau titre"), first=2))
    assert found(empty, "titre") == [5]
    assert found(empty, "ancien") == []
    assert list(empty.ids()) == [5]
    empty.apply(
        [*put(replace(BASE, id=6, title="un"), first=3), IndexChange(4, 6, None), IndexChange(5, 5, None), IndexChange(6, 99, None)]
    )
    assert list(empty.ids()) == []
    assert found(empty, "") == []
    assert empty.watermark() == 6


def test_replaying_a_batch_changes_nothing(empty: Index) -> None:
    batch = [*put(*ARTICLES), IndexChange(5, 1, None)]
    empty.apply(batch)
    before = [found(empty, text) for text in ("", "inondations", "lang:fr")]
    empty.apply(batch)
    empty.apply(batch[2:])
    assert [found(empty, text) for text in ("", "inondations", "lang:fr")] == before
    assert list(empty.ids()) == [2, 3, 4]
    assert empty.watermark() == 5


def test_an_empty_batch_is_none(empty: Index) -> None:
    assert empty.watermark() == 0
    empty.apply([])
    assert empty.watermark() == 0
    assert list(empty.ids()) == []
    assert found(empty, "") == []


@pytest.mark.parametrize("id_", [0, -1, 1 << 30])
def test_an_impossible_id_is_refused_and_nothing_of_its_batch_kept(empty: Index, id_: int) -> None:
    with pytest.raises(IndexUnusable) as refused:
        empty.apply(put(replace(BASE, id=7, title="roi"), replace(BASE, id=id_, title="roi")))
    assert refused.value.key == "index.id"
    empty.apply(put(replace(BASE, id=8, title="roi")))
    assert list(empty.ids()) == [8]


def test_hostile_text(empty: Index) -> None:
    texts = ["a" * 100_000, "\x00\x01 roi", "\ud7ff ﷺ roi", "roi " * 50_000, "e" + "\u0301" * 5000 + " roi", "_ _roi_ _"]
    empty.apply(put(*(replace(BASE, id=n, title=text[:300], body=text) for n, text in enumerate(texts, start=1))))
    assert found(empty, "roi") == [6, 5, 4, 3, 2]


def test_related(empty: Index) -> None:
    filler = [
        replace(BASE, id=n, title=f"Sujet numéro {n}", body=f"Les textes sur le thème {n * 7919}, la suite et les notes.")
        for n in range(100, 160)
    ]
    flood = "La crue de l’oued Exemple a emporté le pont et isolé les douars de la vallée."
    empty.apply(
        put(
            *filler,
            replace(BASE, id=1, title="Crue de l’oued Exemple", body=flood),
            replace(
                BASE, id=2, title="Le pont sur l’oued Exemple", body="Après la crue, les douars de la vallée attendent un pont."
            ),
            replace(
                BASE,
                id=3,
                title="Un douar isolé",
                body="La vallée reste isolée depuis la crue.",
                published_at=NOON - timedelta(days=900),
            ),
            replace(BASE, id=4, language="en", title="Oued Exemple rises", body="The douars near oued Exemple were cut off."),
            replace(BASE, id=5, title="La bourse", body="Les marchés montent."),
        )
    )
    like = empty.related("Crue de l’oued Exemple", flood, "fr", exclude=1)
    assert like[0] == 2
    assert set(like) == {2, 3, 4}
    assert like[-1] == 4  # other languages last
    assert empty.related("Crue de l’oued Exemple", flood, "fr", exclude=1, since=NOON - timedelta(days=30)) == (2, 4)
    assert empty.related("Crue de l’oued Exemple", flood, "fr", exclude=1, limit=1) == (2,)
    assert empty.related("", "", "fr", exclude=1) == ()
    assert empty.related("zzz", "yyy xxx", "de", exclude=1) == ()


def test_near_words_in_titles_before_those_in_texts_and_the_nearest_before_all(empty: Index) -> None:
    titles = ["Le festival de la mer", "Festivals d’été", "Un vestibule", "Festin", "Feu", "Le festivals"]
    bodies = ["", "", "", "", "Un festivol au port.", ""]
    empty.apply(
        put(
            *(
                replace(BASE, id=n, title=title, body=body, published_at=NOON + timedelta(days=n))
                for n, (title, body) in enumerate(zip(titles, bodies, strict=True), start=1)
            )
        )
    )
    assert empty.near(["festivol"], among=read("")) == (1,), "one letter apart, in a title"
    assert empty.near(["festivla"], among=read("")) == (1,)
    assert empty.near(["festivla"], among=read("été")) == (2,), "two letters apart, in the company of another word"
    assert empty.near(["festivla"], among=read("port")) == (5,), "in a text"
    assert empty.near(["festivalx"], among=read("-source:nobody"), limit=1) == (6,), "the newest of two as near"
    assert empty.near(["fes"], among=read("")) == ()
    assert empty.near([""], among=read("")) == ()
    assert empty.near([], among=read("")) == ()
    assert empty.near(["festivla", "vestibul"], among=read("")) == ()
    assert empty.near(["festivla", "mre"], among=read("")) == (), "too short to guess"
    assert empty.near(["festovil", "prot"], among=read("")) == (5,), "both in one article"


def test_some_articles_in_the_order_of_a_search(empty: Index) -> None:
    titles = ["Crue", "Une crue, et une crue encore", "Soleil", "Une crue à la fin du mois de juin dans la vallée"]
    empty.apply(
        put(*(replace(BASE, id=n, title=t, body="", published_at=NOON - timedelta(days=n)) for n, t in enumerate(titles, start=1)))
    )
    assert empty.among(read("crue"), [4, 3, 2, 99]) == (2, 4)
    best = [hit.id for hit in empty.search(read("crue"), newest=False).hits]
    assert empty.among(read("crue"), [1, 2, 3, 4], newest=False) == tuple(best)
    assert empty.among(read("crue"), best[1:], newest=False) == tuple(best[1:])
    assert empty.among(read("crue"), []) == ()


def test_best_first_is_the_title_in_any_form_then_the_very_word(empty: Index) -> None:
    filler = "Des bateaux passent, le soir tombe, on ferme les volets du port. "
    texts = [
        ("Le soir", f"{filler}Une averse. {filler}"),
        ("Le port", f"{filler}Des averses. {filler}"),
        ("Averses", filler),
        ("Averse", filler),
    ]
    filled = (replace(BASE, id=n, title="Rien", body=filler) for n in range(10, 60))
    empty.apply(put(*filled, *(replace(BASE, id=n, title=title, body=body) for n, (title, body) in enumerate(texts, start=1))))
    assert [hit.id for hit in empty.search(read("averse"), newest=False).hits] == [4, 3, 1, 2]
