"""Search: results with their passages, facets, a timeline, and something to try where nothing was found."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hemera import archive, clock
from hemera.errors import IndexUnusable, QueryError
from hemera.languages import direction
from hemera.portal import advice, asking, coverage, dates, lines, narrowing, passages, rights, timeline, wording
from hemera.protocols import Index
from hemera.query import Field, Key, Node, Period, Query, Word, format, nearby  # noqa: A004  the grammar's own word
from hemera.query.printing import QUOTES
from hemera.searching import SearchPage
from hemera.store import queries
from hemera.text import tokens
from hemera.types import Article

PER_PAGE = 15
FACETS = ("source", "language", "section", "author", "year")
SHOWN, MOST = 7, 18  # values of a facet at once, and behind "more"
TRIED, PROPOSALS = 8, 4  # searches nearby that are counted, and shown, where nothing was found
_UNSAFE = re.compile(r"[\x00-\x20\"#%&+<>\\^`{|}\x7f]")


@dataclass(frozen=True, slots=True)
class Choice:
    """A search next to this one."""

    text: str
    href: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """The values results share, most frequent first."""

    name: str
    heading: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One result: its row, and its title and passage as (text, is it a hit)."""

    row: lines.Row
    title: passages.Pieces
    passage: passages.Pieces


@dataclass(frozen=True, slots=True)
class Desk:
    """What every link of the page is made with."""

    lines: lines.Desk
    newest: bool

    def href(self, query: Node | Query | str, *, newest: bool | None = None, cursor: str = "") -> str:
        """Return the address of a search, as an IRI: Arabic stays readable, and a third as long."""
        text = query if isinstance(query, str) else format(query)
        best = not (self.newest if newest is None else newest)
        rest = ("&sort=relevance" if best else "") + (f"&cursor={quote(cursor)}" if cursor else "")
        return f"/{self.lines.language}/search?q={iri(text)}{rest}"


def search(request: HttpRequest) -> HttpResponse:
    """Answer with a page of results; 400 for what cannot be searched, 503 while there is no index."""
    text, newest, cursor = request.GET.get("q", ""), request.GET.get("sort") != "relevance", request.GET.get("cursor") or None
    desk = Desk(lines.desk(request), newest)
    context = {"q": text, "text": text, "newest": newest, "sorts": _sorts(desk, text)}
    try:
        return render(request, "portal/search.html", context | _results(desk, text, cursor))
    except QueryError as error:
        problem = advice.refusal(error)
        return render(request, "portal/search.html", context | {"problem": problem, "href": desk.href(problem.query)}, status=400)
    except IndexUnusable:
        return render(request, "portal/search.html", context | {"rebuilding": True}, status=503)


def iri(text: str) -> str:
    """Escape what an address cannot hold; letters of any script stay."""
    return _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", text)


def _results(desk: Desk, text: str, cursor: str | None) -> dict[str, object]:
    query = asking.read(text)
    index, begun = archive.search_index(), clock.now()
    page = index.search(query, limit=PER_PAGE, cursor=cursor, newest=desk.newest, facets=FACETS, timeline=True)
    took = clock.now() - begun
    language = desk.lines.language
    return {
        "text": format(query),
        "total": page.total,
        "figure": dates.number(page.total, language),
        "took": dates.number(max(1, round(took.total_seconds() * 1000)), language),
        "hints": [(a.text, a.query, desk.href(a.query)) for a in advice.hints(query)],
        "chosen": _chosen(desk, query),
        "found": _found(desk, query, page),
        "facets": _facets(desk, query, page),
        "timeline": _timeline(desk, query, page),
        "coverage": _coverage(desk, query, page),
        "meant": None if page.total else _meant(desk, query, index),
        "proposals": [] if page.total else _proposals(desk, query, index),
        "feed": f"/{language}/search/feed?q={iri(text)}",
        "older": desk.href(text, cursor=page.cursor) if page.cursor else "",
        "paged": desk.href(text) if cursor else "",
    }


def _found(desk: Desk, query: Query, page: SearchPage) -> list[Found]:
    articles = queries.articles([hit.id for hit in page.hits])
    return [_one(desk, query, article) for article in articles]


def _one(desk: Desk, query: Query, article: Article) -> Found:
    shown = rights.shown(article, desk.lines.now, trusted=desk.lines.trusted)
    passage = passages.passage(query, shown, article.line.language)
    return Found(desk.lines.row(article.line), passages.title(query, article), passage)


