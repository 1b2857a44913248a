"""What an address holds that may become a feed, in a few words: for the bounded child processes, and back by value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hemera import languages, markup, urls
from hemera.config import is_zone
from hemera.errors import ParseError
from hemera.pipeline.tasks import Arrived, read_feed
from hemera.types import Feed, FeedKind, Source

if TYPE_CHECKING:
    from hemera.feeds.discover import Front
    from hemera.feeds.habits import Habits
    from hemera.feeds.links import Page

MAX_URLS, MAX_DATES, MAX_TITLES = 500, 50, 40
MAX_JSON = 8_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Survey:
    """What a feed, a sitemap or a section page holds."""

    entries: int
    title: str = ""
    urls: tuple[str, ...] = ()
    dates: tuple[datetime, ...] = ()  # as printed, with their offsets
    language: str = ""
    titled: bool = False  # its entries have titles: of sitemaps, those for news
    children: tuple[str, ...] = ()  # of a sitemap index
    asked_at: datetime | None = None

    @property
    def newest(self) -> datetime | None:
        return max(self.dates, default=None)


@dataclass(frozen=True, slots=True)
class Taught:
    """What is known before a front page's menus are looked at."""

    articles: tuple[str, ...]  # announced by feeds
    skip: tuple[str, ...]  # editions in other languages


@dataclass(frozen=True, slots=True)
class WordPress:
    """What WordPress says of itself at the root of its JSON."""

    name: str = ""
    zone: str = ""
    logo: str = ""


def survey(arrived: Arrived, feed: Feed, source: Source) -> Survey:
    """Read a feed as a poll would, and say what it holds of its source's own site.

    Raises ``ParseError``, ``feed.empty`` among its keys.
    """
    document = read_feed(arrived, feed, source.zone or "UTC")
    if not document.entries and not document.children:
        raise ParseError("feed.empty", "It can be read, and has no entries.")
    ours = [e for e in document.entries if urls.same_site(e.url, source.home) or urls.same_site(e.url, feed.url)]
    titles = ". ".join(entry.title for entry in ours[:MAX_TITLES])
    expected = [tag for tag in (document.language, *source.languages) if tag]
    return Survey(
        entries=len(ours),
        title=document.title,
        urls=tuple(entry.url for entry in ours[:MAX_URLS]),
        dates=tuple(entry.published for entry in ours if entry.published)[:MAX_DATES],
        language=languages.detect(titles, expected)[0] if titles else document.language or "",
        titled=bool(titles.strip(". ")),
        children=document.children,
        asked_at=arrived[3],
    )


def front(arrived: Arrived) -> Front | None:
    """Read a front page; None where it is a feed and no page."""
    from hemera import feeds
    from hemera.feeds.discover import look

    body, content_type, url, now = arrived
    try:
        if feeds.parse(body, url, content_type, now=now).entries:
            return None
    except ParseError:
        pass
    return look(body, url, content_type)


def sections(home: Page, taught: Taught, fetched: Sequence[Arrived]) -> tuple[tuple[str, str, int], ...]:
    """Return (address, name, articles) of the front page and of the sections behind its menus; none where it has no sections.

    A page that was not asked, and stands among sections with an address like theirs, is one: with 0 articles.
    """
    from hemera.feeds import links, menus

    pages = [links.read(body, url, kind) for body, kind, url, _ in fetched]
    habits = _habits([home, *pages], taught)
    counted = {page.url: len(menus.contents(page, habits)) for page in pages}
    offered = [link for link in menus.candidates(home, habits) if link.url not in taught.skip]
    good = [link for link in offered if counted.get(link.url, 0) >= menus.LEAST_ARTICLES]
    alike = menus.alike(good, [link for link in offered if link.url not in counted])
    found = [(link.url, link.title, counted.get(link.url, 0)) for link in offered if link in good or link in alike]
    return ((home.url, "", len(habits.articles(home))), *found) if found else ()


def menu(home: Page, taught: Taught) -> tuple[str, ...]:
    """Return the addresses behind a front page's menus that may be sections."""
    from hemera.feeds import menus

    return tuple(link.url for link in menus.candidates(home, _habits([home], taught)) if link.url not in taught.skip)


def _habits(pages: Sequence[Page], taught: Taught) -> Habits:
    from hemera.feeds.habits import Visited, learn

    return learn(pages, [Visited(url, article=True) for url in taught.articles])


def wordpress(body: bytes) -> WordPress:
    """Read the root of WordPress's JSON. Raises ``ParseError``."""
    try:
        said: Any = json.loads(body) if len(body) <= MAX_JSON else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or "namespaces" not in said:
        raise ParseError("parse.not-wordpress", "This is not WordPress's JSON.")
    zone, logo = str(said.get("timezone_string") or ""), str(said.get("site_icon_url") or "")
    return WordPress(
        name=markup.plain(str(said.get("name") or ""), 100),
        zone=zone if is_zone(zone) else "",
        logo=urls.normalise(logo) if urls.is_http(logo) else "",
    )


def named_sitemaps(robots: bytes, home: str) -> tuple[str, ...]:
    """Return the sitemaps of the same site that a robots.txt names."""
    found: dict[str, None] = {}
    for line in robots[:500_000].decode("utf-8", "replace").splitlines():
        field, _, value = line.partition(":")
        if field.strip().lower() == "sitemap" and urls.is_http(value) and urls.same_site(value.strip(), home):
            found[urls.normalise(value)] = None
    return tuple(found)


def kind_of(feed: Feed, found: Survey) -> str:
    """Call what was found, in English."""
    if feed.kind is FeedKind.SECTION:
        return "section page"
    if feed.kind is FeedKind.FEED:
        return "feed"
    return "sitemap index" if found.children else "news sitemap" if found.titled and found.dates else "sitemap"
