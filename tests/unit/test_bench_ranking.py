"""The press that ranking is measured on: the same every time, and inflected as its languages are."""

from __future__ import annotations

import random

import pytest

from hemera.query.nearby import distance
from hemera.text import fold
from inflected import SHARE, Press, mistyped, unaccented
from ranking import memories


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def test_every_word_has_forms_and_every_memory_is_of_its_article(press: Press) -> None:
    items = list(press.articles(60))
    assert {item.language for item in items} == set(SHARE)
    asked = memories(items, random.Random(1))
    assert {memory.kind for memory in asked} == {"title words", "text words", "with a typo", "other forms", "no accents"}
    for memory in asked:
        if memory.kind == "title words":
            assert all(
                fold(word) in fold(memory.article.title) or unaccented(word) in memory.article.title for word in memory.words
            )
        if memory.kind == "other forms":
            printed = {form for _, form in memory.article.about}
            assert not printed & set(memory.words)


def test_a_mistake_is_one(press: Press) -> None:
    chance = random.Random(1)
    for lexeme in press.lexemes["fr"][:200]:
        assert distance(lexeme.forms[0], mistyped(lexeme.forms[0], chance)) <= 1


def test_typed_in_a_hurry() -> None:
    assert unaccented("أسئلة المستشفى") == "اسيله المستشفي"
    assert unaccented("élevé") == "eleve"
