"""Of which sources something may be missing, in a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.coverage import Holes
from hemera.portal import addresses, causes, coverage, dates, lines


@dataclass(frozen=True, slots=True)
class Row:
    """A source with holes."""

    href: str
    name: str
    hours: str
    causes: tuple[str, ...]
    lasts: bool


def holes(request: HttpRequest) -> HttpResponse:
    """Answer with the sources that have holes between two days, ``from`` and ``to``; the last thirty where they are not given."""
    desk = lines.desk(request)
    last = min(_day(request, "to") or desk.today, desk.today)
    first = _day(request, "from") or last - timedelta(days=coverage.DAYS - 1)
    told = coverage.line(desk, first, last)
    collected = coverage.collected(desk)
    found = coverage.holes(max(first, coverage.EARLIEST), last, desk.zone) if told else []
    context = {
        "first": dates.day(first, desk.language),
        "last": dates.day(last, desk.language),
        "told": told,
        "rows": sorted((_row(desk, one) for one in found if one.source in collected), key=lambda row: row.name.casefold()),
    }
    return render(request, "portal/coverage.html", context)


def _day(request: HttpRequest, name: str) -> date | None:
    text = request.GET.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadRequest(name) from error


def _row(desk: lines.Desk, one: Holes) -> Row:
    return Row(
        href=addresses.source(desk.language, one.source),
        name=desk.name(one.source, desk.language),
        hours=dates.number(round(one.hours), desk.language),
        causes=tuple(dict.fromkeys(causes.cause(key) for key in one.causes)),
        lasts=one.lasts,
    )
