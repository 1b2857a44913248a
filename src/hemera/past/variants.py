"""Of one article under several addresses of a listing, the plain one: not its AMP, print and mobile versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from hemera.listings import Mention

_HOST = re.compile(r"^(?:m|mobile|amp|wap|mobi|touch|lite|www)\.")
_PATH = re.compile(r"/(?:amp|print|imprimer|mobile)(?=/|$)|(?:\.amp|\.print)(?=\.html?$|$)", re.IGNORECASE)
_ARGUMENT = re.compile(
    r"(?:amp|print|imprimer|mobile|output|outputtype|format|view|tmpl|share|replytocom)(?:=.*)?|m=[01]?", re.IGNORECASE
)


def plain(url: str) -> str:
    """Return what an address has in common with those of its article's other versions; no more than a key to compare."""
    parts = urlsplit(url)
    query = "&".join(each for each in parts.query.split("&") if each and not _ARGUMENT.fullmatch(each))
    path = _PATH.sub("", parts.path).rstrip("/") or "/"
    return urlunsplit(("", _HOST.sub("", parts.netloc), path, query, ""))


def without_variants(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Keep one address of each article, in the order of their first: the shortest, which is the one without marks."""
    chosen: dict[str, Mention] = {}
    for mention in mentions:
        key = plain(mention.entry.url)
        known = chosen.get(key)
        if known is None or len(mention.entry.url) < len(known.entry.url):
            chosen[key] = mention
    return tuple(chosen.values())
