"""A listing's bytes → articles' addresses and further listings. Runs in the bounded child processes, everything by value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from hemera import markup, sitemaps, urls
from hemera.charset import decode
from hemera.errors import ParseError
from hemera.feeds import links, posts
from hemera.feeds.habits import Habits, Visited, learn
from hemera.feeds.links import Link, Page
from hemera.feeds.shapes import shape
from hemera.listings import Listing, Mention, Mentions, Period, Role, Way
from hemera.past import pages, spans
from hemera.past.variants import without_variants
from hemera.text import fold
from hemera.types import Entry

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

Arrived = tuple[bytes, str, str, datetime]  # body, content type, address, moment of capture (UTC)

USUAL = ("/sitemap.xml", "/sitemap_index.xml")  # asked where robots.txt names none; WordPress names its own
MAX_DEPTH = 2  # sitemap indexes one below the other; what lies deeper is a trap
MAX_SECTIONS = 30
POSTS = 100  # of WordPress at once: the most it gives
_NAMED = 100  # robots.txt has no business naming more sitemaps
# What sitemaps of anything but articles are called.
_NO_ARTICLES = frozenset((
    "category", "categories", "tag", "tags", "post_tag", "author", "authors", "page", "pages", "image", "images", "video", "videos",
    "product", "taxonomies", "users",
))  # fmt: skip
_ARCHIVES = frozenset(map(fold, ("archive", "archives", "أرشيف", "الأرشيف", "ارشيف", "arsheef", "hemeroteca")))
_SLUG = 3  # words; what has more in its address is a headline
_DOUBTED = -3.0  # log-odds from which an address of a sitemap, which says nothing for itself, leads to no article


def seeds(home: str) -> tuple[Listing, ...]:
    """Return where the search for a source's past begins."""
    robots, front = urls.normalise("/robots.txt", home), urls.normalise(home)
    return (
        Listing(robots, Way.SITEMAP, Role.ROBOTS, key=robots),
        Listing(front, Way.PAGES, Role.FRONT, key=f"front {front}"),
    )


def read(arrived: Arrived, listing: Listing, period: Period, visited: Sequence[Visited] = (), zone: str = "UTC") -> Mentions:
    """Read a listing. ``visited`` teach which links lead to articles; ``zone`` is the newsroom's.

    What is certainly not of the period is left out, and so are listings of it. Raises ``ParseError``.
    """
    body, kind, url, now = arrived
    if listing.role is Role.ROBOTS:
        return _robots(body, listing)
    if listing.role is Role.SITEMAP:
        since = datetime.combine(period.since - timedelta(days=1), time(), UTC) if period.since else None
        found = _sitemap(sitemaps.parse(body, url, zone=zone, now=now, since=since), listing, visited)
    elif listing.role is Role.WORDPRESS:
        found = _posts(body, url, listing)
    else:
        tree = markup.parsed(decode(body[: links.MAX_BYTES], kind))
        found = _page(tree, links.of_tree(tree, url), replace(listing, url=url), period, visited)
    return _within(found, period, now)


def _within(found: Mentions, period: Period, now: datetime) -> Mentions:
    """Leave out what is not of the period, or of days to come: calendars go on for ever."""
    latest = now.date() + timedelta(days=1)
    upto = Period(period.since, min(period.until or latest, latest))
    mentions = without_variants([one for one in found.mentions if upto.touches(one.day, one.day)])
    listings = tuple(one for one in found.listings if upto.touches(one.first, one.last))
    return replace(found, mentions=mentions, listings=listings)


# -- sitemaps ----------------------------------------------------------------------------------------------------------


def usual(home: str) -> tuple[Listing, ...]:
    """Return the few addresses at which most sitemaps lie."""
    return tuple(_sitemap_at(urls.normalise(path, home), depth=0) for path in USUAL)


