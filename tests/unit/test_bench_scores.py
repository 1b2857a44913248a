"""What measures extraction is right itself: every figure here can be worked out by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gold import ours, pages, peers, picture, printing, run, scores, tables
from gold.pages import GoldPage, Key
from gold.peers import Read
from gold.run import Outcome, judge, publishers

HTML = "<html lang='fr'><body><h1>Le port</h1><p>{}</p></body></html>"
TEXT = "Le port de la ville a rouvert ses portes hier matin"


def page(number: int = 1, name: str = "fe-test", **row: object) -> GoldPage:
    return pages.page({"id": f"p{number}", "publisher": "phare", "html": HTML.format(TEXT), **row}, name)


def outcome(number: int, tool: str, f1: float, ms: float, **more: object) -> Outcome:
    known = {"read": Read("text"), "fields": {}, "body": scores.Rates(f1, f1), **more}
    return Outcome(Key("fe-test", f"p{number}"), tool, ms, **known)  # type: ignore[arg-type]


# -- scores ------------------------------------------------------------------------------------------------------------


def test_shingles_are_runs_of_four_words() -> None:
    assert scores.shingles("a b c d e") == {("a", "b", "c", "d"): 1, ("b", "c", "d", "e"): 1}
    assert scores.shingles("a b") == {("a", "b"): 1}
    assert not scores.shingles(" – ")


def test_precision_and_recall_of_one_page() -> None:
    assert scores.rates("a b c d e f", "a b c d e x") == (2 / 3, 2 / 3)
    assert scores.rates("a b c d", "a b c d e f") == (1 / 3, 1.0)
    assert scores.rates("a b c d", "") == (None, 0.0)
    assert scores.rates("", "a b c d") == (0.0, None)
    assert scores.rates("", "") == (1.0, 1.0)


def test_what_is_twice_on_the_page_counts_twice() -> None:
    assert scores.rates("a b c d", "a b c d\n").f1 == 1.0
    assert scores.rates("a b c d", "a b c d a b c d").precision == 1 / 5


def test_f1_of_many_pages_is_that_of_the_means() -> None:
    assert scores.total([scores.Rates(1.0, 0.5), scores.Rates(None, 0.0)]) == (1.0, 0.25, 0.4)
    assert scores.total([]) == (0.0, 0.0, 0.0)


def test_vowel_signs_and_tatweel_are_not_counted() -> None:
    assert scores.words("قَالَ الوزيـــر") == scores.words("قال الوزير") == ["قال", "الوزير"]


def test_optional_paragraphs_count_where_they_were_found() -> None:
    gold, optional = ["a b c d e f"], ["g h i j k l"]
    assert scores.body(gold, optional, "a b c d e f") == (1.0, 1.0)
    assert scores.body(gold, optional, "a b c d e f g h i j k l") == (1.0, 1.0)
    assert scores.body(gold, [], "a b c d e f g h i j k l").precision == pytest.approx(1 / 3)


@given(st.text(max_size=80), st.text(max_size=80))
def test_rates_stay_between_none_and_all(gold: str, found: str) -> None:
    assert all(rate is None or 0 <= rate <= 1 for rate in scores.rates(gold, found))
    assert scores.rates(gold, gold).f1 == 1.0


@pytest.mark.parametrize(
    ("gold", "read", "score"),
    [
        ("Le port rouvre", "Le port rouvre !", 1),
        ("Le port de Tanger rouvre ses portes", "Le port de Tanger rouvre ses portes.  Phare", 1),
        ("Le port rouvre", "La ville dort", 0),
        ("Le port rouvre", "", 0),
    ],
)
def test_titles(gold: str, read: str, score: float) -> None:
    assert scores.title(gold, read) == score


def test_days_and_names() -> None:
    assert scores.day("2024-03-01", "2024-03-01T23:59:00+01:00") == 1
    assert scores.day("2024-03-01", "") == 0
    assert scores.authors(["Salma Idrissi"], ["SALMA IDRISSI"]) == 1
    assert scores.authors(["Salma Idrissi", "Omar Nafi"], ["Salma Idrissi, Rabat"]) == pytest.approx(2 / 3)
    assert scores.authors(["Salma Idrissi"], ["Omar Nafi", "Salma Idrissi"]) == pytest.approx(2 / 3)
    assert scores.authors(["Salma Idrissi"], []) == 0


# -- pages -------------------------------------------------------------------------------------------------------------


def test_a_row_may_lack_everything_but_its_page(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "ft-new.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write(json.dumps({"html": HTML.format(TEXT)}) + "\n" + json.dumps({"id": "empty"}) + "\n")
    (bare,) = pages.load(tmp_path)
    assert (bare.key, bare.family, bare.publisher, bare.language) == (("ft-new", "1"), "ft", "page.example", "fr")
    assert (bare.gold, bare.optional, bare.title, bare.authors, bare.date) == (None, (), "", (), "")
    assert bare.seen.tzinfo is not None
    assert judge(bare, Read(TEXT, fields=True)) == (None, {})
    assert list(pages.load(tmp_path, ["sh"])) == []


def test_the_language_is_that_of_the_text() -> None:
    arabic = ["قال الوزير إن الميناء سيفتح أبوابه من جديد في الأسبوع القادم"]
    assert page(lang="fr", gold=arabic).language == "ar"
    assert page(lang="ar", gold=[TEXT]).language == "fr"


def test_nothing_is_learned_from_the_page_itself() -> None:
    siblings = [page(number) for number in range(5)]
    for one in siblings:
        assert sorted(other.key for other in ours.others(one, siblings)) == sorted(p.key for p in siblings if p is not one)
        assert ours.others(one, siblings, 2) == ours.others(one, siblings)[:2]
    assert ours.learned([]) == ()


def test_sets_and_publishers_are_apart() -> None:
    groups = publishers([page(1), page(2, name="ft-test"), page(3), page(4, publisher="sada")])
    assert sorted(sorted(p.key.id for p in group) for group in groups) == [["p1", "p3"], ["p2"], ["p4"]]


def test_halves_hold_every_publisher_once() -> None:
    every = [page(number, publisher=f"paper {number % 7}") for number in range(20)]
    halves = [{p.publisher for p in pages.half(every, which)} for which in (0, 1)]
    assert [len(names) for names in halves] == [4, 3]
    assert len(halves[0] | halves[1]) == 7
    assert len(pages.half(every, 0)) + len(pages.half(every, 1)) == 20


def test_a_standfirst_counts_as_text_where_the_page_prints_it() -> None:
    printed = page(html="<body><h2>Un matin sur les quais</h2><p>Le port.</p></body>")
    assert ours.as_printed(printed, Read("Le port.", lead="Un matin sur les quais")) == "Un matin sur les quais\nLe port."
    assert ours.as_printed(printed, Read("Le port.", lead="Toute l'actualité")) == "Le port."
    assert ours.as_printed(printed, Read("Un matin sur les quais. Le port.", lead="Un matin sur les quais")).startswith("Un matin")
    silent = page(html="<head><meta name=description content='Un matin sur les quais'></head><body><p>Le port.</p></body>")
    assert ours.as_printed(silent, Read("Le port.", lead="Un matin sur les quais")) == "Le port."


def test_the_readers_at_hand_read() -> None:
    tools, _ = peers.installed([peers.BASE])
    one = page(gold=[TEXT], html=HTML.format("</p><p>".join([f"{TEXT}."] * 6)))
    for reader in [*tools.values(), *ours.readers(()).values()]:
        read = reader(one)
        assert read.text is None or TEXT in read.text


def test_a_reader_that_fails_has_read_nothing() -> None:
    def broken(_: GoldPage) -> Read:
        raise ValueError

    one = page(gold=[TEXT], title="Le port")
    (failed,) = run._page(one, {ours.WHOLE: broken}, 0)
    assert (failed.failure, failed.body, failed.fields) == ("ValueError", (None, 0.0), {"title": 0.0})
    assert list(printing.failures([failed])) == ["fe-test p1 hemera: ValueError"]


# -- tables ------------------------------------------------------------------------------------------------------------

TEMPLATE = Read("text", rule="template")
DOUBTED = Read("text", rule="trafilatura", doubts=["template.short"])


def outcomes() -> list[Outcome]:
    """Four pages of one publisher: three read by a template of four pages, one of them doubted, one layout hardly known."""
    reads = [(TEMPLATE, 4), (TEMPLATE, 4), (DOUBTED, 4), (TEMPLATE, 3)]
    own = [outcome(i, ours.WHOLE, 0.9, 4.0, read=read, learned=learned) for i, (read, learned) in enumerate(reads)]
    bodies = [outcome(i, ours.BODY, 0.9, 2.0) for i in range(4)]
    return [*own, *bodies, *(outcome(i, peers.BASE, 0.95, 36.0) for i in range(4))]


def test_learned_layouts_are_those_of_four_pages_the_doubted_included() -> None:
    table = tables.layouts(outcomes())
    rows = {row[1]: dict(zip(table.head, row, strict=True)) for row in table.rows}
    assert rows["body only"]["pages"] == rows["whole article"]["pages"] == 3
    assert rows["whole article"]["gate fired"] == pytest.approx(1 / 3)
    assert [row[8] for row in table.rows] == [18.0, 9.0]


def test_bars_say_what_is_not_reached() -> None:
    known = {one.key: page(int(one.key.id[1:]), gold=[TEXT]) for one in outcomes()}
    missed = {row[1] for row in tables.bars(outcomes(), known).rows if row[-1]}
    assert missed == {"body F1", "phare against trafilatura", "times faster, whole article", "gate fired"}


def test_a_page_read_worse_than_by_trafilatura_is_told() -> None:
    found = [outcome(1, ours.WHOLE, 0.5, 1.0), outcome(1, peers.BASE, 0.9, 1.0)]
    (line,) = printing.wrong(found, {Key("fe-test", "p1"): page(gold=[TEXT])})
    assert "F1 0.500" in line
    assert "F1 0.900" in line


def test_the_picture_names_every_reader() -> None:
    drawn = fromstring(picture.svg(outcomes()))
    names = {node.text for node in drawn.iter("{http://www.w3.org/2000/svg}text")}
    assert {ours.WHOLE, ours.BODY, peers.BASE} <= names


def test_tables_print_a_row_a_line() -> None:
    table = tables.Table("Ships", ["name", "tons"], [["Aurore", tables.Tenths(12.34)], ["Brise", None]])
    assert printing.plain(table).splitlines() == ["Ships", "  name    tons", "  Aurore  12.3", "  Brise      –"]
    assert printing.markdown(table).splitlines()[2:] == ["| name | tons |", "| --- | --- |", "| Aurore | 12.3 |", "| Brise | – |"]
