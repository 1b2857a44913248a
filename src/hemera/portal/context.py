"""What every page shows around its own content: masthead, sections, languages and the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from hemera import clock
from hemera.languages import direction
from hemera.portal import addresses, dates, lasting, lines, memory, pagecache, wording
from hemera.store import queries

WIRE = 48  # headlines on every page


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the masthead."""

    href: str
    text: str
    lang: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Masthead:
    """What stands around a page's content. ``top``, ``sections``, ``foot`` and ``wire`` are finished: they hardly ever change."""

    name: str
    lang: str
    dir: str
    site: str
    root: str
    counts: str
    articles: str
    private: bool
    languages: tuple[Link, ...]
    top: SafeString
    sections: SafeString
    foot: SafeString
    wire: SafeString


def masthead(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``masthead``; nothing is read before a template asks for it."""
    return {"masthead": cache(lambda: _masthead(request))}  # templates call what can be called; a proxy would cost more


def _masthead(request: HttpRequest) -> Masthead:
    config, language, desk = settings.HEMERA, get_language() or settings.LANGUAGE_CODE, lines.desk(request)
    private = config.visibility == "private"
    closed = private and not desk.trusted  # an error page before the door says nothing of what is inside
    total = queries.Totals(0, 0, 0) if closed else totals(desk.today)
    counts, root = "" if closed else _counts(total, language), addresses.front(language)
    return Masthead(
        name=config.name,
        lang=language,
        dir=direction(language),
        site=lasting.site(request),
        root=root,
        counts=counts,
        articles=dates.number(total.articles, language),
        private=private and not closed,
        languages=_languages(request, language),
        top=_part("top", language, config.name, desk.today, counts),
        sections=_sections(language, request.path if "/section/" in request.path or request.path == root else ""),
        foot=_part("foot", language, config.name),
        wire=SafeString() if closed else wire_items(language, pagecache.hidings(request), desk.today),
    )


@memory.remember(3600)
def _part(name: str, language: str, title: str, today: date | None = None, counts: str = "") -> SafeString:
    """Return the finished beginning or end of pages."""
    days = (dates.day(today, language, weekday=True), dates.hijri(today, language)) if today else ()
    return render_to_string(
        f"portal/{name}.html", {"name": title, "root": addresses.front(language), "days": days, "counts": counts}
    )


def _counts(total: queries.Totals, language: str) -> str:
    sources = wording.counted(language, "%(count)s source", "%(count)s sources", total.sources)
    today = wording.counted(language, "%(count)s article today", "%(count)s articles today", total.today)
    return f"{sources} · {today}"


@memory.remember(60)
def totals(today: date) -> queries.Totals:
    """Return the masthead's figures, at most a minute old: counting millions of rows is not for every page."""
    return queries.totals(today)


@memory.remember(3600)
def _sections(language: str, path: str) -> SafeString:
    """Return the finished links to the front page and all sections; the one at ``path`` is marked."""
    front = addresses.front(language)
    named = ((addresses.section(language, name), wording.section(name)) for name in wording.SECTIONS)
    links = [Link(href, text, current=path == href) for href, text in ((front, gettext("Front page")), *named)]
    return render_to_string("portal/sections.html", {"links": links})


def _languages(request: HttpRequest, language: str) -> tuple[Link, ...]:
    query = request.META.get("QUERY_STRING", "")
    return tuple(
        Link(addresses.other_language(request.path, query, code), wording.OWN_NAMES[code], code, code == language)
        for code, _ in settings.LANGUAGES
    )


@memory.remember(pagecache.FRESH.total_seconds())
def wire_items(language: str, hidings: int, today: date, count: int = WIRE) -> SafeString:
    """Return the wire's finished items, as new as pages that are kept; at once without what was hidden (``hidings``)."""
    desk = lines.Desk(language, clock.now(), lines.zone(), lines.sources(), trusted=False)
    return render_to_string("portal/wire_items.html", {"rows": desk.wire(queries.newest(count))})
