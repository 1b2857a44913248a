"""Frozen queries: what was found and when, what may be missing of it, how to cite it, what became of it since; and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hemera import archive, frozen
from hemera.errors import IndexUnusable, NotFound, QueryError
from hemera.frozen import Checked, Frozen
from hemera.portal import addresses, advice, asking, coverage, dates, lasting, lines
from hemera.portal.results import iri
from hemera.query import LONG

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Count:
    """A line of a table."""

    text: str
    figure: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A frozen query in the list of all."""

    href: str
    name: str
    query: str
    day: str
    day_iso: str
    figure: str


def every(request: HttpRequest) -> HttpResponse:
    """Answer with the frozen queries, newest first; freeze one where it was posted."""
    if request.method == "POST":
        return freeze(request)
    desk, after = lines.desk(request), request.GET.get("before", "")
    some, older = frozen.some(settings.HEMERA.folder, PER_PAGE, after)
    rows = [_row(desk, made) for made in some]
    return render(request, "portal/frozenlist.html", {"rows": rows, "older": older, "paged": bool(after)})


def _row(desk: lines.Desk, made: Frozen) -> Row:
    day = made.frozen_at.astimezone(ZoneInfo(made.zone)).date()
    return Row(
        href=f"/{desk.language}/frozen/{made.id}",
        name=made.name,
        query="" if made.query == made.name else made.query,
        day=dates.day(day, desk.language),
        day_iso=day.isoformat(),
        figure=dates.number(made.articles, desk.language),
    )


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with a frozen query's page."""
    desk, made = lines.desk(request), _found(name)
    checked = frozen.last_check(settings.HEMERA.folder, made.id)
    context = {
        "made": made,
        "figure": dates.number(made.articles, desk.language),
        "frozen_at": _moment(desk, made),
        "again": f"/{desk.language}/search?q={iri(made.query)}",
        "sources": _sources(desk, made),
        "missing": _missing(desk, made),
        "citation": frozen.citation(made, f"{lasting.site(request)}/{settings.HEMERA.languages[0]}/frozen/{made.id}"),
        "checked": _checked(desk, checked) if checked else [],
        "checked_at": dates.day(checked.at.astimezone(desk.zone).date(), desk.language) if checked else "",
        "unchanged": checked is not None and checked.unchanged,
        "package": f"/api/v1/frozen/{made.id}/package" if desk.trusted or made.articles <= settings.HEMERA.export_rows else "",
    }
    return render(request, "portal/frozen.html", context)


@require_POST
@staff_member_required
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze a query and lead to its page; staff only."""
    try:
        query = asking.read(request.POST.get("q", ""), bounds=LONG)
        made = frozen.freeze(settings.HEMERA, archive.search_index(), query, request.POST.get("name", "")[:200])
    except QueryError as error:
        return HttpResponse(advice.refusal(error).text, status=400, content_type="text/plain; charset=utf-8")
    except IndexUnusable:
        return HttpResponse(_("The search is being rebuilt"), status=503, content_type="text/plain; charset=utf-8")
    return redirect("frozen", name=made.id)


@require_POST
@staff_member_required
def check(request: HttpRequest, name: str) -> HttpResponse:
    """Ask a frozen query again; staff only."""
    try:
        frozen.check(settings.HEMERA.folder, _found(name), archive.search_index())
    except IndexUnusable:
        return HttpResponse(_("The search is being rebuilt"), status=503, content_type="text/plain; charset=utf-8")
    return redirect("frozen", name=name)


def _found(name: str) -> Frozen:
    try:
        return frozen.find(settings.HEMERA.folder, name)
    except NotFound as error:
        raise Http404(name) from error


def _moment(desk: lines.Desk, made: Frozen) -> str:
    at = made.frozen_at.astimezone(ZoneInfo(made.zone))
    return f"{dates.day(at.date(), desk.language)} {dates.clock(at)}"


def _sources(desk: lines.Desk, made: Frozen) -> list[Count]:
    counted = sorted(made.sources.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        Count(desk.name(name, desk.language), dates.number(n, desk.language), addresses.source(desk.language, name))
        for name, n in counted
    ]


def _missing(desk: lines.Desk, made: Frozen) -> coverage.Line | None:
    """Say what was known to be missing when it was frozen."""
    period = made.period
    if period is None:
        return None
    first, last = dates.day(period.first, desk.language), dates.day(period.last, desk.language)
    text = f"{first} – {last}: {coverage.of_sources(len(period.gaps), period.sources, desk.language)}"
    return coverage.Line(text, f"/{desk.language}/sources/coverage?from={period.first}&to={period.last}")


def _checked(desk: lines.Desk, checked: Checked) -> list[Count]:
    words = {
        "same": _("as they were"),
        "revised": _("changed by their sources"),
        "reread": _("read anew by better rules of ours"),
        "came": _("found now, and not then"),
        "left": _("not found any more"),
        "withdrawn": _("withdrawn"),
        "held": _("held for inspection"),
        "lost": _("no longer in the record"),
    }
    return [Count(words[kind], dates.number(n, desk.language)) for kind, n in checked.counts.items() if n]
