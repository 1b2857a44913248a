"""From the query tree to Tantivy's own query objects, built by hand: its parser reads ``elec*`` as nothing, without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo

import tantivy

from hemera.index.analysis import asked, joined, lacks_terms
from hemera.index.schema import schema, to_key, year
from hemera.query import All, And, Field, Key, Node, Not, Or, Period, Phrase, Prefix, Query, Word
from hemera.query.nearby import FARTHEST, allowed, beginning
from hemera.text import tokens

# A match in the title counts most; the very word, which has a stem too, twice as much as another form of it.
TITLE, TITLE_STEM, EXACT, STEM = 4.0, 4.0, 1.0, 1.0

_FIELDS = {
    Key.SOURCE: "source",
    Key.LANGUAGE: "language",
    Key.SECTION: "section",
    Key.COUNTRY: "country",
    Key.HAS: "flag",
    Key.IS: "flag",
}

_YEARS = 12  # of more, their lists are as long as the search

_Clause = tuple[tantivy.Occur, tantivy.Query]


def compile_query(query: Query, *, ranked: bool = False) -> tantivy.Query:
    """Return the query whose matches are those of the tree; where they are ``ranked``, their scores too."""
    return _compile(query.tree, query.zone, ranked)


def everything() -> tantivy.Query:
    """Match every article, and not the marker."""
    return unscored(tantivy.Query.exists_query("key"))


def unscored(query: tantivy.Query) -> tantivy.Query:
    """Let a filter not bear on the score."""
    return tantivy.Query.const_score_query(query, 0.0)


def all_of(*queries: tantivy.Query) -> tantivy.Query:
    """Match where all match."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def any_of(queries: list[tantivy.Query], at_least: int = 1) -> tantivy.Query:
    """Match where at least so many match."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries], at_least)


def without(query: tantivy.Query, unwanted: tantivy.Query) -> tantivy.Query:
    """Match where the one matches and the other does not."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, unwanted)])


def term(field: str, value: str | int) -> tantivy.Query:
    """Match documents holding a term."""
    return tantivy.Query.term_query(schema(), field, value, "freq")


def one_of(ids: Sequence[int]) -> tantivy.Query:
    """Match these articles."""
    return unscored(tantivy.Query.term_set_query(schema(), "id", list(ids)))


def almost(words: Sequence[str]) -> Iterator[tantivy.Query]:
    """Yield what matches folded words written almost so, nearest first; nothing where one is too short to guess."""
    if not words or not all(map(allowed, words)):
        return
    for apart in range(1, FARTHEST + 1):
        for fields in (("title",), ("title", "body")):
            yield all_of(*(any_of([_almost(field, word, apart) for field in fields]) for word in words))


def _almost(field: str, word: str, apart: int) -> tantivy.Query:
    """Match words with so many letters apart; at the farthest also those that begin alike."""
    written = tantivy.Query.fuzzy_term_query(schema(), field, word, distance=min(apart, allowed(word)))
    if apart < FARTHEST or not (start := beginning(word)):
        return unscored(written)
    return unscored(any_of([written, tantivy.Query.fuzzy_term_query(schema(), field, start, distance=0, prefix=True)]))


def between(start: int | None, end: int | None) -> tantivy.Query:
    """Match keys from ``start`` on and below ``end``."""
    if start is None and end is None:
        return everything()
    last = None if end is None else end - 1  # an open end must be "included"
    return unscored(tantivy.Query.range_query(schema(), "key", tantivy.FieldType.Integer, start, last))


def _compile(node: Node, zone: tzinfo, ranked: bool) -> tantivy.Query:
    match node:
        case All():
            return everything()
        case Not(item):
            return without(everything(), _compile(item, zone, ranked))
        case And(items):
            return _both(items, zone, ranked)
        case Or(items):
            return any_of([clause for item in items for clause in _either(item, zone, ranked)])
        case Period():
            return all_of(*_days(node, zone))
        case Field():
            return unscored(_filter(node))
        case _:
            return any_of(_text(node, ranked))


def _either(item: Node, zone: tzinfo, ranked: bool) -> list[tantivy.Query]:
    """Return what one of several alternatives adds to their union: words all that they are sought as, for one union is cheaper."""
    return _text(item, ranked) if isinstance(item, Word | Phrase | Prefix) else [_compile(item, zone, ranked)]