def _robots(body: bytes, listing: Listing) -> Mentions:
    named: dict[str, None] = {}
    for line in body[:500_000].decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip().lower() == "sitemap" and urls.is_http(value) and urls.same_site(value.strip(), listing.url):
            named[urls.normalise(value)] = None
    found = tuple(_sitemap_at(url, depth=0) for url in list(named)[:_NAMED])
    return Mentions(listings=found or usual(listing.url))


def _sitemap_at(url: str, depth: int) -> Listing:
    first, last = spans.of_address(url) or (None, None)
    return Listing(url, Way.SITEMAP, Role.SITEMAP, key=url, depth=depth, first=first, last=last)


def _sitemap(document: Any, listing: Listing, visited: Sequence[Visited]) -> Mentions:
    children = tuple(_sitemap_at(url, listing.depth + 1) for url in document.children if not _is_of_others(url))
    if children and listing.depth >= MAX_DEPTH:
        return Mentions(warnings=("too-deep",))
    entries = _articles(document.entries, visited)
    mentions = tuple(Mention(entry, _day(entry, listing)) for entry in entries)
    return Mentions(mentions, children, document.warnings)


def _is_of_others(url: str) -> bool:
    """Say whether a sitemap's name tells that it lists no articles: ``post_tag-sitemap2.xml``."""
    name = urlsplit(url).path.rsplit("/", 1)[-1].lower()
    return name.partition("-sitemap")[0] in _NO_ARTICLES if "-sitemap" in name else False


def _articles(entries: Sequence[Entry], visited: Sequence[Visited]) -> Iterator[Entry]:
    """Yield those that may be articles: what a news sitemap names, and addresses that do not look like a tag's or a section's."""
    habits = learn([], visited)
    for entry in entries:
        link = Link(entry.url, entry.title, "", chrome=False, heading=False)
        if entry.published or len(shape(entry.url).words) > _SLUG or habits.weigh(link) > _DOUBTED:
            yield entry


def _day(entry: Entry, listing: Listing) -> date | None:
    return (entry.published.date() if entry.published else None) or spans.day_of(entry.url) or listing.first


# -- WordPress ---------------------------------------------------------------------------------------------------------


def _wordpress(root: str, period: Period) -> Listing:
    """Ask for addresses, dates and titles only, newest first. The bound is a day of the past, so that pages do not shift."""
    asked = {"per_page": str(POSTS), "_fields": "link,date_gmt,title", "orderby": "date", "order": "desc"}
    if period.until:
        asked["before"] = f"{period.until + timedelta(days=1)}T00:00:00"
    if period.since:
        asked["after"] = f"{period.since - timedelta(days=1)}T00:00:00"
    return Listing(posts.address(root, asked), Way.WORDPRESS, Role.WORDPRESS, key="wordpress 1")


def _posts(body: bytes, url: str, listing: Listing) -> Mentions:
    try:
        said: Any = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, list):
        raise ParseError("parse.not-wordpress", "This is not WordPress's JSON.")
    mentions = tuple(mention for post in said[:POSTS] if isinstance(post, dict) and (mention := _post(post, url)))
    return Mentions(mentions, (_more_posts(listing),) if len(said) >= POSTS else ())


def _post(post: dict[str, Any], url: str) -> Mention | None:
    address = str(post.get("link") or "")
    if not urls.is_http(address) or not urls.same_site(address, url):
        return None
    title = post.get("title")
    name = markup.plain(str(title.get("rendered") or ""), 500) if isinstance(title, dict) else ""
    raw = str(post.get("date_gmt") or "")[:40]
    try:
        published: datetime | None = datetime.fromisoformat(raw[:19]).replace(tzinfo=UTC)
    except ValueError:
        published = None
    entry = Entry(urls.normalise(address), title=name, published=published, published_raw=raw)
    return Mention(entry, published.date() if published else None)


