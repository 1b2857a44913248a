from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.query import And, Field, Key, Not, Phrase, Word
from hemera.query.nearby import completions, distance, nearest, reworded

SHORT = st.text("abcd", max_size=6)


@pytest.mark.parametrize(
    ("asked", "texts", "meant"),
    [
        ("festivla", ["Le festival de Bab Errih", "Festivals"], "festival"),
        ("inondatoin", ["L’inondation d’hier", "Les inondations"], "inondation"),
        ("élction", ["Élection au port"], "Élection"),
        ("المدرية", ["تفتح المديرية أبوابها"], "المديرية"),
        ("pluie", ["Pluie"], None),  # as it is printed
        ("mer", ["mur"], None),  # too short to guess
        ("passerelle", ["parapluie"], None),
        ("week-ned", ["week-end"], None),  # two words
        ("déplaçait", ["Il se déplace", "déplorent"], "déplace"),  # another ending
        ("ânnes", ["ânes", "années", "années"], "années"),  # as near as the other, and more frequent
    ],
)
def test_the_nearest_printed_word(asked: str, texts: list[str], meant: str | None) -> None:
    assert nearest(asked, texts) == meant


@given(SHORT, SHORT)
def test_distances_are_those_of_a_measure(one: str, other: str) -> None:
    apart = distance(one, other)
    assert apart == distance(other, one)
    assert (apart == 0) == (one == other)
    assert abs(len(one) - len(other)) <= apart <= max(len(one), len(other))


@given(SHORT.filter(lambda text: len(text) > 1), st.integers(0, 4))
def test_two_neighbours_swapped_are_one_mistake(word: str, at: int) -> None:
    at %= len(word) - 1
    assert distance(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :]) <= 1


def test_filters_and_what_must_not_be_there_stay() -> None:
    tree = And((Word("pliue"), Phrase("grande pliue", title=True), Field(Key.SOURCE, "phare"), Not(Word("pliue"))))
    changed = reworded(tree, lambda word: Word(word.text.replace("pliue", "pluie"), word.title))
    assert changed == And((Word("pluie"), Phrase("grande pluie", title=True), Field(Key.SOURCE, "phare"), Not(Word("pliue"))))


def test_words_that_begin_so_the_most_frequent_first_as_printed_most() -> None:
    titles = ["Élections au port", "L’élection du port", "Les élections", "Électricité", "les élections", "Réélection"]
    assert completions("elec", titles, 3) == ["élections", "élection", "Électricité"]
    assert completions("المد", ["فتح المدرسة", "المدينة والمدرسة"], 5) == ["المدرسة", "المدينة"]
    assert completions("deux mots", titles, 3) == completions("", titles, 3) == []
