"""Marks are where reading a text word by word would put them."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from hemera.index.analysis import alike
from hemera.query import Phrase, Prefix, Query, Word
from hemera.query.highlight import Alike, marked, places
from hemera.query.tree import Or, Text
from hemera.text import words

PRINTED = (
    "pont",
    "ponts,",
    "le",
    "Pont",
    "week-end",
    "l’eau",
    "«eau»",
    "–",
    "\u200bpo\u200bnt",
    "المدرسة",
    "مدرسة،",
    "بمدرسة",
    "الـمدرسةِ",
    "في",
    "a.b",
    "مُدَرِّســة",
    "ـمدرسة",
    "ﻣﺪرﺳﺔ",
    "ﻻ",
    "مسو\u0654ول",
    "مسؤول",
    "oeil",
    "œil,",
    "ﬁn",
    "fin",
    "ﬀin",
    "ＰＯＮＴ",
    "po\u0302nt\u0327s",
    "x_pont",
    "½eau",
    "lʼeau",
    "𝐩𝐨𝐧𝐭",
    "понт",
    "٢٠٢٠",
    "2020",
    "ªeau",
)
SOUGHT = (
    "pont",
    "le pont",
    "week-end le",
    "eau",
    "المدرسة",
    "مدرسة في",
    "po",
    "a b",
    "–",
    "مسئول",
    "œil",
    "fin",
    "ff",
    "понт",
    "2020",
    "لا",
)


def terms() -> st.SearchStrategy[Text]:
    return st.builds(
        lambda kind, text, title: kind(text, title), st.sampled_from([Word, Phrase, Prefix]), st.sampled_from(SOUGHT), st.booleans()
    )


def letters_marked(text: str, sought: list[Text], forms: Alike) -> Iterator[int]:
    located = words(text)
    for term in sought:
        for first, last in places([word for word, _, _ in located], term, forms):
            yield from range(located[first][1], located[last][2])


@given(
    st.lists(st.sampled_from(PRINTED)),
    st.sampled_from([" ", "  ", "\n", " \u00a0"]),
    st.lists(terms(), min_size=1, max_size=3),
    st.sampled_from(["ar", "fr"]),
)
def test_marks_are_where_reading_word_by_word_puts_them(blobs: list[str], space: str, sought: list[Text], language: str) -> None:
    text = space.join(blobs)
    found = marked(text, Query(Or(tuple(sought))), alike(language))
    assert "".join(piece for piece, _ in found) == text
    at, drawn = 0, set()
    for piece, is_marked in found:
        drawn |= set(range(at, at + len(piece))) if is_marked else set()
        at += len(piece)
    assert drawn == set(letters_marked(text, sought, alike(language)))
