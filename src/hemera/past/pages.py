"""From one page of a list to the next: by what the page says, by numbers in addresses, by the words of a link."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from hemera.feeds.links import Link
from hemera.text import fold

_SESSIONS = re.compile(r"(?:phpsessid|jsessionid|aspsessionid\w*|sid|sessid|session_?id|zenid|oscsid|cfid|cftoken)=", re.IGNORECASE)
_IN_PATH = re.compile(r";jsessionid=[^/?#]*|\(S\(\w+\)\)/?", re.IGNORECASE)
_NUMBER_PATH = re.compile(
    r"^(?P<stem>.*?)/?(?:/(?:page|pagina|seite|صفحة)[/-]|/p|-page-?)(?P<number>\d{1,6})(?P<end>\.\w{3,5})?/?$"
)
_NUMBER_ARGUMENT = re.compile(
    r"(?:page|paged|pg|p|pagina|seite|start|offset|limitstart|from|debut\w*|pageno|page_?num(?:ber)?|currentpage)=(\d{1,7})",
    re.IGNORECASE,
)
_WORDS = frozenset(map(fold, (
    "next", "next page", "older", "older posts", "older articles", "older entries", "older stories", "more articles", "more news",
    "load more", "view more", "suivant", "suivante", "page suivante", "articles plus anciens", "plus anciens", "anciens articles",
    "articles precedents", "plus d articles", "voir plus", "voir plus d articles", "precedent", "previous", "previous posts",
    "التالي", "التالية", "الصفحة التالية", "السابق", "السابقة", "الصفحة السابقة", "الأقدم", "المقالات الأقدم", "مواضيع أقدم",
    "أخبار أقدم", "المقالات السابقة", "المزيد", "مزيد من الأخبار", "المزيد من الأخبار", "عرض المزيد",
)))  # fmt: skip
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def without_session(url: str) -> str:
    """Return an address without what names the visit and not the page."""
    parts = urlsplit(url)
    query = "&".join(each for each in parts.query.split("&") if not _SESSIONS.match(each))
    return urlunsplit(parts._replace(path=_IN_PATH.sub("", parts.path) or "/", query=query))


def numbered(url: str) -> tuple[str, int]:
    """Return an address without the number of its page, and that number: 0 where it has none."""
    parts = urlsplit(url)
    pieces = parts.query.split("&") if parts.query else []
    for place, piece in enumerate(pieces):
        if match := _NUMBER_ARGUMENT.fullmatch(piece):
            rest = "&".join(pieces[:place] + pieces[place + 1 :])
            return _stem(parts.path) + (f"?{rest}" if rest else ""), int(match[1])
    end = f"?{parts.query}" if parts.query else ""
    if match := _NUMBER_PATH.match(parts.path):
        return _stem(match["stem"] + (match["end"] or "")) + end, int(match["number"])
    return _stem(parts.path) + end, 0


def following(url: str, links: Iterable[Link], said: str = "") -> str:
    """Return the page that goes on with the list of this one; "" where there is none.

    ``said`` is what the page names as its next. Numbers decide before words: «السابق» is what is older on one site, and the page
    before on another.
    """
    stem, number = numbered(url)
    offered = [link for link in links if link.url != url]
    by_number = {numbered(link.url)[1]: link.url for link in offered if _continues(link.url, stem, number)}
    if said and _is_further(said, stem, number):
        return said
    if by_number:
        return by_number[min(by_number)]
    named = (link.url for link in offered if "next" in link.rel or fold(_EDGES.sub("", link.title)) in _WORDS)
    return next((address for address in named if _is_further(address, stem, number)), "")


def _continues(url: str, stem: str, number: int) -> bool:
    its, other = numbered(url)
    return its == stem and other > number  # the second page is 2 on one site, 1 on another


def _is_further(url: str, stem: str, number: int) -> bool:
    """Say whether an address may be of a further page: one without a number, or with a higher one."""
    its, other = numbered(url)
    return its != stem or other > max(number, 1)


def _stem(path: str) -> str:
    return path.rstrip("/") or "/"
