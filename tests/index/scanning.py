"""A second engine behind ``protocols.Index``: it reads every article from end to end, by the query tree alone. Slow: an oracle."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo

from hemera.errors import IndexUnusable, QueryError
from hemera.index.analysis import alike, terms
from hemera.query import All, And, Field, Key, Node, Not, Or, Period, Phrase, Prefix, Query, Word
from hemera.query.nearby import FARTHEST, allowed, beginning
from hemera.query.tree import positive
from hemera.searching import MAX_MONTHS, Hit, IndexChange, IndexDocument, SearchPage
from hemera.text import tokens

MAX_ID, FACET_VALUES = (1 << 30) - 1, 200
TITLE, TITLE_FORM, EXACT, FORM = 4.0, 3.0, 2.0, 1.0
_Order = tuple[float, int, int]  # score, moment, id


class ScanningIndex:
    """Holds articles in memory, and looks at all of them for every question."""

    def __init__(self) -> None:
        self._held: dict[int, IndexDocument] = {}
        self._watermark = 0
        self._answered: dict[tuple[Query, bool], list[_Order]] = {}  # since the last change

    def apply(self, changes: Sequence[IndexChange]) -> None:
        for change in changes:
            if change.document and not 0 < change.id <= MAX_ID:
                raise IndexUnusable("index.id", "Article id {id} is outside the index's range.", id=change.id)
        self._answered.clear()
        for change in changes:
            self._held.pop(change.id, None)
            if change.document:
                self._held[change.id] = change.document
            self._watermark = change.seq

    def watermark(self) -> int:
        return self._watermark

    def ids(self) -> Iterator[int]:
        return iter(sorted(self._held))

    def close(self) -> None:
        pass

    def count(self, query: Query) -> int:
        return len(self._found(query))

    def search(
        self,
        query: Query,
        *,
        limit: int = 20,
        cursor: str | None = None,
        newest: bool = True,
        facets: Iterable[str] = (),
        timeline: int = 0,
    ) -> SearchPage:
        names = tuple(facets)
        if unknown := set(names) - set(_FACETS):
            raise QueryError("query.bad-facet", "There is no facet {name}.", name=min(unknown))
        if (query, newest) not in self._answered:
            self._answered[query, newest] = self._ordered(query, self._found(query), newest=newest)
        order = self._answered[query, newest]
        found = [self._held[id_] for _, _, id_ in order]
        start = _position(cursor, newest=newest) if cursor else (math.inf, 0, 0)
        rest = [place for place in order if place < start]
        shown = rest[: max(1, min(limit, 1000))]
        return SearchPage(
            hits=tuple(Hit(id_, score, datetime.fromtimestamp(moment, UTC)) for score, moment, id_ in shown),
            total=len(found),
            cursor=_cursor(shown[-1], newest=newest) if len(rest) > len(shown) else None,
            facets={name: _counted(_FACETS[name](found, query.zone), by_name=name == "year") for name in names},
            timeline=_drawn(_timeline(found, query.zone), timeline) if timeline else (),
        )

    def among(self, query: Query, ids: Collection[int], *, newest: bool = True) -> tuple[int, ...]:
        found = [document for document in self._found(query) if document.id in ids]
        return tuple(id_ for _, _, id_ in self._ordered(query, found, newest=newest))

    def near(self, words: Sequence[str], *, among: Query, limit: int = 20) -> tuple[int, ...]:
        found = self._found(among) if words and all(map(allowed, words)) else []
        for apart in range(1, FARTHEST + 1):
            for text in (_title, _all):
                those = [d for d in found if all(any(_is_near(w, p, apart) for p in text(d)) for w in words)]
                if those:
                    return tuple(id_ for _, _, id_ in self._ordered(among, those, newest=True)[:limit])
        return ()

    def related(
        self, title: str, text: str, language: str, *, exclude: int, limit: int = 6, since: datetime | None = None
    ) -> tuple[int, ...]:
        others = [d for d in self._held.values() if d.id != exclude and (since is None or d.published_at >= since)]
        same = [d for d in others if d.language == language]
        found = self._alike(terms(tokens(f"{title} {text}"), language), same, lambda d: terms(_all(d), d.language))
        found += self._alike(tokens(f"{title} {text}"), [d for d in others if d not in same], _all)
        return tuple(found[:limit])

    def _alike(self, sample: list[str], among: list[IndexDocument], words: Callable[[IndexDocument], list[str]]) -> list[int]:
        printed = {d.id: frozenset(words(d)) for d in self._held.values()}
        held = Counter(word for those in printed.values() for word in those)
        most = max(5, len(printed) // 10)
        telling = {word for word in sample if len(word) > 2 and 2 <= held[word] <= most}
        shared = {d.id: telling & printed[d.id] for d in among}
        worth = {
            id_: sum(1 / held[word] for word in those) for id_, those in shared.items() if len(those) >= max(2, len(telling) // 4)
        }
        return sorted(worth, key=lambda id_: -worth[id_])

    def _found(self, query: Query) -> list[IndexDocument]:
        return [document for document in self._held.values() if _matches(query.tree, document, query.zone)]

    def _ordered(self, query: Query, found: list[IndexDocument], *, newest: bool) -> list[_Order]:
        ranked = not newest and any(positive(query.tree))
        return sorted(((_score(query, d) if ranked else 0.0, _moment(d), d.id) for d in found), reverse=True)


def _title(document: IndexDocument) -> list[str]:
    return tokens(document.title)


def _body(document: IndexDocument) -> list[str]:
    return [*tokens(document.lead), *tokens(document.body)]


def _all(document: IndexDocument) -> list[str]:
    return [*_title(document), *_body(document)]


def _moment(document: IndexDocument) -> int:
    """Return the second, within what an index can tell apart: 1698 to 2242."""
    return max(1 - (1 << 33), min((1 << 33) - 1, int(document.published_at.timestamp() // 1)))


def _matches(node: Node, document: IndexDocument, zone: tzinfo) -> bool:
    match node:
        case All():
            return True
        case Not(item):
            return not _matches(item, document, zone)
        case And(items):
            return all(_matches(item, document, zone) for item in items)
        case Or(items):
            return any(_matches(item, document, zone) for item in items)
        case Period():
            start, end = node.bounds(zone)
            return (not start or document.published_at >= start) and (not end or document.published_at < end)
        case Field():
            return _passes(node, document)
        case _:
            return any(_strength(node, document))


def _passes(field: Field, document: IndexDocument) -> bool:
    match field.key:
        case Key.AUTHOR:
            return any(_in_order(tokens(field.value), tokens(author), str.__eq__) for author in document.authors)
        case Key.HAS:
            return document.has_image
        case Key.IS:
            return document.revised
        case Key.STORY:
            return document.id in field.among
        case key:
            name = {Key.LANGUAGE: "language"}.get(key, key.value)
            return bool(field.value) and getattr(document, name).casefold() == field.value


def _strength(term: Word | Phrase | Prefix, document: IndexDocument) -> tuple[int, int, int, int]:
    """Return how often a term stands in the title, there in another form, in the text, there in another form."""
    sought = tokens(term.text)
    last = str.startswith if isinstance(term, Prefix) else str.__eq__
    title, text = [tokens(document.title)], [] if term.title else [tokens(document.lead), tokens(document.body)]
    exact = [sum(_in_order(sought, words, last) for words in part) for part in (title, text)]
    forms = [0, 0]
    if isinstance(term, Word) and len(sought) == 1:
        answers = alike(document.language)
        forms = [sum(answers(sought[0], w) for words in part for w in words if w != sought[0]) for part in (title, text)]
    return exact[0], forms[0], exact[1], forms[1]


def _in_order(sought: list[str], printed: list[str], last: Callable[[str, str], bool]) -> int:
    """Return how often words follow each other; the last is compared by ``last(printed, sought)``."""
    count = len(sought)
    runs = (printed[at : at + count] for at in range(len(printed) - count + 1)) if count else ()
    return sum(run[:-1] == sought[:-1] and last(run[-1], sought[-1]) for run in runs)


def _score(query: Query, document: IndexDocument) -> float:
    """Title before text, the word before its forms; where that is the same, the fresher."""
    worth = 0.0
    for term in positive(query.tree):
        weights = zip((TITLE, TITLE_FORM, EXACT, FORM), _strength(term, document), strict=True)
        worth += sum(weight * math.log1p(times) for weight, times in weights)
    return worth * math.log2(2 + max(0.0, (_moment(document) / (365.25 * 86_400) + 20) / 100))


def _months(found: list[IndexDocument], zone: tzinfo) -> list[int]:
    moments = (datetime.fromtimestamp(_moment(document), UTC).astimezone(zone) for document in found)
    return [moment.year * 12 + moment.month - 1 for moment in moments]


def _timeline(found: list[IndexDocument], zone: tzinfo) -> tuple[tuple[str, int], ...]:
    counts = Counter(_months(found, zone))
    if not counts:
        return ()
    last = max(counts)
    kept = range(max(min(counts), last - MAX_MONTHS + 1), last + 1)
    first = next(month for month in kept if counts[month])
    return tuple((f"{month // 12:04}-{month % 12 + 1:02}", counts[month]) for month in kept if month >= first)


def _drawn(counts: tuple[tuple[str, int], ...], months: int) -> tuple[tuple[str, int], ...]:
    """Add months up to years where there are more than that."""
    if len(counts) <= months:
        return counts
    found: dict[str, int] = {}
    for name, n in counts:
        found[name[:4]] = found.get(name[:4], 0) + n
    return tuple(found.items())


def _years(found: list[IndexDocument], zone: tzinfo) -> Iterator[str]:
    for name, count in _timeline(found, zone):
        yield from [name[:4]] * count


_FACETS: dict[str, Callable[[list[IndexDocument], tzinfo], Iterable[str]]] = {
    "source": lambda found, _: (d.source.casefold() for d in found),
    "language": lambda found, _: (d.language.casefold() for d in found),
    "section": lambda found, _: (d.section.casefold() for d in found),
    "author": lambda found, _: (author for d in found for author in dict.fromkeys(d.authors)),
    "year": _years,
}


def _counted(values: Iterable[str], *, by_name: bool) -> tuple[tuple[str, int], ...]:
    counts = Counter(value for value in values if value)
    if by_name:
        return tuple(sorted(counts.items(), reverse=True))
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:FACET_VALUES])


def _cursor(place: _Order, *, newest: bool) -> str:
    return " ".join(["newest" if newest else "best", *map(repr, place)])


def _position(text: str, *, newest: bool) -> _Order:
    order, *place = text.split(" ")
    try:
        score, moment, id_ = place
        if order == ("newest" if newest else "best"):
            return float(score), int(moment), int(id_)
    except ValueError:
        pass
    raise QueryError("query.bad-cursor", "This page of results cannot be found again.")


def _is_near(word: str, printed: str, apart: int) -> bool:
    """Say whether a word is printed almost so, or at the farthest begins so."""
    start = beginning(word) if apart == FARTHEST else ""
    return _distance(word, printed) <= min(apart, allowed(word)) or bool(start and printed.startswith(start))


def _distance(one: str, other: str) -> int:
    """Return how many letters were put in, left out, changed or swapped."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, there in enumerate(other, 1):
            cost = min(row[-1] + 1, before[j] + 1, before[j - 1] + (letter != there))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == there:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
