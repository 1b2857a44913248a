"""What every page shows around its own content: masthead, sections, languages and the wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hemera import clock
from hemera.languages import direction
from hemera.portal import addresses, dates, lines, memory, wording
from hemera.store import changes, queries

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
    """The top of every page; ``wire`` is its finished list of newest headlines."""

    name: str
    lang: str
    dir: str
    root: str
    date: str
    hijri: str
    counts: str
    articles: str
    contact: str
    private: bool
    sections: tuple[Link, ...]
    languages: tuple[Link, ...]
    wire: SafeString


def masthead(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``masthead``; nothing is read before a template asks for it."""
    return {"masthead": SimpleLazyObject(lambda: _masthead(request))}


def _masthead(request: HttpRequest) -> Masthead:
    config, language, desk = settings.HEMERA, get_language() or settings.LANGUAGE_CODE, lines.desk(request)
    private = config.visibility == "private"
    closed = private and not desk.trusted  # an error page before the door says nothing of what is inside
    total = queries.Totals(0, 0, 0) if closed else totals(desk.today)
    return Masthead(
        name=config.name,
        lang=language,
        dir=direction(language),
        root=addresses.front(language),
        date=dates.day(desk.today, language, weekday=True),
        hijri=dates.hijri(desk.today, language),
        counts="" if closed else _counts(total, language),
        articles=dates.number(total.articles, language),
        contact=config.contact,
        private=private and not closed,
        sections=_sections(language, request.path),
        languages=_languages(request, language),
        wire=SafeString() if closed else wire_items(language, changes.head(), desk.today),
    )


def _counts(total: queries.Totals, language: str) -> str:
    sources = wording.counted(language, "%(count)s source", "%(count)s sources", total.sources)
    today = wording.counted(language, "%(count)s article today", "%(count)s articles today", total.today)
    return f"{sources} · {today}"


@memory.remember(60)
def totals(today: date) -> queries.Totals:
    """Return the masthead's figures, at most a minute old: counting millions of rows is not for every page."""
    return queries.totals(today)


def _sections(language: str, path: str) -> tuple[Link, ...]:
    named = ((addresses.section(language, name), wording.section(name)) for name in wording.SECTIONS)
    return tuple(Link(href, text, current=path == href) for href, text in named)


def _languages(request: HttpRequest, language: str) -> tuple[Link, ...]:
    query = request.META.get("QUERY_STRING", "")
    return tuple(
        Link(addresses.other_language(request.path, query, code), wording.OWN_NAMES[code], code, code == language)
        for code, _ in settings.LANGUAGES
    )


@memory.remember(300)
def wire_items(language: str, head: int, today: date, count: int = WIRE) -> SafeString:
    """Return the wire's finished items. They are made anew when the change log moves (``head``) or the day turns."""
    desk = lines.Desk(language, clock.now(), lines.zone(), lines.sources(), trusted=False)
    return render_to_string("portal/wire_items.html", {"rows": desk.wire(queries.newest(count))})
