"""JSON-LD as publishers write it: invalid, nested, wrapped, and still the best a page says of itself."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

MAX_SCRIPT = 1_000_000  # characters of one script
MAX_TOTAL = 5_000_000
MAX_NODES = 20_000
MAX_DEPTH = 30

LIVE = "LiveBlogPosting"
ARTICLES = frozenset({
    "NewsArticle", "Article", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle",
    "ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "BlogPosting", "SocialMediaPosting", "Report",
    "ScholarlyArticle", "TechArticle", LIVE,
})  # fmt: skip
# No character is looked at twice: a script may be a megabyte of spaces.
_WRAPPING = re.compile(r"^(?://\s*+)?(?:<!\[CDATA\[|<!--)|(?<!\s)\s*+(?://\s*+)?(?:\]\]>|-->)\s*+;?$")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character, which no file or database takes
_TRAILING_COMMA = re.compile(r",(\s*+[}\]])")


def nodes(scripts: Iterable[str]) -> list[dict[str, Any]]:
    """Return every object with a ``@type``, outermost first; scripts and trees beyond the bounds are left out."""
    found: list[dict[str, Any]] = []
    left = MAX_TOTAL
    for script in scripts:
        left -= len(script)
        if len(script) <= MAX_SCRIPT and left >= 0:
            found.extend(_typed(_load(script)))
    return found


def article(found: Iterable[dict[str, Any]], url: str) -> dict[str, Any]:
    """Return the object describing this page's article; {} if none. People named by ``@id`` are put in their place."""
    all_nodes = list(found)
    candidates = [
        node
        for node in all_nodes
        if types(node) & ARTICLES and (node.get("headline") or node.get("name") or node.get("datePublished"))
    ]
    if not candidates:
        return {}
    best = next((node for node in candidates if LIVE in types(node)), None) or max(candidates, key=lambda node: _about(node, url))
    known = {node["@id"]: node for node in all_nodes if isinstance(node.get("@id"), str)}
    return {name: _resolved(value, known) if name in {"author", "image", "creator"} else value for name, value in best.items()}


def types(node: Mapping[str, Any]) -> frozenset[str]:
    """Return an object's types without their vocabulary."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return frozenset(str(name).rstrip("/").rpartition("/")[2].rpartition(":")[2] for name in names if isinstance(name, str))


def texts(value: object, *names: str) -> list[str]:
    """Return the texts of a value that may be a text, an object holding one under ``names``, or a list of either."""
    out = []
    for item in as_list(value)[:50]:
        if isinstance(item, (str, int, float)) and not isinstance(item, bool):
            out.append(_SURROGATE.sub("", _unescaped(str(item))).strip())
        elif isinstance(item, dict):
            out.extend(text for name in names for text in texts(item.get(name), *names)[:5])
    return [text for text in out if text]


def as_list(value: object) -> list[Any]:
    """Return a list of what may be a list, one thing or nothing."""
    return value if isinstance(value, list) else [] if value is None else [value]


def false(value: object) -> bool:
    """Say whether a value is false as publishers write it: ``false``, ``"False"``, ``"0"``, a URL ending in False."""
    return value is False or (isinstance(value, str) and value.strip().rpartition("/")[2].lower() in {"false", "0", "no"})


def _load(script: str) -> object:
    text = script.strip()
    if text[:1] in "/<" or text.endswith((">", ";")):
        text = _WRAPPING.sub("", text).strip().rstrip(";")
    for mended in (str, _without_commas, _unescaped):
        try:
            return json.loads(mended(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _without_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", text)


def _unescaped(text: str) -> str:
    """Resolve character references; a text that holds a number of thousands of digits stays as it is."""
    try:
        return unescape(text)
    except ValueError:
        return text


def _typed(data: object) -> Iterator[dict[str, Any]]:
    """Walk breadth first, so that a page's own article comes before those it links to. Empties what is too deep or too much."""
    queue: deque[tuple[dict[str, Any] | list[Any], int]] = deque([(data, 0)] if isinstance(data, (dict, list)) else ())
    seen = 0
    while queue:
        value, depth = queue.popleft()
        seen += 1
        if depth > MAX_DEPTH or seen > MAX_NODES:
            value.clear()
        if isinstance(value, dict) and "@type" in value:
            yield value
        children: Iterable[object] = value.values() if isinstance(value, dict) else value
        queue.extend((child, depth + 1) for child in children if isinstance(child, (dict, list)))


def _about(node: Mapping[str, Any], url: str) -> tuple[bool, bool, bool]:
    """Rank candidates: the one naming this page, then the one with a date, then a news type."""
    said = texts(node.get("url"), "@id") + texts(node.get("mainEntityOfPage"), "@id", "url") + texts(node.get("@id"))
    path = url.partition("://")[2].rstrip("/")
    same = any(s.partition("://")[2].partition("#")[0].rstrip("/") == path for s in said)
    return same, bool(node.get("datePublished")), any("News" in name for name in types(node))


def _resolved(value: object, known: Mapping[str, dict[str, Any]]) -> object:
    if isinstance(value, list):
        return [_resolved(item, known) for item in value[:50]]
    if isinstance(value, dict) and "name" not in value and "url" not in value:
        return known.get(str(value.get("@id")), value)
    return value
