"""Search: results with their passages, facets, a timeline, and something to try where nothing was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from textwrap import shorten

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hemera import archive, clock
from hemera.errors import IndexUnusable, QueryError
from hemera.languages import direction
from hemera.portal import advice, asking, coverage, dates, folding, lines, narrowing, timeline, wording
from hemera.portal.results import Desk, found, iri
from hemera.protocols import Index
from hemera.query import Field, Key, Node, Period, Query, format, meaning, read_period  # noqa: A004  the grammar's own word
from hemera.query.printing import QUOTES
from hemera.query.spans import filters, searched, sources, span
from hemera.searching import SearchPage
from hemera.store import queries

PER_PAGE = 15
FACETS = ("source", "language", "section", "author", "year")
ASKED = frozenset({"author"})  # counted only where somebody asks: a thousand names a search cost as much as all else
SHOWN, MOST = 7, 18  # values of a facet at once, and behind "more"
TITLE = 60  # characters, of an article that names a story
TRIED, PROPOSALS = 8, 4  # searches nearby that are counted, and shown, where nothing was found


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
    choices: tuple[Choice, ...] = ()
    more: tuple[Choice, ...] = ()
    ask: str = ""  # the address of the page that counts them


def search(request: HttpRequest) -> HttpResponse:
    """Answer with a page of results; 400 for what cannot be searched, 503 while there is no index."""
    given = request.GET
    text, cursor = given.get("q", ""), given.get("cursor") or None
    single, why, authors = (given.get(name) == "1" for name in ("copies", "why", "authors"))
    desk = Desk(lines.desk(request), given.get("sort") != "relevance", single, why, authors)
    context = {"q": text, "text": text, "newest": desk.newest}
    try:
        if given.get("from") or given.get("to"):
            return redirect(desk.href(_between(text, given.get("from", ""), given.get("to", ""))))
        return render(request, "portal/search.html", context | _results(desk, text, cursor))
    except QueryError as error:
        problem = advice.refusal(error)
        return render(request, "portal/search.html", context | {"problem": problem, "href": desk.href(problem.query)}, status=400)
    except IndexUnusable:
        return render(request, "portal/search.html", context | {"rebuilding": True}, status=503)


def _between(text: str, since: str, until: str) -> Node:
    """Return a search narrowed to the days between two, each as after ``date:``; an end that is no day is left open."""
    tree, today = asking.read(text).tree, clock.now().astimezone(lines.zone()).date()
    first, last = read_period("after", since, today), read_period("date", f"..{until}", today)
    period = Period(first.first if first else None, last.last if last else None)
    if period.first and period.last and period.first > period.last:
        period = read_period("date", f"{until}..{since}", today) or period
    return narrowing.narrowed(tree, period) if period != Period(None, None) else tree


def _results(desk: Desk, text: str, cursor: str | None) -> dict[str, object]:
    query, index, begun = asking.read(text), archive.search_index(), clock.now()
    asked = folding.Asked(PER_PAGE, cursor, desk.newest, desk.single)
    page = _page(desk, index, query, asked)
    hints = [(a.text, a.query, desk.href(a.query)) for a in advice.hints(query)]
    meant = None if page.total else meaning.meant(query, index, _texts)
    if meant:
        query, text = meant[0], format(meant[0])
        page = _page(desk, index, query, asked)
    took = clock.now() - begun
    return (
        _answer(desk, query, text, page)
        | _listed(desk, query, text, asked, page)
        | {
            "took": dates.number(max(1, round(took.total_seconds() * 1000)), desk.lines.language),
            "hints": hints,
            "meant": Choice(text, desk.href(text)) if meant else None,
            "proposals": [] if page.total else _proposals(desk, query, index),
        }
    )


def _page(desk: Desk, index: Index, query: Query, asked: folding.Asked) -> SearchPage:
    names = [name for name in FACETS if desk.authors or name not in ASKED]
    return index.search(query, limit=asked.limit, cursor=asked.cursor, newest=asked.newest, facets=names, timeline=timeline.MONTHS)


def _texts(ids: Sequence[int]) -> list[str]:
    return [content.title + "\n" + content.text for content in queries.texts(ids).values()]


def _answer(desk: Desk, query: Query, text: str, page: SearchPage) -> dict[str, object]:
    """Return what is said of all results."""
    return {
        "text": format(query),
        "total": page.total,
        "figure": dates.number(page.total, desk.lines.language),
        "sorts": _sorts(desk, text),
        "chosen": _chosen(desk, query),
        "facets": _facets(desk, query, page),
        **_timed(query),
        "timeline": _timeline(desk, query, page),
        "coverage": _coverage(desk, query, page),
        "feed": f"/{desk.lines.language}/search/feed?q={iri(text)}",
    }


def _listed(desk: Desk, query: Query, text: str, asked: folding.Asked, page: SearchPage) -> dict[str, object]:
    """Return the page's lines, and the ways on from them."""
    results, following = folding.read(archive.search_index(), query, asked, page)
    return {
        "found": found(desk, query, results),
        "folded": any(result.copies for result in results),
        "single": desk.single,
        "copies": desk.href(text, single=not desk.single),
        "why": desk.why,
        "reasons": desk.href(text, cursor=asked.cursor or "", why=not desk.why),
        "older": desk.href(text, cursor=following) if following else "",
        "paged": desk.href(text) if asked.cursor else "",
    }


