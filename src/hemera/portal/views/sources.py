"""Every source of the archive."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hemera.languages import direction
from hemera.portal import addresses, dates, lines, wording
from hemera.portal.views.source import summaries
from hemera.store.queries import SourceSummary


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source in the table."""

    href: str
    name: str
    own_name: str
    own_lang: str
    own_dir: str
    languages: str
    articles: str
    latest: str
    latest_iso: str
    rights: str


def sources(request: HttpRequest) -> HttpResponse:
    """Answer with the sources by name, and how much of each is kept."""
    desk = lines.desk(request)
    rows = sorted((_row(desk, summary) for summary in summaries()), key=lambda row: row.name.casefold())
    return render(request, "portal/sources.html", {"rows": rows})


def _row(desk: lines.Desk, summary: SourceSummary) -> SourceRow:
    source, name = summary.source, desk.name(summary.source.id, desk.language)
    own = source.name if source.name != name else ""
    return SourceRow(
        href=addresses.source(desk.language, source.id),
        name=name,
        own_name=own,
        own_lang=source.languages[0],
        own_dir=direction(source.languages[0]),
        languages=" · ".join(wording.language(code) for code in source.languages),
        articles=dates.number(summary.articles, desk.language),
        latest=dates.ago(summary.latest, desk.now, desk.language) if summary.latest else "–",
        latest_iso=summary.latest.isoformat() if summary.latest else "",
        rights=wording.rights(source.rights),
    )
