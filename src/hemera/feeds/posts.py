"""The newest posts of a WordPress site, as its JSON lists them (https://developer.wordpress.org/rest-api/reference/posts/).

One answer holds what an RSS feed does and more: whole texts, moments in UTC, authors, sections and pictures by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from hemera import languages, markup, urls
from hemera.errors import ParseError
from hemera.feeds.reader import MAX_CONTENT, Reader, list_at, text_at
from hemera.types import Entry, FeedDocument

MAX_POSTS = 100  # the most WordPress gives at once
POLLED = 20  # posts of a poll: twice what its RSS holds, and still a small answer
_FIELDS = "id,link,guid,date,date_gmt,title,excerpt,content,lang,_links,_embedded"
ASKED = {"per_page": str(POLLED), "_embed": "author,wp:term,wp:featuredmedia", "_fields": _FIELDS}


def address(root: str, asked: Mapping[str, str] = ASKED) -> str:
    """Return where a site's newest posts are listed; ``root`` is that of its JSON, "/?rest_route=/" without pretty addresses."""
    return urls.normalise(f"{root.rstrip('/')}/wp/v2/posts{'&' if '?' in root else '?'}{urlencode(asked)}")


def parse_posts(posts: list[Any], reader: Reader) -> FeedDocument:
    """Read a list of posts; raises ``ParseError`` (``parse.not-feed``) for any other list."""
    if posts and not any(isinstance(post, dict) and "link" in post and isinstance(post.get("title"), dict) for post in posts):
        raise ParseError("parse.not-feed", "This JSON is not a feed.")
    if len(posts) > MAX_POSTS:
        reader.warnings["too-many-entries"] = None
    entries = (_entry(post, reader) for post in posts[:MAX_POSTS] if isinstance(post, dict))
    return FeedDocument(tuple(entry for entry in entries if entry), warnings=tuple(reader.warnings))


def _entry(post: Mapping[str, Any], reader: Reader) -> Entry | None:
    guid = _rendered(post, "guid")
    url = reader.link(*filter(urls.is_http, (text_at(post, "link"), guid)))
    if url is None:
        reader.warnings["entry-without-link"] = None
        return None
    moment = text_at(post, "date_gmt")
    published, raw = reader.date(f"{moment}+00:00" if moment else text_at(post, "date"))
    content = post.get("content")
    hidden = isinstance(content, dict) and content.get("protected")
    return Entry(
        url=url,
        guid=markup.line(guid, 2_000),
        title=markup.plain(_rendered(post, "title"), 500),
        published=published,
        published_raw=raw,
        authors=tuple(dict.fromkeys(filter(None, _names(_embedded(post, "author"), 200))))[:10],
        summary=markup.plain(_rendered(post, "excerpt"), 2_000),
        content_html="" if hidden else _rendered(post, "content")[:MAX_CONTENT],
        language=languages.primary(text_at(post, "lang") or None),
        section_raw=next(filter(None, _names(_categories(post), 100)), ""),
        image_url=next((text_at(media, "source_url") for media in _embedded(post, "wp:featuredmedia")), "") or None,
    )


def _rendered(post: Mapping[str, Any], name: str) -> str:
    value = post.get(name)
    return text_at(value, "rendered") if isinstance(value, dict) else ""


def _embedded(post: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    held = post.get("_embedded")
    for thing in list_at(held, name) if isinstance(held, dict) else ():
        if isinstance(thing, dict):
            yield thing


def _categories(post: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a post's sections; its terms come in a list for each taxonomy."""
    held = post.get("_embedded")
    for terms in list_at(held, "wp:term") if isinstance(held, dict) else ():
        for term in terms if isinstance(terms, list) else ():
            if isinstance(term, dict) and term.get("taxonomy") == "category":
                yield term


def _names(things: Iterable[Mapping[str, Any]], limit: int) -> Iterator[str]:
    return (markup.plain(text_at(thing, "name"), limit) for thing in things)