def _chosen(desk: Desk, query: Query) -> list[Choice]:
    """Return the filters in force, each leading to the search without it."""
    return [Choice(_named(desk, item), desk.href(narrowing.widened(query.tree, item))) for item in filters(query.tree)]


def _sorts(desk: Desk, text: str) -> list[tuple[str, str, bool]]:
    """Return (words, address, is it this one) of both orders."""
    orders = ((_("newest first"), True), (_("best first"), False))
    return [(words, desk.href(text, newest=newest), newest == desk.newest) for words, newest in orders]


def _facets(desk: Desk, query: Query, page: SearchPage) -> list[Facet]:
    headings = {"source": _("Source"), "language": _("Language"), "section": _("Section"), "author": _("Author"), "year": _("Year")}
    taken = set(filters(query.tree))
    facets = []
    for name in FACETS:
        offered = [(narrowing.facet(name, value), n) for value, n in page.facets.get(name, ())[:MOST] if value]
        # What every result has in common, or was asked for, narrows nothing.
        choices = tuple(_choice(desk, query, item, n) for item, n in offered if item not in taken and n < page.total)
        if choices:
            facets.append(Facet(name, headings[name], choices[:SHOWN], choices[SHOWN:]))
        elif name not in page.facets and page.total > 1:
            facets.append(Facet(name, headings[name], ask=desk.href(query, authors=True) + "#narrow"))
    return facets


def _choice(desk: Desk, query: Query, item: Field | Period, articles: int) -> Choice:
    href = desk.href(narrowing.narrowed(query.tree, item))
    return Choice(_named(desk, item), href, dates.number(articles, desk.lines.language))


def _timed(query: Query) -> dict[str, object]:
    """Return the search without its days, and the days."""
    period = next((item for item in filters(query.tree) if isinstance(item, Period)), Period(None, None))
    return {
        "timeless": format(narrowing.widened(query.tree, period)),
        "since": period.first.isoformat() if period.first else "",
        "until": period.last.isoformat() if period.last else "",
    }


def _timeline(desk: Desk, query: Query, page: SearchPage) -> timeline.Timeline | None:
    def href(name: str) -> str:
        return desk.href(narrowing.narrowed(query.tree, span(name)))

    language = desk.lines.language
    return timeline.draw(page.timeline, language, href, mirrored=direction(language) == "rtl")


def _coverage(desk: Desk, query: Query, page: SearchPage) -> coverage.Line | None:
    """Say of how many sources something may be missing in the time that was searched, or from the first month found to today."""
    first, last = searched(query.tree, page.timeline, desk.lines.today)
    return coverage.line(desk.lines, first, last, sources(query.tree)) if first else None


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


def _title(name: str) -> str:
    """Return the title of an article named ``source/number``, its direction its own; the name where there is none to show."""
    source, _slash, number = name.partition("/")
    titles = [shorten(line.title, TITLE, placeholder=" …") for line in queries.lines(queries.named([(source, int(number))]))]
    return next((f"\u2068{title}\u2069" for title in titles), name)


def _named(desk: Desk, item: Field | Period) -> str:
    """Return what a filter is called on the page."""
    language = desk.lines.language
    if isinstance(item, Period):
        return timeline.period(item.first, item.last, language)
    names: dict[Key, Callable[[str], str]] = {
        Key.SOURCE: lambda value: desk.lines.name(value, language),
        Key.LANGUAGE: wording.language,
        Key.SECTION: lambda value: wording.section(value) or value,
        Key.STORY: lambda value: _("the story of %(article)s") % {"article": _title(value)},
    }
    return names.get(item.key, str)(item.value)
