from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hemera.portal import narrowing
from hemera.query import All, Field, Key, Period, Word, parse
from hemera.query import format as text_of
from hemera.query.spans import filters, span

TODAY = date(2026, 11, 22)


def tree(text):
    return parse(text, today=TODAY).tree


def test_a_facet_is_added_to_what_was_asked():
    assert text_of(narrowing.narrowed(tree("pluie"), narrowing.facet("source", "phare"))) == "pluie source:phare"
    assert text_of(narrowing.narrowed(tree("a OR b"), narrowing.facet("language", "ar"))) == "(a OR b) lang:ar"
    assert text_of(narrowing.narrowed(All(), narrowing.facet("author", "Salwa Outrhane"))) == 'author:"Salwa Outrhane"'
    assert text_of(narrowing.narrowed(tree("x section:world"), narrowing.facet("section", "world"))) == "x section:world"


def test_a_period_takes_the_place_of_another():
    assert text_of(narrowing.narrowed(tree("x date:2020"), span("2020-06"))) == "x date:2020-06"
    assert narrowing.facet("year", "2020") == Period(date(2020, 1, 1), date(2020, 12, 31))
    assert span("2024-02") == Period(date(2024, 2, 1), date(2024, 2, 29))


def test_a_filter_is_taken_off():
    asked = tree("pluie source:phare date:2020")
    assert filters(asked) == (Field(Key.SOURCE, "phare"), span("2020"))
    assert text_of(narrowing.widened(asked, span("2020"))) == "pluie source:phare"
    assert narrowing.widened(tree("source:phare"), Field(Key.SOURCE, "phare")) == All()
    assert filters(tree("-source:phare x")) == (), "what must not be is no facet"


def test_looser_searches_come_nearest_first():
    found = [text_of(t) for t in narrowing.looser(tree('"pluie forte" neige source:phare'))]
    assert found[:3] == ['"pluie forte" neige', "pluie forte neige source:phare", "pluie forte neige"]
    assert found[3:] == ["(pluie OR forte OR neige) source:phare", "pluie OR forte OR neige", "pluie", "forte", "neige"]


@given(
    st.text(alphabet='ab "*()-:صOR', max_size=40),
    st.sampled_from(["source", "language", "section", "author"]),
    st.text("abc- ", min_size=1),
)
def test_what_is_added_can_be_taken_off_again(text, name, value):
    asked, item = tree(text), narrowing.facet(name, value)
    more = narrowing.narrowed(asked, item)
    assert item in filters(more)
    if item not in filters(asked):
        assert narrowing.widened(more, item) == asked or isinstance(asked, Word | All)


@given(st.text(max_size=60))
def test_looser_searches_end_and_are_others(text):
    asked = tree(text)
    assert asked not in list(narrowing.looser(asked))