def _more_posts(listing: Listing) -> Listing:
    number = listing.number + 1
    url = listing.url.partition("&page=")[0] + f"&page={number}"
    return replace(listing, url=url, key=f"wordpress {number}", number=number)


# -- pages of links ----------------------------------------------------------------------------------------------------


def _page(tree: LexborHTMLParser, page: Page, listing: Listing, period: Period, visited: Sequence[Visited]) -> Mentions:
    habits = learn([page], visited)
    archives = tuple(_archives(page.links, listing))
    mentions = tuple(_mentioned(habits, page, listing))
    further = _further(tree, page, listing)
    if listing.role is Role.FRONT:
        root = _api(tree, page.url)
        wordpress = (_wordpress(root, period),) if root else ()
        return Mentions(mentions, (*wordpress, *archives, *(further or tuple(_sections(page, habits)))))
    if mentions and _is_month(listing):
        archives = tuple(one for one in archives if not _is_within(one, listing))  # it lists what its days list
    return Mentions(mentions, (*archives, *further))


def _mentioned(habits: Habits, page: Page, listing: Listing) -> Iterator[Mention]:
    for link in habits.articles(page):
        address = pages.without_session(link.url)
        if spans.of_archive(address) is None:
            yield Mention(Entry(address, title=link.title, language=link.language), spans.day_of(address) or listing.first)


def _archives(found: Iterable[Link], listing: Listing) -> Iterator[Listing]:
    """Yield the archive pages that are linked, each time once; of an archive page's own days, no further ones."""
    for link in found:
        address = pages.without_session(link.url)
        span = spans.of_archive(address)
        if span is None and _leads_to_archives(link):
            yield Listing(address, Way.ARCHIVE, key=address, idle=listing.idle)
        elif span and (listing.first, listing.last) != span:
            yield Listing(address, Way.ARCHIVE, key=f"archive {spans.key(span)}", first=span[0], last=span[1], idle=listing.idle)


def _leads_to_archives(link: Link) -> bool:
    """Say whether a link leads to where archive pages are linked: ``/archives``, «الأرشيف»."""
    last = unquote(urlsplit(link.url).path).strip("/").rpartition("/")[2].partition(".")[0]
    return fold(last) in _ARCHIVES or (len(link.title.split()) <= 3 and not _ARCHIVES.isdisjoint(fold(link.title).split()))


def _further(tree: LexborHTMLParser, page: Page, listing: Listing) -> tuple[Listing, ...]:
    element = tree.css_first("link[rel~=next][href]")
    try:
        said = urls.normalise(element.attributes.get("href") or "", links.base_of(tree, page.url)) if element else ""
    except ParseError:
        said = ""
    address = pages.without_session(pages.following(page.url, page.links, said if urls.same_site(said, page.url) else ""))
    if not address.startswith("http"):
        return ()
    number = listing.number + 1
    key = f"archive {spans.key((listing.first, listing.last))} {number}" if listing.first and listing.last else address
    return (replace(listing, url=address, role=Role.PAGE, key=key, number=number),)


def _sections(page: Page, habits: Habits) -> Iterator[Listing]:
    from hemera.feeds import menus

    for link in menus.candidates(page, habits)[:MAX_SECTIONS]:
        address = pages.without_session(link.url)
        if spans.of_archive(address) is None:
            yield Listing(address, Way.PAGES, key=address)


def _is_month(listing: Listing) -> bool:
    return listing.first is not None and listing.last is not None and (listing.last - listing.first).days <= 31


def _is_within(one: Listing, month: Listing) -> bool:
    return bool(one.first and one.last and month.first and month.last and month.first <= one.first and one.last <= month.last)


def _api(tree: LexborHTMLParser, url: str) -> str:
    element = tree.css_first('link[rel="https://api.w.org/"][href]')
    try:
        address = urls.normalise(element.attributes.get("href") or "", url) if element else ""
    except ParseError:
        return ""
    return address if address and urls.same_site(address, url) else ""
