"""The front page: what several sources report stands first, then the sections; the wire beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from hemera import clock
from hemera.portal import addresses, lines, memory, pagecache, printing, wording
from hemera.store import queries
from hemera.stories.groups import Group, group
from hemera.types import Line

WINDOW = timedelta(hours=72)
MOST = 300  # lines grouped; a busier press fills them in less than the window
STORIES = 10  # beside the leading one
ALSO = 4  # other headlines under the leading one
PER_SECTION = 4


@dataclass(frozen=True, slots=True)
class Story:
    """An event as the front page shows it: its newest article, and others' headlines on it."""

    row: lines.Row
    also: tuple[lines.Row, ...]
    coverage: str


@dataclass(frozen=True, slots=True)
class Section:
    """One section's newest articles that stand nowhere above."""

    name: str
    href: str
    titles: SafeString


def front(request: HttpRequest) -> HttpResponse:
    """Answer with the front page."""
    desk = lines.desk(request)
    events = _events(desk.language)
    sections = _newest_by_section()
    wanted = dict.fromkeys((*(i for event in events for i in event), *(i for ids in sections.values() for i in ids)))
    fresh = _lines(tuple(wanted), pagecache.hidings(request))
    stories = [_story(desk, [fresh[i] for i in ids if i in fresh]) for ids in events if any(i in fresh for i in ids)]
    above = {row.id for story in stories for row in (story.row, *story.also)}
    below = [_section(desk, name, [fresh[i] for i in ids if i in fresh and i not in above]) for name, ids in sections.items()]
    context = {"lead": stories[0] if stories else None, "stories": stories[1:], "sections": [s for s in below if s.titles]}
    return render(request, "portal/front.html", context)


@memory.remember(pagecache.FRESH.total_seconds())
def _lines(ids: tuple[int, ...], hidings: int) -> dict[int, Line]:
    """Read the lines anew whenever something was hidden: one grouped some seconds ago may have been withdrawn since."""
    return {line.id: line for line in queries.lines(ids)}


@memory.remember(20)
def _events(language: str) -> tuple[tuple[int, ...], ...]:
    """Return the ids of the newest events; the leading one, and the first among equals, is in the reader's language if any is."""
    groups = group(queries.newest(MOST, published__gte=clock.now() - WINDOW))
    if not groups:
        groups = group(queries.newest(STORIES + 1))  # a quiet archive still has a front page
    ordered = sorted(groups, key=lambda g: (-len(g.sources), g.language != language))
    lead = [g for g in ordered if g.language == language][:1]
    return tuple(_ids(g) for g in (*lead, *(g for g in ordered if g not in lead))[: STORIES + 1])


def _ids(found: Group) -> tuple[int, ...]:
    """Return a group's ids: the article with a picture and a lead first, then the newest of each other source."""
    first = next((line for line in found.lines if line.image and line.lead), found.lines[0])
    others: dict[str, Line] = {}
    for line in found.lines:
        if line.source != first.source:
            others.setdefault(line.source, line)
    return (first.id, *(line.id for line in others.values()))


@memory.remember(20)
def _newest_by_section() -> dict[str, tuple[int, ...]]:
    return {name: tuple(line.id for line in found) for name, found in queries.sections(PER_SECTION + 4, wording.SECTIONS).items()}


def _story(desk: lines.Desk, members: Sequence[Line]) -> Story:
    first, *others = desk.rows(members)
    sources = wording.counted(first.speech, "%(count)s source", "%(count)s sources", len(members)) if others else ""
    return Story(first, tuple(others[:ALSO]), sources)


def _section(desk: lines.Desk, name: str, found: Sequence[Line]) -> Section:
    return Section(wording.section(name), addresses.section(desk.language, name), printing.titles(desk.rows(found[:PER_SECTION])))
