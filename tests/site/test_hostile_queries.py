"""Whatever is typed into the search box is answered, with a hint or without one, soon, and never with an error of ours."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.test import Client

from hemera import archive
from hemera.errors import QueryError
from hemera.portal import asking, pagecache
from hemera.searching import MAX_MONTHS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelved")]

SOON = 1.0  # CPU seconds
KEYS = (
    *("source", "lang", "section", "author", "title", "date", "after", "before", "has", "is", "country", "story", "id", "key"),
    *("المصدر", "قبل"),
)
SIGNS = (
    *"\"«»“”()*:-|&+~^?\\/%'.,;!<>[]{}#@=_$`\0\t\n",
    *("\u200b", "\u200e", "\u200f", "\u202e", "\u2066", "\ufeff", "\u0640", "\ud800", "\U0010ffff", "\u0301" * 40, "\u1e9e"),
    *("’", "ـ", "ّ", "ﷺ", "İ", "ß", "🌧️", "..", "…", "--", "**", "((", "))", '""'),
)
WORDS = (  # of people, and of other languages of search, of databases and of templates
    *("pluie", "مطر", "rain", "والمطر", "l’eau", "x" * 300, "مـ" * 60, "é" * 64, "a*b*c*", "*", "e*", "a" * 63 + "*", "12:30:15"),
    *(
        "OR",
        "AND",
        "NOT",
        "أو",
        "TO",
        "NEAR",
        "NEAR(a b, 5)",
        "col:",
        "^pluie",
        "pluie~2",
        "pluie^99",
        "[a TO z]",
        "{a TO *}",
        "/.*/",
    ),
    *("_id:1", "body_stem", "SELECT", "1=1", "1 OR 1=1", "'; DROP TABLE", "UNION", "%00", "%s", "{0}", "\\u0000", "../../etc"),
    *("{{ 7*7 }}", "{% now %}", "<script>", "${jndi:x}", "http://x.example/?q=a&b=c"),
    *("2020", "2020-06", "P7D", "P99999D", "9999-99-99", "0000", "-1", "1e309", "NaN"),
)


def hostile(count: int, seed: int) -> Iterator[str]:
    """Yield searches made of signs, keys and words in any order, some of noise alone, some far too long."""
    chance = random.Random(seed)

    def part() -> str:
        kind = chance.random()
        if kind < 0.35:
            return chance.choice(SIGNS)
        if kind < 0.75:
            return chance.choice(WORDS)
        if kind < 0.93:
            return chance.choice(KEYS) + ":"
        return "".join(
            chr(chance.choice((chance.randrange(0x250), chance.randrange(0x600, 0x700), chance.randrange(0x11000))))
            for _ in range(4)
        )

    for _ in range(count):
        text = chance.choice(("", " ", " ")).join(part() for _ in range(chance.randint(1, chance.choice((3, 9, 30)))))
        yield text * chance.choice((1,) * 40 + (50, 2_000))


def answered(text: str, **parameters: str) -> int:
    """Ask the search page; return its status."""
    typed = urlencode({"q": text} | parameters, errors="surrogatepass")
    pagecache.forget()
    began = time.process_time()
    answer = Client(raise_request_exception=True).get(f"/fr/search?{typed}")
    assert time.process_time() - began < SOON
    assert "<h1>" in answer.content.decode()
    return answer.status_code


def found(text: str) -> None:
    """Ask the index itself, in both orders, with all there is to count; of a refused search what is proposed instead."""
    try:
        query = asking.read(text)
    except QueryError as refused:
        query = asking.read(str(refused.details["suggestion"]))
    for newest in (True, False):
        archive.search_index().search(query, newest=newest, facets=("source", "language", "year"), timeline=MAX_MONTHS)


@pytest.mark.parametrize(("count", "seed"), [(100, 1), pytest.param(10_000, 2, marks=pytest.mark.faults)])
def test_any_noise_is_answered_soon(count: int, seed: int) -> None:
    refused = 0
    for number, text in enumerate(hostile(count, seed)):
        began = time.process_time()
        found(text)
        assert time.process_time() - began < SOON, text
        status = answered(text, sort=("newest", "relevance")[number % 2])
        assert status in (200, 400), text
        refused += status == 400
    assert 0 < refused < count / 2, "some are too long, and most are not"


def test_a_quote_an_asterisk_ten_kilobytes_and_other_languages_of_search() -> None:
    for text in (
        '"',
        "*",
        '"*"',
        "'; DROP TABLE article; --",
        "NEAR(pluie neige)",
        "pluie^2~3",
        "body:pluie",
        "/p.*/",
        "pluie AND",
    ):
        assert answered(text) == 200, text
    assert answered("a" * 10_000) == 400


def test_a_page_that_cannot_be_is_refused_or_the_first_one() -> None:
    for value in ("1000000000", "-1", "NaN", "1e309", "", "0x10", "٣", "null", "[]", "\0"):
        assert answered("pluie", cursor=value) == (200 if value == "" else 400)
        for name in ("page", "limit", "offset", "copies", "why"):
            assert answered("pluie", **{name: value}) == 200
        for name in ("from", "to"):
            assert Client().get("/fr/search", {"q": "pluie", name: value}).status_code == (302 if value else 200)