def _both(items: tuple[Node, ...], zone: tzinfo, ranked: bool) -> tantivy.Query:
    clauses: list[_Clause] = []
    several = sum(not isinstance(item, Not) for item in items) > 1
    for item in items:
        if isinstance(item, Not):
            clauses.append((tantivy.Occur.MustNot, _compile(item.item, zone, ranked)))
        elif isinstance(item, Period):
            clauses += [(tantivy.Occur.Must, clause) for clause in _days(item, zone)]
        elif ranked and several and isinstance(item, Word) and len(words := tokens(item.text)) == 1:
            clauses += _weighed(words[0], item.title)
        else:
            clauses.append((tantivy.Occur.Must, _compile(item, zone, ranked)))
    if all(isinstance(item, Not) for item in items):
        clauses.append((tantivy.Occur.Must, everything()))
    return tantivy.Query.boolean_query(clauses)


def _days(period: Period, zone: tzinfo) -> list[tantivy.Query]:
    """Return what all must match of the articles of some days.

    To look up an article's moment is dear: of few years, their lists leave few to be looked up.
    """
    start, end = period.bounds(zone)
    clauses = [between(to_key(start) if start else None, to_key(end) if end else None)]
    if start and end and start < end and end.year - start.year < _YEARS:
        clauses.append(of_years(range(start.year, end.year + 1)))
    return clauses


def of_years(years: Iterable[int]) -> tantivy.Query:
    """Match articles of some years of UTC."""
    return unscored(any_of([term("year", year(datetime(one, 7, 1, tzinfo=UTC))) for one in years]))


def _weighed(word: str, title: bool) -> list[_Clause]:
    """Return what has to match of one of several words, and what of it only weighs: that is looked up in what matches all.

    Of one word alone this would be the dearer way: nearly all that weighs is of what matches.
    """
    needed = {(name, form) for name, form, _ in _word(word, title, ranked=False)}
    found = [((name, form) in needed, _boosted(name, form, weight)) for name, form, weight in _word(word, title, ranked=True)]
    clauses = [(tantivy.Occur.Must, any_of([query for needs, query in found if needs]))]
    return clauses + [(tantivy.Occur.Should, query) for needs, query in found if not needs]


def _boosted(field: str, form: str, weight: float) -> tantivy.Query:
    return tantivy.Query.boost_query(term(field, form), weight)


def _filter(field: Field) -> tantivy.Query:
    if field.key is Key.STORY:
        return one_of(sorted(field.among)) if field.among else tantivy.Query.empty_query()
    if field.key is not Key.AUTHOR:
        return term(_FIELDS[field.key], field.value)
    return _in_order("byline", tokens(field.value))


def _text(node: Word | Phrase | Prefix, ranked: bool) -> list[tantivy.Query]:
    """Return what a word is sought as, each a match by itself."""
    words = tokens(node.text)
    if not words:
        return [tantivy.Query.empty_query()]
    if isinstance(node, Word) and len(words) == 1:
        found = _word(words[0], node.title, ranked)
        return [_boosted(name, form, weight) if ranked else term(name, form) for name, form, weight in found]
    sought = _beginning if isinstance(node, Prefix) else _in_order
    return [tantivy.Query.boost_query(sought(name, words), weight) for name, weight in _printed(node.title).items()]


def _printed(title: bool) -> dict[str, float]:
    """Return the fields that hold words as printed, and what one weighs there."""
    return {"title": TITLE} if title else {"title": TITLE, "body": EXACT}


def _word(word: str, title: bool, ranked: bool) -> list[tuple[str, str, float]]:
    """Return (field, form, weight) of what a word is sought as."""
    # All terms are in one field; those of titles, in one more, only weigh, unless titles alone are asked for.
    anyhow = {} if title else {"stem": STEM}
    if title or ranked:
        anyhow["title_stem"] = TITLE_STEM
    found = [(name, form, weight) for name, weight in anyhow.items() for form in sorted(asked(word))]
    found += [(name, form, STEM) for name in _printed(title) for form in joined(word)]
    if ranked or lacks_terms(word):  # else its terms have told all
        found += [(name, word, weight) for name, weight in _printed(title).items()]
    return found


def _in_order(field: str, words: list[str]) -> tantivy.Query:
    if not words:
        return tantivy.Query.empty_query()
    return term(field, words[0]) if len(words) == 1 else tantivy.Query.phrase_query(schema(), field, list(words))


def _beginning(field: str, words: list[str]) -> tantivy.Query:
    """Match the last word as a beginning. Tantivy's own phrase-prefix query silently stops at fifty endings."""
    if len(words) == 1:
        return tantivy.Query.fuzzy_term_query(schema(), field, words[0], distance=0, prefix=True)
    return tantivy.Query.regex_phrase_query(schema(), field, [*words[:-1], words[-1] + ".*"])
