"""What feeds in the wild get wrong, put right before a parser sees it."""

from __future__ import annotations

import re
from html.entities import html5

from hemera.errors import ParseError

MAX_ENTRIES = 5_000
MAX_TAG = 65_536  # characters inside one tag: attributes by the ten thousand are no feed
MAX_ATTRIBUTES = 100  # of one tag: feedparser compares each with all the others
MAX_DEPTH = 500

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[<>]*(?:\[[^\]]*\]\s*)?>", re.IGNORECASE)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});)([a-zA-Z][a-zA-Z0-9]{1,31};)?")
_CHAR_REFERENCE = re.compile(r"&#(?:([0-9]{1,7})|[xX]([0-9a-fA-F]{1,6}));")
_ENTRY_START = re.compile(r"<(item|entry)\b", re.IGNORECASE)
_HUGE_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{MAX_TAG}}}")
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{600,}")
_ATTRIBUTE = re.compile(r"\s[^\s=<>\"']+\s*=")
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:.-]*)[^<>]*?(/?)>")
_PREFIX = re.compile(r"</?([a-zA-Z][\w-]*):[\w-]+")
_ROOT = re.compile(r"<(?:[\w-]+:)?(?:rss|feed|rdf|channel)\b[^<>]*>", re.IGNORECASE)

NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "atom": "http://www.w3.org/2005/Atom",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def repair(text: str) -> tuple[str, tuple[str, ...]]:
    """Return well-formed-as-possible XML that starts at its root, and warnings. ``text`` starts at the root element.

    Raises ``ParseError`` (``parse.hostile``) for tags and nesting no feed has.
    """
    notes = []
    cut = _cut(text)
    _refuse_hostile(cut)
    if len(cut) != len(text):
        notes.append("too-many-entries")
    pieces = _CDATA.split(_CONTROLS.sub("", cut))
    mended = "".join(piece if piece.startswith("<![CDATA[") else _mend(piece) for piece in pieces)
    return '<?xml version="1.0" encoding="utf-8"?>' + _declare(mended), tuple(notes)


def _refuse_hostile(text: str) -> None:
    if _HUGE_TAG.search(text):
        raise ParseError("parse.hostile", "A tag of more than {limit} characters.", limit=MAX_TAG)
    if any(len(_ATTRIBUTE.findall(tag)) > MAX_ATTRIBUTES for tag in _LONG_TAG.findall(text)):
        raise ParseError("parse.hostile", "A tag of more than {limit} attributes.", limit=MAX_ATTRIBUTES)
    depth = deepest = 0
    for closing, _, empty in _TAG.findall(_CDATA.sub("", text)):
        depth += -1 if closing else 0 if empty else 1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise ParseError("parse.hostile", "Elements nested {depth} deep.", depth=deepest)


def _cut(text: str) -> str:
    """Keep the first entries; close what the cut left open."""
    starts = _ENTRY_START.finditer(text)
    for number, match in enumerate(starts):
        if number == MAX_ENTRIES:
            tail = "</channel></rss>" if match[1].lower() == "item" else "</feed>"
            return text[: match.start()] + tail
    return text


def _mend(piece: str) -> str:
    return _CHAR_REFERENCE.sub(_legal_reference, _AMPERSAND.sub(_ampersand, _DOCTYPE.sub("", piece)))


def _ampersand(match: re.Match[str]) -> str:
    """Turn an HTML entity into its character, any other bare ampersand into text."""
    char = html5.get(match[1]) if match[1] else None
    return "".join(f"&#{ord(c)};" for c in char) if char else "&amp;" + (match[1] or "")


def _legal_reference(match: re.Match[str]) -> str:
    code = int(match[1]) if match[1] else int(match[2], 16)
    legal = code in {9, 10, 13} or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return match[0] if legal else ""


def _declare(text: str) -> str:
    """Declare on the root the prefixes that are used and not declared anywhere."""
    used = {prefix for prefix in _PREFIX.findall(text) if f"xmlns:{prefix}" not in text}
    root = _ROOT.search(text)
    if not used or root is None:
        return text
    names = "".join(f' xmlns:{p}="{NAMESPACES.get(p, "urn:undeclared:" + p)}"' for p in sorted(used)[:50])
    at = root.end() - (2 if root[0].endswith("/>") else 1)
    return text[:at] + names + text[at:]
