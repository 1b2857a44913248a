"""Several searches side by side: how much attention each got over time, in all articles or in some, and from whom."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hemera import archive
from hemera.errors import IndexUnusable, QueryError
from hemera.languages import direction
from hemera.portal import advice, asking, comparing, coverage, dates, lines, narrowing, wording
from hemera.portal.results import Desk, iri
from hemera.query import Query, both
from hemera.query.spans import span
from hemera.searching import MAX_MONTHS, SearchPage
from hemera.tables import cell

FACETS = ("source", "language")
SHOWN = 8  # values of each


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader asked for: texts of searches, what is common to all, absolute or as a share."""

    texts: tuple[str, ...]
    within: str
    share: bool
    left_out: bool

    def href(self, path: str, *, share: bool) -> str:
        """Return the address of the same comparison."""
        asked = "&".join(f"q={iri(text)}" for text in self.texts)
        return path + "?" + asked + (f"&in={iri(self.within)}" if self.within else "") + ("&share=1" if share else "")


@dataclass(frozen=True, slots=True)
class Course:
    """One search, what it found, and where that leads."""

    text: str
    query: Query
    page: SearchPage
    href: str
    figure: str
    hints: tuple[advice.Advice, ...]

    @property
    def counts(self) -> comparing.Counts:
        return dict(self.page.timeline)


@dataclass(frozen=True, slots=True)
class By:
    """How what was found is spread over sources, or over languages."""

    heading: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def compare(request: HttpRequest) -> HttpResponse:
    """Answer with the drawing and its table; 400 for what cannot be searched, 503 while there is no index."""
    asked, desk = _asked(request), Desk(lines.desk(request), newest=True)
    empty = comparing.MOST - len(asked.texts)
    context = {"asked": asked, "fields": [*asked.texts, *[""] * min(max(1, 2 - len(asked.texts)), empty)], "most": comparing.MOST}
    try:
        return render(request, "portal/compare.html", context | _compared(request, desk, asked))
    except QueryError as error:
        return render(request, "portal/compare.html", context | {"problem": advice.refusal(error)}, status=400)
    except IndexUnusable:
        return render(request, "portal/compare.html", context | {"rebuilding": True}, status=503)


def table(request: HttpRequest) -> HttpResponse:
    """Answer with the same numbers as CSV: a line a span, a column a search, and all articles of that span in the last."""
    asked, desk = _asked(request), Desk(lines.desk(request), newest=True)
    try:
        courses, every = _courses(desk, asked), _every(desk, asked)
    except QueryError as error:
        return HttpResponse(advice.refusal(error).text, status=400, content_type="text/plain; charset=utf-8")
    except IndexUnusable:
        return HttpResponse(_("The search is being rebuilt"), status=503, content_type="text/plain; charset=utf-8")
    names = comparing.spans([course.counts for course in courses])
    columns = [comparing.fitted(counts, names) for counts in [*(course.counts for course in courses), every]]
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="compare.csv"'
    answer["X-Robots-Tag"] = "noindex"
    writer = csv.writer(answer)
    writer.writerow(["period", *(cell(course.text) for course in courses), "all"])
    writer.writerows([name, *values] for name, *values in zip(names, *columns, strict=True))
    return answer


def _asked(request: HttpRequest) -> Asked:
    given = request.GET.getlist("q")
    texts = tuple(dict.fromkeys(text.strip() for text in given[: 4 * comparing.MOST] if text.strip()))
    share = request.GET.get("share") == "1"
    return Asked(texts[: comparing.MOST], request.GET.get("in", "").strip(), share, len(texts) > comparing.MOST)


def _compared(request: HttpRequest, desk: Desk, asked: Asked) -> dict[str, object]:
    courses = _courses(desk, asked)
    names = comparing.spans([course.counts for course in courses])
    series: list[Sequence[float]] = [comparing.fitted(course.counts, names) for course in courses]
    if asked.share and names:
        every = comparing.fitted(_every(desk, asked), names)
        series = [comparing.shares(values, every) for values in series]  # type: ignore[arg-type]  # counts still

    def href(n: int, name: str) -> str:
        return desk.href(narrowing.narrowed(courses[n].query.tree, span(name)))

    language = desk.lines.language
    return {
        "courses": courses,
        "graph": comparing.draw(names, series, language, href, mirrored=direction(language) == "rtl"),
        "spread": _spread(desk, courses),
        "coverage": _coverage(desk, names),
        "absolute": asked.href(request.path, share=False),
        "share": asked.href(request.path, share=True),
        "csv": asked.href(request.path + ".csv", share=False),
    }


def _coverage(desk: Desk, names: Sequence[str]) -> coverage.Line | None:
    """Say of how many sources something may be missing in the time that is drawn."""
    first = span(names[0]).first if names else None
    return coverage.line(desk.lines, first, span(names[-1]).last or desk.lines.today) if first else None


def _courses(desk: Desk, asked: Asked) -> list[Course]:
    index = archive.search_index()
    found = []
    for text in asked.texts:
        query = _parse(desk, text, asked.within)
        page = index.search(query, limit=1, facets=FACETS, timeline=MAX_MONTHS)
        hints = tuple(advice.hints(query))
        found.append(Course(text, query, page, desk.href(query), dates.number(page.total, desk.lines.language), hints))
    return found


def _every(desk: Desk, asked: Asked) -> comparing.Counts:
    """Count all articles among which was searched."""
    page = archive.search_index().search(_parse(desk, asked.within), limit=1, timeline=MAX_MONTHS)
    return dict(page.timeline)


def _parse(desk: Desk, *texts: str) -> Query:
    """Read texts that must all be answered; each for itself, so that an OR in one does not reach into another."""
    queries = [asking.read(text) for text in texts]
    hints = tuple(hint for query in queries for hint in query.hints)
    return Query(both([query.tree for query in queries]), queries[0].text, hints, desk.lines.zone)


def _spread(desk: Desk, courses: Sequence[Course]) -> list[By]:
    """Return the values that most of what was found shares, with what each search finds there."""
    headings = {"source": _("By source"), "language": _("By language")}
    spread = []
    for name in FACETS:
        found = [dict(course.page.facets[name]) for course in courses]
        values = sorted({value for counts in found for value in counts}, key=lambda value: -sum(c.get(value, 0) for c in found))
        rows = tuple((_named(desk, name, value), _figures(desk, found, value)) for value in values[:SHOWN])
        if rows:
            spread.append(By(headings[name], rows))
    return spread


def _figures(desk: Desk, found: Sequence[comparing.Counts], value: str) -> tuple[str, ...]:
    return tuple(dates.number(counts.get(value, 0), desk.lines.language) for counts in found)


def _named(desk: Desk, name: str, value: str) -> str:
    return desk.lines.name(value, desk.lines.language) if name == "source" else wording.language(value)