def _chosen(desk: Desk, query: Query) -> list[Choice]:
    """Return the filters in force, each leading to the search without it."""
    return [Choice(_named(desk, item), desk.href(narrowing.widened(query.tree, item))) for item in narrowing.filters(query.tree)]


def _sorts(desk: Desk, text: str) -> list[tuple[str, str, bool]]:
    """Return (words, address, is it this one) of both orders."""
    orders = ((_("newest first"), True), (_("best first"), False))
    return [(words, desk.href(text, newest=newest), newest == desk.newest) for words, newest in orders]


def _facets(desk: Desk, query: Query, page: SearchPage) -> list[Facet]:
    headings = {"source": _("Source"), "language": _("Language"), "section": _("Section"), "author": _("Author"), "year": _("Year")}
    taken = set(narrowing.filters(query.tree))
    facets = []
    for name in FACETS:
        offered = [(narrowing.facet(name, value), n) for value, n in page.facets.get(name, ())[:MOST] if value]
        # What every result has in common, or was asked for, narrows nothing.
        choices = tuple(_choice(desk, query, item, n) for item, n in offered if item not in taken and n < page.total)
        if choices:
            facets.append(Facet(name, headings[name], choices[:SHOWN], choices[SHOWN:]))
    return facets


def _choice(desk: Desk, query: Query, item: Field | Period, articles: int) -> Choice:
    href = desk.href(narrowing.narrowed(query.tree, item))
    return Choice(_named(desk, item), href, dates.number(articles, desk.lines.language))


def _timeline(desk: Desk, query: Query, page: SearchPage) -> timeline.Timeline | None:
    def href(name: str) -> str:
        return desk.href(narrowing.narrowed(query.tree, narrowing.span(name)))

    language = desk.lines.language
    return timeline.draw(page.timeline, language, href, mirrored=direction(language) == "rtl")


def _coverage(desk: Desk, query: Query, page: SearchPage) -> coverage.Line | None:
    """Say of how many sources something may be missing in the time that was searched, or from the first month found to today."""
    asked = narrowing.filters(query.tree)
    periods, sources = (
        [i for i in asked if isinstance(i, Period)],
        [i.value for i in asked if isinstance(i, Field) and i.key is Key.SOURCE],
    )
    found = [narrowing.span(name).first for name, n in page.timeline if n]
    first = max((i.first for i in periods if i.first), default=min((day for day in found if day), default=None))
    last = min((i.last for i in periods if i.last), default=desk.lines.today)
    return coverage.line(desk.lines, first, last, sources) if first else None


def _meant(desk: Desk, query: Query, index: Index) -> Choice | None:
    """Return the search with the words nobody printed replaced by those printed almost so, where that finds something."""

    def better(word: Word) -> Word:
        folded = tokens(word.text)
        if len(folded) != 1 or index.count(replace(query, tree=word)):
            return word
        titles = [line.title for line in queries.lines(index.near(folded[0]))]
        return replace(word, text=nearby.nearest(word.text, titles) or word.text)

    tree = nearby.reworded(query.tree, better)
    found = index.count(replace(query, tree=tree)) if tree != query.tree else 0
    return Choice(format(tree), desk.href(tree), dates.number(found, desk.lines.language)) if found else None


def _proposals(desk: Desk, query: Query, index: Index) -> list[Choice]:
    """Return up to four searches nearby that do find something."""
    trees = narrowing.looser(query.tree, *_unquoted(query))
    counted = ((tree, index.count(replace(query, tree=tree))) for tree in islice(trees, TRIED))
    found = islice(((tree, n) for tree, n in counted if n), PROPOSALS)
    return [Choice(format(tree), desk.href(tree), dates.number(n, desk.lines.language)) for tree, n in found]


def _unquoted(query: Query) -> list[Node]:
    """Read the text again without quotation marks: what a mark never closed had swallowed may be filters."""
    try:
        return [asking.read(re.sub(f"[{QUOTES}]", " ", query.text)).tree]
    except QueryError:
        return []


def _named(desk: Desk, item: Field | Period) -> str:
    """Return what a filter is called on the page."""
    language = desk.lines.language
    if isinstance(item, Period):
        return timeline.period(item.first, item.last, language)
    names: dict[Key, Callable[[str], str]] = {
        Key.SOURCE: lambda value: desk.lines.name(value, language),
        Key.LANGUAGE: wording.language,
        Key.SECTION: lambda value: wording.section(value) or value,
    }
    return names.get(item.key, str)(item.value)
