from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from hemera.errors import QueryError
from hemera.query import (
    MAX_LENGTH,
    MAX_TERMS,
    All,
    And,
    Field,
    Key,
    Node,
    Not,
    Or,
    Period,
    Phrase,
    Prefix,
    Query,
    Word,
    both,
    either,
    format,  # noqa: A004
    negated,
    parse,
)

TODAY = date(2020, 6, 15)
A, B, C = Word("a"), Word("b"), Word("c")


def read(text: str) -> Query:
    return parse(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        ("  \u200f \n", All()),
        ("a b", And((A, B))),
        ("a AND b ET c", And((A, B, C))),
        ("a OR b", Or((A, B))),
        ("a OU b أو c", Or((A, B, C))),
        ("a او b", Or((A, B))),
        ("a ou b", And((A, Word("ou"), B))),
        ("a b OR c", And((A, Or((B, C))))),
        ("(a b) OR c", Or((And((A, B)), C))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("b SAUF a", And((B, Not(A)))),
        ("NOT -a", A),
        ("a OR -b", Or((A, Not(B)))),
        ("-(a b)", Not(And((A, B)))),
        ('-"a b"', Not(Phrase("a b"))),
        ("week-end", Word("week-end")),
        ("– a - b", And((A, B))),
        ("«\u00a0a b »", Phrase("a b")),
        ("“a b” „c d“", And((Phrase("a b"), Phrase("c d")))),
        ("x“a”b", And((Word("x"), Phrase("a"), B))),
        ("gouvernement, (الحكومة)؟", And((Word("gouvernement"), Word("الحكومة")))),
        ("elec*", Prefix("elec")),
        ("حكوم*", Prefix("حكوم")),
        ("title:elec* titre:a العنوان:«a b»", And((Prefix("elec", title=True), Word("a", title=True), Phrase("a b", title=True)))),
        ("title:(a OR b) c", And((Or((Word("a", title=True), Word("b", title=True))), C))),
        ("source:x", Field(Key.SOURCE, "x")),
        ("Source:X", Field(Key.SOURCE, "x")),
        ("المصدر:x", Field(Key.SOURCE, "x")),
        ("\u200fالمصدر:x", Field(Key.SOURCE, "x")),
        ("source:(a OR b)", Or((Field(Key.SOURCE, "a"), Field(Key.SOURCE, "b")))),
        ("-source:x", Not(Field(Key.SOURCE, "x"))),
        ("source:-x", Not(Field(Key.SOURCE, "x"))),
        ("langue:arabe", Field(Key.LANGUAGE, "ar")),
        ("اللغة:الفرنسية", Field(Key.LANGUAGE, "fr")),
        ("lang:ZGH", Field(Key.LANGUAGE, "zgh")),
        ("rubrique:sport القسم:الرياضة", And((Field(Key.SECTION, "sports"),) * 2)),
        ("section:gardening", Field(Key.SECTION, "gardening")),
        ("title：(a OR b)", Or((Word("a", title=True), Word("b", title=True)))),
        ("﴿a OR b﴾ c", And((Or((A, B)), C))),
        ("حكوم٭ －b", And((Prefix("حكوم"), Not(B)))),
        ("‹a b› ＂c d＂", And((Phrase("a b"), Phrase("c d")))),
        # As a keyboard from right to left leaves it: marks around every word, operators between.
        ("\u200f\u202bالمصدر:x\u202c\u200f \u2067-مطر\u2069", And((Field(Key.SOURCE, "x"), Not(Word("مطر"))))),
        (
            "(مطر أو ثلج) العنوان:فيضان* -«سد الوادي»",
            And(
                (
                    Or((Word("مطر"), Word("ثلج"))),
                    Prefix("فيضان", title=True),
                    Not(Phrase("سد الوادي")),
                )
            ),
        ),
        (
            "(pluie OU neige) titre:inond* SAUF «barrage plein»",
            And(
                (
                    Or((Word("pluie"), Word("neige"))),
                    Prefix("inond", title=True),
                    Not(Phrase("barrage plein")),
                )
            ),
        ),
        ("اللغة:عربي البلد:MA هو:معدل", And((Field(Key.LANGUAGE, "ar"), Field(Key.COUNTRY, "ma"), Field(Key.IS, "revised")))),
        ('auteur:"Nour Exemple"', Field(Key.AUTHOR, "Nour Exemple")),
        ("الكاتب:نور", Field(Key.AUTHOR, "نور")),
        ("pays:MA", Field(Key.COUNTRY, "ma")),
        ("story:Phare/12 sujet:phare/12 قصة:phare/١٢", And((Field(Key.STORY, "phare/12"),) * 3)),
        ("avec:image has:photo مع:صورة", And((Field(Key.HAS, "image"),) * 3)),
        ("is:revised est:corrigé", And((Field(Key.IS, "revised"),) * 2)),
        ("10:30", Word("10:30")),
    ],
)
def test_reading(text: str, tree: Node) -> None:
    query = read(text)
    assert query.tree == tree
    assert query.hints == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("date:2020", "2020-01-01", "2020-12-31"),
        ("date:2020-02", "2020-02-01", "2020-02-29"),
        ("date:2020-06-12", "2020-06-12", "2020-06-12"),
        ("date:12-06-2020", "2020-06-12", "2020-06-12"),
        ("date:12/6/2020", "2020-06-12", "2020-06-12"),
        ("date:06/2020", "2020-06-01", "2020-06-30"),
        ("date:2020-06..2021-02", "2020-06-01", "2021-02-28"),
        ("date:2021..2020", "2020-01-01", "2021-12-31"),
        ("date:2020…2021", "2020-01-01", "2021-12-31"),
        ("date:2020..", "2020-01-01", ""),
        ("date:..2020", "", "2020-12-31"),
        ("date:P7D", "2020-06-09", ""),
        ("date:P1D", "2020-06-15", ""),
        ("date:p2w", "2020-06-02", ""),
        ("date:P1M", "2020-05-16", ""),
        ("date:P1Y", "2019-06-16", ""),
        ("date:7d", "2020-06-09", ""),
        ('date:"7 days"', "2020-06-09", ""),
        ("after:2semaines", "2020-06-02", ""),
        ('منذ:"٣ أيام"', "2020-06-13", ""),
        ("date:P7D..P3D", "2020-06-09", "2020-06-13"),
        ("date:..3d", "", "2020-06-13"),
        ("date:P99999Y", "1000-01-01", ""),
        ("date:P99999W", "1000-01-01", ""),
        ("after:2020-06", "2020-06-01", ""),
        ("après:2020 ", "2020-01-01", ""),
        ("before:2020-06", "", "2020-05-31"),
        ("avant:2020", "", "2019-12-31"),
        ("التاريخ:٢٠٢٠-٠٦", "2020-06-01", "2020-06-30"),
        ("بعد:۲۰۲۰", "2020-01-01", ""),
        ("قبل:٢٠٢٠", "", "2019-12-31"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    def day(value: str) -> date | None:
        return date.fromisoformat(value) if value else None

    assert read(text).tree == Period(day(first), day(last))


def test_after_and_before_the_same_day_meet_without_gap() -> None:
    before, after = read("before:2020-06-12").tree, read("after:2020-06-12").tree
    assert isinstance(before, Period)
    assert isinstance(after, Period)
    zone = ZoneInfo("Africa/Casablanca")
    assert before.bounds(zone)[1] == after.bounds(zone)[0]


def test_days_are_days_of_the_zone() -> None:
    period = Period(date(2020, 6, 12), date(2020, 6, 12))
    start, end = period.bounds(ZoneInfo("Africa/Tunis"))
    assert start == datetime(2020, 6, 11, 23, tzinfo=UTC)
    assert end == datetime(2020, 6, 12, 23, tzinfo=UTC)
    assert Period(None, None).bounds(UTC) == (None, None)


@pytest.mark.parametrize(
    ("text", "tree", "key", "corrected"),
    [
        ('"a b', Phrase("a b"), "query.unclosed-quote", '"a b"'),
        ("(a OR b", Or((A, B)), "query.unclosed-bracket", "a OR b"),
        ("a) b", And((A, B)), "query.stray-bracket", "a b"),
        ("a OR", And((A, Phrase("OR"))), "query.lone-operator", "a"),
        ("OR", Phrase("OR"), "query.lone-operator", ""),
        ("NOT", Phrase("NOT"), "query.lone-operator", ""),
        ("sourec:x", And((Word("sourec"), Word("x"))), "query.unknown-field", "source:x"),
        ("المصدرر:x", And((Word("المصدرر"), Word("x"))), "query.unknown-field", "المصدر:x"),
        ("langeu:fr", And((Word("langeu"), Word("fr"))), "query.unknown-field", "langue:fr"),
        ("http://x.y", And((Word("http"), Word("x.y"))), "query.unknown-field", "http x.y"),
        ("Source: x", And((Word("Source"), Word("x"))), "query.empty-filter", "Source:x"),
        ("source : x", And((Word("source"), Word("x"))), "query.empty-filter", "source:x"),
        ("المصدر :x", And((Word("المصدر"), Word("x"))), "query.empty-filter", "المصدر:x"),
        ("lang:klingon a", A, "query.unknown-value", "a"),
        ("country:nowhere a", A, "query.unknown-value", "a"),
        ("date:soon a", A, "query.bad-date", "a"),
        ("date:2020-13 a", A, "query.bad-date", "a"),
        ("date:0000", All(), "query.bad-date", ""),
        ("date:.. a", A, "query.bad-date", "a"),
        ("after:2020..2021 a", A, "query.bad-date", "a"),
        ("has:sound a", A, "query.unknown-value", "a"),
        ("story:phare a", A, "query.unknown-value", "a"),
        ('source:"" a', A, "query.unknown-value", "a"),
        ("e* a", And((Word("e"), A)), "query.short-prefix", "e a"),
        ("*", All(), "query.short-prefix", ""),
        ("!!!", All(), "query.nothing-to-find", ""),
        ("(" * 20 + "a", A, "query.too-deep", "a"),
    ],
)
def test_what_is_wrong_is_read_all_the_same(text: str, tree: Node, key: str, corrected: str) -> None:
    query = read(text)
    assert query.tree == tree
    hint = next(h for h in query.hints if h.key == key)
    assert hint.query == corrected


def test_too_long() -> None:
    with pytest.raises(QueryError) as refused:
        read("word " * 60)
    assert refused.value.key == "query.too-long"
    assert len(read(str(refused.value.details["suggestion"])[:MAX_TERMS]).text) <= MAX_LENGTH
    assert "256" in str(refused.value)


def test_too_many_terms() -> None:
    assert read(" ".join("abcdefghijklmnop")).hints == ()
    with pytest.raises(QueryError) as refused:
        read(" ".join("abcdefghijklmnopq"))
    assert refused.value.key == "query.too-many-terms"
    assert refused.value.details["suggestion"] == " ".join("abcdefghijklmnop")


@pytest.mark.parametrize(
    "text", ["word " * 60, "é " * 200, "a:b " * 70, "title:(" + "b " * 17, "“a”" * 90, "date:P7D " * 17, "(" * 300]
)
def test_what_is_proposed_instead_is_not_refused_again(text: str) -> None:
    try:
        read(text)
    except QueryError as refused:
        proposed = str(refused.details["suggestion"])
    else:
        pytest.fail("not refused")
    read(proposed)


SIGNS = list('()"«»“-*:،,é\u0301\ud800')
TYPED = [
    "OR",
    "NOT",
    "AND",
    "أو",
    "title:",
    "source:",
    "date:",
    "lang:",
    "has:",
    "المصدر:",
    "après:",
    "2020",
    "2020-06",
    "..",
    "P7D",
]
PIECES = st.sampled_from([*SIGNS, *TYPED, "٢٠٢٠", "a", "elec*", "l'école", "مُحَمَّد", "foo:bar", "x\u200fy", "x\u200by"])


@given(st.lists(PIECES | st.text(max_size=6), max_size=24), st.sampled_from(["", " "]))
def test_nothing_crashes_and_all_prints_back(pieces: list[str], joint: str) -> None:
    try:
        query = read(joint.join(pieces))
        again = read(format(query))  # the canonical form may be longer than what was typed
    except QueryError:
        reject()
    assert again == query
    for hint in query.hints:
        assert isinstance(hint.query, str)


WORDS = st.sampled_from(["roi", "Élection", "l'école", "week-end", "مُدُن", "OR", "foo:bar", "3,5", "أو"])
TITLE = st.booleans()
DAYS = st.dates(date(1600, 1, 1), date(2400, 12, 31))
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(Word, WORDS.filter(lambda w: w not in {"OR", "foo:bar", "أو"}), TITLE),
    st.builds(Phrase, st.lists(WORDS, min_size=1, max_size=3).map(" ".join), TITLE),
    st.builds(Prefix, st.sampled_from(["elec", "حكوم", "l'éc"]), TITLE),
    st.builds(Field, st.sampled_from([Key.SOURCE, Key.SECTION]), st.sampled_from(["x", "le-matin", "vie locale", "or"])),
    st.builds(Field, st.just(Key.STORY), st.sampled_from(["phare/12", "le-matin/1"])),
    st.builds(Field, st.just(Key.AUTHOR), st.sampled_from(["Nour Exemple", "OR", "د. نور"])),
    st.builds(Period, DAYS, st.none()),
    st.builds(Period, st.none(), DAYS),
    st.tuples(DAYS, DAYS).map(sorted).map(lambda pair: Period(*pair)),
)
TREES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(both),
        st.lists(inner, min_size=2, max_size=3).map(either),
        inner.map(negated),
    ),
    max_leaves=6,
)


@given(TREES)
def test_every_tree_survives_printing(tree: Node) -> None:
    text = format(tree)
    if len(text) <= MAX_LENGTH:
        assert read(text).tree == tree


def test_queries_are_equal_when_they_ask_the_same() -> None:
    assert read("a AND b") == read("a b")
    assert read("a") != parse("a", today=TODAY, zone=ZoneInfo("Asia/Beirut"))
