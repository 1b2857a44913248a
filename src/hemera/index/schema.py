"""The index's fields, and articles and paging positions in their terms.

Ids are signed: deleting by an unsigned term deletes nothing and says nothing (tantivy-py turns the value into a signed term;
``test_replacing_leaves_one`` watches it). Nothing is stored: an article's id and time are read from ``key``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import tantivy

from hemera.errors import IndexUnusable
from hemera.index.analysis import ANALYSIS_VERSION, analysed
from hemera.index.parts import Searcher
from hemera.searching import IndexDocument
from hemera.text import tokens

SCHEMA_VERSION = 3
VERSION = f"{SCHEMA_VERSION}.{ANALYSIS_VERSION}"  # names the index's folder: another version never opens it

# key = published seconds << ID_BITS | id: one signed number that orders by time, is unique, and holds both.
ID_BITS = 30
MAX_ID = (1 << ID_BITS) - 1
_MAX_SECONDS = (1 << 63 - ID_BITS) - 1  # 1698 to 2242

_CENTURY = 100 * 365.25 * 86400  # seconds

# The document that carries the watermark, so that it is committed with what it vouches for. Articles count from 1.
MARKER_ID = 0

FACETS = ("source", "language", "section", "author")
# Years are counted by those of UTC; in another time zone some articles around their edges belong to the other one.
NEAR_NEW_YEAR = range(-16, 16)  # hours: no place was ever farther apart

TOGETHER = ("language", "section")  # counted by one column, "fr\tsociety": to go over one more costs a fifth of all counting


@cache
def schema() -> tantivy.Schema:
    """Return the fields. Changing them means another ``SCHEMA_VERSION``."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_integer_field("seq", fast=True)  # of the marker alone
    builder.add_integer_field("key", fast=True)
    builder.add_float_field("freshness", fast=True)
    for name in (*FACETS, "country", "flag"):
        builder.add_text_field(name, tokenizer_name="raw", fast=name in FACETS and name not in TOGETHER, index_option="basic")
    for name in ("together", "year"):
        builder.add_text_field(name, tokenizer_name="raw", fast=True, index_option="basic")
    for name in ("title", "body", "byline"):
        builder.add_text_field(name, tokenizer_name="words", index_option="position")
    for name in ("title_stem", "stem"):
        builder.add_text_field(name, tokenizer_name="words", index_option="freq")
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Give an opened index its analyser; every process must. All folding is done before."""
    index.register_tokenizer("words", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def to_key(published_at: datetime, id_: int = 0) -> int:
    """Return the sort key of an article."""
    seconds = int(published_at.timestamp() // 1)
    return (max(-_MAX_SECONDS, min(_MAX_SECONDS, seconds)) << ID_BITS) + id_


def from_key(key: int) -> tuple[int, datetime]:
    """Return id and time of publication, in UTC, to the second."""
    return key & MAX_ID, datetime.fromtimestamp(key >> ID_BITS, UTC)


def keys(searcher: Searcher, hits: Sequence[tuple[Any, Any]]) -> list[int]:
    """Return the sort keys of search results, in their order."""
    return [int(key) for key in searcher.fast_field_values("key", [address for _, address in hits]) if key is not None]


def to_document(document: IndexDocument) -> tantivy.Document:
    """Return an article as its fields."""
    if not MARKER_ID < document.id <= MAX_ID:
        raise IndexUnusable("index.id", "Article id {id} is outside the index's range.", id=document.id)
    made = tantivy.Document()
    made.add_integer("id", document.id)
    made.add_integer("key", to_key(document.published_at, document.id))
    made.add_float("freshness", _freshness(document.published_at.timestamp()))
    _add_filters(made, document)
    _add_text(made, document)
    return made


def to_marker(seq: int) -> tantivy.Document:
    """Return the document that says how far the change log was applied."""
    made = tantivy.Document()
    made.add_integer("id", MARKER_ID)
    made.add_integer("seq", seq)
    return made


def _freshness(published: float) -> float:
    """Return what scores are multiplied with, as log2(2 + value): about a twentieth more for each ten years.

    Continuous, so that it also tells apart what scores the same.
    """
    return max(0.0, published / _CENTURY + 0.2)  # since 1950


def weight(key: int) -> float:
    """Return what the score of an article with such a sort key is multiplied with."""
    return math.log2(2 + _freshness(key >> ID_BITS))


def latest(searcher: Searcher) -> float:
    """Return a weight that no article has more than."""
    years = [int(name) for name, _ in searcher.terms_with_prefix("year", "")]
    return weight(to_key(datetime(max(years, default=1970) + 1, 1, 1, tzinfo=UTC)))


def year(published_at: datetime) -> str:
    """Return the UTC year of a moment, as its key has it."""
    return f"{_keyed(published_at).year:04}"


def _keyed(published_at: datetime) -> datetime:
    return from_key(to_key(published_at))[1]


def new_years(hours: Iterable[int]) -> list[str]:
    """Return the flags of articles published so many hours after a UTC year began, or before where negative."""
    return [f"newyear{hour:+d}" for hour in hours]


def _hours_from_new_year(published_at: datetime) -> int:
    moment = _keyed(published_at)
    nearest = moment.year + (moment.month > 6)
    return int((moment - datetime(nearest, 1, 1, tzinfo=UTC)).total_seconds() // 3600)


def _add_filters(made: tantivy.Document, document: IndexDocument) -> None:
    for name in ("source", "language", "section", "country"):
        if value := getattr(document, name).casefold():
            made.add_text(name, value)
    made.add_text("together", "\t".join(getattr(document, name).casefold() for name in TOGETHER))
    made.add_text("year", year(document.published_at))
    if (hour := _hours_from_new_year(document.published_at)) in NEAR_NEW_YEAR:
        made.add_text("flag", *new_years([hour]))
    for author in dict.fromkeys(document.authors):
        made.add_text("author", author)
        made.add_text("byline", " ".join(tokens(author)))
    for flag, raised in (("image", document.has_image), ("revised", document.revised)):
        if raised:
            made.add_text("flag", flag)


def _add_text(made: tantivy.Document, document: IndexDocument) -> None:
    title, title_stems = analysed(document.title, document.language)
    made.add_text("title", title)
    made.add_text("title_stem", title_stems)
    made.add_text("stem", title_stems)
    # Each value starts a new stretch of positions, so that no phrase reaches from the lead into the body.
    for words, terms in _texts(document):
        made.add_text("body", words)
        made.add_text("stem", terms)


def _texts(document: IndexDocument) -> list[tuple[str, str]]:
    """Return lead and body, analysed; most bodies begin with their lead."""
    body = analysed(document.body, document.language)
    if document.body.startswith(document.lead) and not document.body[len(document.lead) : len(document.lead) + 1].strip():
        return [body]
    lead = analysed(document.lead, document.language)
    return [body] if f"{body[0]} ".startswith(f"{lead[0]} ") else [lead, body]
