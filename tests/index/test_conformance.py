"""What any engine behind ``protocols.Index`` must do; here, Tantivy on disk."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hemera.errors import IndexUnusable, QueryError
from hemera.index import TantivyIndex, discard
from hemera.protocols import Index
from hemera.query import Query, parse
from hemera.searching import IndexChange, IndexDocument

NOON = datetime(2020, 6, 12, 12, tzinfo=UTC)
BASE = IndexDocument(0, "le-quotidien", "fr", "politics", "", "", "", (), NOON, "ma")

ARTICLES = (
    replace(
        BASE,
        id=1,
        title="Inondations dans le nord : l’école reste fermée",
        lead="Les pluies continuent.",
        body="Les pluies continuent. Le ministre a annoncé des aides aux communes touchées.",
        authors=("Nour Exemple",),
        has_image=True,
    ),
    replace(
        BASE,
        id=2,
        source="al-yawm",
        language="ar",
        title="فيضانات تُغلق المدارس في الشمال",
        lead="أعلنت الوزارة إجراءات",
        body="قال الوزير إن الحكومة ستدعم الجماعات المتضررة بمراكش.",
        authors=("نور مثال",),
        published_at=NOON + timedelta(days=1),
    ),
    replace(
        BASE,
        id=3,
        source="the-daily",
        language="en",
        section="sports",
        country="tn",
        title="Marathon through the old city",
        body="Thousands of runners; the floods did not stop them. Tangier's mayor opened the race.",
        authors=("A. Person", "Nour Exemple"),
        published_at=NOON + timedelta(days=40),
        revised=True,
    ),
    replace(
        BASE,
        id=4,
        title="Le parlement vote la loi de finances",
        body="Aucune inondation de chiffres. Les élections régionales approchent.",
        published_at=NOON + timedelta(days=400),
    ),
)


def put(*documents: IndexDocument, first: int = 1) -> list[IndexChange]:
    return [IndexChange(seq, document.id, document) for seq, document in enumerate(documents, start=first)]


def read(text: str) -> Query:
    return parse(text, today=date(2020, 6, 15))


def found(index: Index, text: str, *, newest: bool = True) -> list[int]:
    query = parse(text, today=date(2020, 6, 15))
    page = index.search(query, limit=100, newest=newest)
    assert page.total == len(page.hits) == index.count(query)
    return [hit.id for hit in page.hits]


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


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    opened = TantivyIndex(tmp_path_factory.mktemp("index"), writable=True)
    opened.apply(put(*ARTICLES))
    yield opened
    opened.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TantivyIndex]:
    opened = TantivyIndex(tmp_path, writable=True)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", [4, 3, 2, 1]),
        ("inondations", [4, 1]),
        ("inondation nord", [1]),
        ("marathon OR nord", [3, 1]),
        ("marathon OR nord OR المدرسة", [3, 1]),
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
def test_operators(index: TantivyIndex, text: str, ids: list[int], newest: bool) -> None:
    answer = found(index, text, newest=newest)
    assert (answer if newest else sorted(answer, reverse=True)) == ids


def test_a_hit_says_when(index: TantivyIndex) -> None:
    (hit,) = index.search(parse("marathon", today=NOON.date())).hits
    assert hit.published_at == NOON + timedelta(days=40)


def test_days_are_those_of_the_asking_zone(empty: TantivyIndex) -> None:
    late = datetime(2020, 6, 30, 23, 30, tzinfo=UTC)
    empty.apply(put(replace(BASE, id=1, title="nuit", published_at=late)))
    tunis = ZoneInfo("Africa/Tunis")
    assert empty.count(parse("date:2020-06", today=late.date())) == 1
    assert empty.count(parse("date:2020-06", today=late.date(), zone=tunis)) == 0
    page = empty.search(parse("", today=late.date(), zone=tunis), timeline=True)
    assert page.timeline == (("2020-07", 1),)


def test_the_best_come_first(empty: TantivyIndex) -> None:
    empty.apply(
        put(
            replace(BASE, id=1, title="Autre chose", body="On parle de sécheresses. " + "mot " * 50),
            replace(BASE, id=2, title="Autre chose", body="On parle de sécheresse. " + "mot " * 50),
            replace(BASE, id=3, title="La sécheresse dure", body="On en parle. " + "mot " * 50),
            replace(
                BASE, id=4, title="La sécheresse dure", body="On en parle. " + "mot " * 50, published_at=NOON + timedelta(days=900)
            ),
            replace(BASE, id=5, title="Rien", body="mot " * 50),
        )
    )
    assert found(empty, "sécheresse", newest=False) == [4, 3, 2, 1]
    assert found(empty, "source:le-quotidien", newest=False) == found(empty, "source:le-quotidien")


def test_every_prefix_is_found(empty: TantivyIndex) -> None:
    empty.apply(put(*(replace(BASE, id=n, title=f"un mot{n:03} week mois{n:03}") for n in range(1, 201))))
    assert len(found(empty, "mot0*")) == 99
    assert empty.count(parse("week-moi*", today=NOON.date())) == 200


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyIndex]:
    """500 articles in few seconds and with few different scores, in several segments, some replaced, some deleted."""
    opened = TantivyIndex(tmp_path_factory.mktemp("many"), writable=True)
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
def test_paging_to_the_end_loses_and_doubles_nothing(many: TantivyIndex, text: str, limit: int, newest: bool) -> None:
    ids = all_pages(many, text, limit, newest=newest)
    assert sorted(ids) == sorted(set(range(1, 501)) - {1, 250, 500})
    assert ids == all_pages(many, text, 1000, newest=newest)


def test_newest_first_is_exact_within_one_second(many: TantivyIndex) -> None:
    hits = many.search(parse("", today=NOON.date()), limit=1000).hits
    order = [(hit.published_at, hit.id) for hit in hits]
    assert order == sorted(order, reverse=True)


def test_the_total_is_the_same_on_every_page(many: TantivyIndex) -> None:
    query = parse("roi", today=NOON.date())
    for newest in (True, False):
        first = many.search(query, limit=5, newest=newest)
        second = many.search(query, limit=5, newest=newest, cursor=first.cursor)
        assert first.total == second.total == 497


def test_what_arrives_while_paging_moves_nothing(empty: TantivyIndex) -> None:
    empty.apply(put(*(replace(BASE, id=n, title="roi", published_at=NOON + timedelta(hours=n)) for n in range(1, 11))))
    query = parse("roi", today=NOON.date())
    first = empty.search(query, limit=4)
    empty.apply(put(replace(BASE, id=11, title="roi", published_at=NOON + timedelta(hours=11)), first=11))
    second = empty.search(query, limit=4, cursor=first.cursor)
    assert [hit.id for hit in first.hits + second.hits] == [10, 9, 8, 7, 6, 5, 4, 3]


@pytest.mark.parametrize("cursor", ["x", "!!", "W10", "eyJhIjoxfQ", "WzEsMiwzLDRd", "A" * 10_000, "[" * 500, "é"])
def test_a_foreign_cursor_is_refused(index: TantivyIndex, cursor: str) -> None:
    for newest in (True, False):
        with pytest.raises(QueryError) as refused:
            index.search(parse("inondations", today=NOON.date()), cursor=cursor, newest=newest)
        assert refused.value.key == "query.bad-cursor"


def test_a_cursor_of_the_other_order_is_refused(many: TantivyIndex) -> None:
    query = parse("roi", today=NOON.date())
    for newest in (True, False):
        cursor = many.search(query, limit=3, newest=newest).cursor
        with pytest.raises(QueryError):
            many.search(query, cursor=cursor, newest=not newest)


def test_facets(index: TantivyIndex) -> None:
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


def test_the_timeline_has_no_holes(index: TantivyIndex) -> None:
    timeline = index.search(parse("", today=NOON.date()), timeline=True).timeline
    assert len(timeline) == 14
    assert timeline[:3] == (("2020-06", 2), ("2020-07", 1), ("2020-08", 0))
    assert timeline[-1] == ("2021-07", 1)
    assert index.search(parse("nothing", today=NOON.date()), timeline=True).timeline == ()


def test_old_and_absurd_dates(empty: TantivyIndex) -> None:
    moments = [datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC) for year in (1, 1699, 1955, 1969, 2020, 2240, 9999)]
    empty.apply(put(*(replace(BASE, id=n, title="roi", published_at=moment) for n, moment in enumerate(moments, start=1))))
    assert found(empty, "roi") == [7, 6, 5, 4, 3, 2, 1]
    assert found(empty, "date:1955") == [3]
    assert found(empty, "date:1900..1969-12-31") == [4, 3]
    page = empty.search(parse("roi date:1900..2020", today=NOON.date()), timeline=True, facets=["year"])
    assert page.facets["year"] == (("2020", 1), ("1969", 1), ("1955", 1))
    assert len(page.timeline) == (2020 - 1955) * 12 + 1
    assert len(empty.search(parse("roi", today=NOON.date()), timeline=True).timeline) <= 2400


def test_replacing_leaves_one(empty: TantivyIndex) -> None:
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


def test_replaying_a_batch_changes_nothing(empty: TantivyIndex) -> None:
    batch = [*put(*ARTICLES), IndexChange(5, 1, None)]
    empty.apply(batch)
    before = [found(empty, text) for text in ("", "inondations", "lang:fr")]
    empty.apply(batch)
    empty.apply(batch[2:])
    assert [found(empty, text) for text in ("", "inondations", "lang:fr")] == before
    assert list(empty.ids()) == [2, 3, 4]
    assert empty.watermark() == 5


def test_an_empty_batch_is_none(empty: TantivyIndex) -> None:
    assert empty.watermark() == 0
    empty.apply([])
    assert empty.watermark() == 0
    assert list(empty.ids()) == []
    assert found(empty, "") == []


@pytest.mark.parametrize("id_", [0, -1, 1 << 30])
def test_an_impossible_id_is_refused_and_nothing_of_its_batch_kept(empty: TantivyIndex, id_: int) -> None:
    with pytest.raises(IndexUnusable) as refused:
        empty.apply(put(replace(BASE, id=7, title="roi"), replace(BASE, id=id_, title="roi")))
    assert refused.value.key == "index.id"
    empty.apply(put(replace(BASE, id=8, title="roi")))
    assert list(empty.ids()) == [8]


def test_hostile_text(empty: TantivyIndex) -> None:
    texts = ["a" * 100_000, "\x00\x01 roi", "\ud7ff ﷺ roi", "roi " * 50_000, "e" + "\u0301" * 5000 + " roi", "_ _roi_ _"]
    empty.apply(put(*(replace(BASE, id=n, title=text[:300], body=text) for n, text in enumerate(texts, start=1))))
    assert found(empty, "roi") == [6, 5, 4, 3, 2]


def test_related(empty: TantivyIndex) -> None:
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


def test_reopening_keeps_everything(tmp_path: Path) -> None:
    first = TantivyIndex(tmp_path, writable=True)
    first.apply(put(*ARTICLES))
    first.close()
    again = TantivyIndex(tmp_path, writable=True)
    assert again.watermark() == 4
    assert found(again, "inondations") == [4, 1]
    again.apply([IndexChange(5, 4, None)])
    assert found(again, "inondations") == [1]
    again.close()


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    first = TantivyIndex(tmp_path, writable=True)
    with pytest.raises(IndexUnusable) as refused:
        TantivyIndex(tmp_path, writable=True)
    assert refused.value.key == "index.busy"
    first.close()
    TantivyIndex(tmp_path, writable=True).close()


def test_a_reader_does_not_write(tmp_path: Path) -> None:
    TantivyIndex(tmp_path, writable=True).close()
    with pytest.raises(IndexUnusable) as refused:
        TantivyIndex(tmp_path, writable=False).apply(put(*ARTICLES))
    assert refused.value.key == "index.read-only"


def test_a_missing_index_is_named(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexUnusable) as refused:
            TantivyIndex(folder, writable=False)
        assert refused.value.key == "index.missing"


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _garbled(file: Path) -> None:
    file.write_bytes(b"{" + os.urandom(64))


@pytest.mark.parametrize("damage", [Path.unlink, _emptied, _garbled])
@pytest.mark.parametrize("pattern", ["meta.json", "*.term", "*.fast"])
def test_a_damaged_index_is_named_and_can_be_made_anew(tmp_path: Path, pattern: str, damage: Callable[[Path], None]) -> None:
    first = TantivyIndex(tmp_path, writable=True)
    first.apply(put(*ARTICLES))
    first.close()
    for file in list(first.path.glob(pattern)):
        damage(file)
    with pytest.raises(IndexUnusable):
        found(TantivyIndex(tmp_path, writable=False), "inondations date:2020")
    discard(tmp_path)
    again = TantivyIndex(tmp_path, writable=True)
    assert again.watermark() == 0
    again.apply(put(*ARTICLES))
    assert found(again, "inondations") == [4, 1]
    again.close()


def test_a_panic_in_the_engine_is_named_too(index: TantivyIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic() -> None:
        raise PanicException("assertion failed")

    monkeypatch.setattr(index, "_searcher", panic)
    with pytest.raises(IndexUnusable):
        index.count(parse("inondations", today=NOON.date()))


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    script = "import sys\nfrom pathlib import Path\n" + textwrap.dedent(code)
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_another_process_sees_each_commit(empty: TantivyIndex, tmp_path: Path) -> None:
    reader = run(
        """
        from datetime import date
        from hemera.index import TantivyIndex
        from hemera.query import parse
        index = TantivyIndex(Path(sys.argv[1]), writable=False)
        for line in sys.stdin:
            print(index.count(parse(line.strip(), today=date(2020, 6, 15))), index.watermark(), flush=True)
        """,
        tmp_path,
    )

    def ask(text: str) -> Sequence[int]:
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(text + "\n")
        reader.stdin.flush()
        return [int(n) for n in reader.stdout.readline().split()]

    try:
        assert ask("inondations") == [0, 0]
        empty.apply(put(*ARTICLES))
        assert ask("inondations") == [2, 4]
        empty.apply([IndexChange(5, 4, None)])
        assert ask("inondations") == [1, 5]
    finally:
        reader.communicate()


@pytest.mark.faults
def test_killed_while_writing_it_holds_exactly_what_its_watermark_says(tmp_path: Path) -> None:
    writer_code = """
        from datetime import UTC, datetime
        from hemera.index import TantivyIndex
        from hemera.searching import IndexChange, IndexDocument
        index = TantivyIndex(Path(sys.argv[1]), writable=True)
        seq = index.watermark()
        moment = datetime(2020, 6, 12, tzinfo=UTC)
        while True:
            batch = []
            for _ in range(20):
                seq += 1
                batch.append(IndexChange(seq, seq, IndexDocument(seq, "s", "fr", "", f"titre {seq}", "", "mot " * 200, (), moment)))
            index.apply(batch)
            print(seq, flush=True)
    """
    told = 0
    for kill_after in (1, 3, 5):
        writer = run(writer_code, tmp_path)
        assert writer.stdout is not None
        for _ in range(kill_after):
            told = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        told = max([told, *map(int, rest.split())])
        index = TantivyIndex(tmp_path, writable=True)  # the dead writer's lock is gone
        assert told <= index.watermark() <= told + 20
        assert list(index.ids()) == list(range(1, index.watermark() + 1))
        index.close()


@pytest.mark.faults
def test_a_full_disk_costs_the_batch_and_no_more(tmp_path: Path) -> None:
    writer = run(
        """
        import resource
        from datetime import UTC, datetime
        from hemera.errors import IndexUnusable
        from hemera.index import TantivyIndex
        from hemera.searching import IndexChange, IndexDocument
        index = TantivyIndex(Path(sys.argv[1]), writable=True)
        moment = datetime(2020, 6, 12, tzinfo=UTC)

        def put(seq):
            body = " ".join(f"mot{n}" for n in range(5000))
            index.apply([IndexChange(seq, seq, IndexDocument(seq, "s", "fr", "", "titre", "", body, (), moment))])

        put(1)
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2048, before[1]))
        for _ in range(2):
            try:
                put(2)
            except IndexUnusable as refused:
                print(refused.key, index.watermark(), list(index.ids()))
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        put(3)
        print(index.watermark(), list(index.ids()))
        """,
        tmp_path,
    )
    told, _ = writer.communicate(timeout=60)
    assert told.splitlines() == ["index.unusable 1 [1]", "index.unusable 1 [1]", "3 [1, 3]"]


def test_near_words_in_titles_before_those_in_texts_and_the_nearest_before_all(empty: TantivyIndex) -> None:
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


def test_some_articles_in_the_order_of_a_search(empty: TantivyIndex) -> None:
    titles = ["Crue", "Une crue, et une crue encore", "Soleil", "Une crue à la fin du mois de juin dans la vallée"]
    empty.apply(
        put(*(replace(BASE, id=n, title=t, body="", published_at=NOON - timedelta(days=n)) for n, t in enumerate(titles, start=1)))
    )
    assert empty.among(read("crue"), [4, 3, 2, 99]) == (2, 4)
    best = [hit.id for hit in empty.search(read("crue"), newest=False).hits]
    assert empty.among(read("crue"), [1, 2, 3, 4], newest=False) == tuple(best)
    assert empty.among(read("crue"), best[1:], newest=False) == tuple(best[1:])
    assert empty.among(read("crue"), []) == ()


def test_killed_after_a_commits_files_and_before_its_name_the_next_one_goes_on(tmp_path: Path) -> None:
    """The next commit would call its own files the same."""
    before, after = tmp_path / "before", tmp_path / "after"
    first = TantivyIndex(before, writable=True)
    first.apply(put(*ARTICLES))
    first.close()
    shutil.copytree(before, after)
    killed = TantivyIndex(after, writable=True)
    again = put(replace(ARTICLES[0], title="Revu"), first=5)
    killed.apply(again)
    killed.close()
    [named] = before.rglob("meta.json")
    shutil.copy(named, after / named.relative_to(before))  # as if it had not been reached
    mended = TantivyIndex(after, writable=True)
    assert mended.watermark() == 4
    mended.apply(again)
    assert mended.watermark() == 5
    assert sorted(mended.ids()) == [1, 2, 3, 4]
    mended.close()


def test_best_first_is_the_title_in_any_form_then_the_very_word(empty: TantivyIndex) -> None:
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
