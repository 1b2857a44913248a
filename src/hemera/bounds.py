"""What is taken from a page's markup before it is parsed, so that a tree of it costs what its length lets expect. Pure.

The standard tells parsers how to read any markup, and hostile markup costs far more than it is long: every tag left open is
looked through again at every other (minutes for 100 000 of them), and formatting left open is opened anew in every paragraph
(gigabytes from 60 kB). https://html.spec.whatwg.org/multipage/parsing.html#reconstruct-the-active-formatting-elements

Tags are renamed, never removed: whatever they truly stand in (a comment, a script, an attribute), it ends where it did.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

MAX_TAGS = 100_000  # of a page; the rest is cut. The largest newspapers' pages have a tenth of that
_FEW_TAGS = 10_000  # that may all be left open: a tenth of a second
_MANY_TAGS = 20_000  # looked at whatever ends there are
_LEFT_OPEN = 2_500  # tags more than ends, among them those that have none: pictures, line breaks
_LEVELS = 120  # of tags in a page of so many left open; the deepest real pages have some 50
_MOST_COPIES = 200_000  # ways of formatting times tags: half as many elements or so, or 200 MB. Real pages have 85 000 at most

# A tag with attributes by the ten thousand takes a parser minutes; a long one with few holds a picture or a script's data.
_LONG = 20_000  # characters of a tag
_VALUE = rb"=\s*+(?:\"[^\"]*+\"|'[^']*+')"
_TAG = re.compile(rb"(?P<name><[a-zA-Z]\w{0,30})[^>=]*+(?:(?:%s|=)[^>=]*+)*+" % _VALUE)
_QUOTED = re.compile(_VALUE)
_ATTRIBUTE = re.compile(rb"[^\s/=]+")
_MANY_ATTRIBUTES = 1_000

_STRETCH = 4_096  # bytes without a tag: such are found at the speed of memory
# As written by whoever means well: in others the tag may end elsewhere than it seems to.
_SCRIPT = re.compile(
    rb"""<(script|style)(?:\s++[\w:@.-]++(?:\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>=`]++))?+)*+\s*+>""", re.IGNORECASE | re.ASCII
)
_DATA = b"ld+json"

_FORMATS = rb"(?i:font|strong|small|strike|code|nobr|big|em|tt|[bisu])(?=[\s/>])"
_FORMATTING = re.compile(rb"<[bisuBISUeEtTfFcCnN](?:[\s/>]|[mMtT][\s/>]|[oO][nNdDbB]|[tT][rR]|[mM][aA]|[iI][gG])")  # or alike: fast
_FORMATTED = re.compile(rb"<(?=[b-uB-U])" + _FORMATS + rb"[^>]*>")
_FORMAT = re.compile(rb"(?<=[</])" + _FORMATS)

_NAME = re.compile(rb"<(/?)([a-zA-Z][^\t\n\f\r />]*)")
_LANDMARKS = frozenset(b"article main header footer nav aside form".split())  # readers go by them: they may lie deeper
_MORE_LEVELS = 30
_INLINE = frozenset(b"a b big code em font i nobr s small span strike strong tt u".split())
# What never lies in its like: it has no end, ends where the next begins, or holds text alone.
_APART = frozenset(
    b"area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr "
    b"html head body p li dd dt option optgroup tr td th tbody thead tfoot caption colgroup "
    b"script style title textarea noscript iframe noembed noframes xmp plaintext".split()
)


class Bounded(NamedTuple):
    """Markup as a parser is given it."""

    raw: bytes
    is_cut: bool  # some of it was left out
    is_odd: bool  # it has more tags, or leaves more of them open, than real pages do: it may still be deep


def bounded(raw: bytes) -> Bounded:
    """Return markup (UTF-8) that a parser reads in a second and 200 MB at worst.

    Nothing is left out of a page whose tags are too deep or too many ways formatted: it loses boxes or bold, no text.
    """
    tags = _tags(raw)
    whole = _without_long_tags(raw if tags <= MAX_TAGS else first_tags(raw, MAX_TAGS))
    tame = _unformatted(whole, tags)
    is_odd = tags > _MANY_TAGS or (tags > _FEW_TAGS and tags > 2 * tame.count(b"</") + _LEFT_OPEN)
    return Bounded(_shallow(tame) if is_odd else tame, whole is not raw, is_odd)


def _tags(raw: bytes) -> int:
    """Count tags, or what looks like one, as far as they matter: taking a byte out is five times as fast as counting it."""
    return len(raw) - len(raw.replace(b"<", b"", MAX_TAGS + 1))


def without_scripts(raw: bytes) -> bytes:
    """Empty scripts and style sheets that are long and hold no tag: a third of a page's bytes, and nothing that is read.

    What says something of the article (JSON-LD) stays.
    """
    kept: list[bytes] = []
    done = seen = 0
    for at in range(0, len(raw) - _STRETCH, _STRETCH):
        if at < seen or raw.find(b"<", at, at + _STRETCH) >= 0:
            continue
        tag = _SCRIPT.match(raw, max(0, raw.rfind(b"<", done, at)))
        seen = raw.find(b"<", at)
        if seen < 0:
            break
        if tag and tag.end() <= seen and _ends(raw, seen, tag[1]) and _DATA not in tag[0].lower():
            kept.append(raw[done : tag.end()])
            done = seen
    return b"".join([*kept, raw[done:]]) if kept else raw


def _ends(raw: bytes, at: int, name: bytes) -> bool:
    return raw[at : at + 2 + len(name)].lower() == b"</" + name.lower()


def first_tags(raw: bytes, most: int) -> bytes:
    """Cut what follows so many tags."""
    if raw.count(b"<") <= most:
        return raw
    return raw[: next(islice(re.finditer(b"<", raw), most, None)).start()]


def _without_long_tags(raw: bytes) -> bytes:
    """Cut the attributes of tags that have thousands of them. Looked for only where a long stretch holds no other tag."""
    half, bare = _LONG // 2, False
    for at in range(0, len(raw) - half, half):
        before, bare = bare, raw.find(b"<", at, at + half) < 0
        if bare and not before and (tag := _TAG.match(raw, max(0, raw.rfind(b"<", 0, at)))) and _is_too_long(tag):
            return _TAG.sub(lambda tag: tag["name"] if _is_too_long(tag) else tag[0], raw)
    return raw


def _is_too_long(tag: re.Match[bytes]) -> bool:
    return tag.end() - tag.start() > _LONG and len(_ATTRIBUTE.findall(_QUOTED.sub(b" ", tag[0]))) > _MANY_ATTRIBUTES


def _unformatted(raw: bytes, tags: int) -> bytes:
    """Make plain boxes of formatting where there are so many ways of it that its copies would fill the memory.

    A parser opens three of each way again wherever a box around them has ended.
    """
    if tags * tags <= _MOST_COPIES or tags * len(_FORMATTING.findall(raw)) <= _MOST_COPIES:
        return raw
    found = _FORMATTED.findall(raw)
    unsure = sum((tag.count(b'"') | tag.count(b"'")) & 1 for tag in found)  # a > in a value: each may be a way of its own
    return _FORMAT.sub(b"span", raw) if tags * (len(set(found)) + unsure) > _MOST_COPIES else raw


def _shallow(raw: bytes) -> bytes:
    """Make paragraphs, which never lie in each other, of tags too deep. An end that is not the innermost's is taken for none."""
    return _NAME.sub(_Levels().renamed, raw)


class _Levels:
    """The tags that are open."""

    __slots__ = ("names", "renamings")

    def __init__(self) -> None:
        self.names: list[bytes] = []
        self.renamings: Counter[bytes] = Counter()  # names of tags that are renamed and not yet at their ends

    def renamed(self, tag: re.Match[bytes]) -> bytes:
        name = tag[2].lower()
        if name in _APART:
            return tag[0]
        too_deep = self._ends(name) if tag[1] else self._begins(name)
        return tag[0] if not too_deep else b"<wbr" if name in _INLINE else b"<" + tag[1] + b"p"

    def _begins(self, name: bytes) -> bool:
        too_deep = len(self.names) >= _LEVELS + (_MORE_LEVELS if name in _LANDMARKS else 0)
        if too_deep:
            self.renamings[name] += 1
        else:
            self.names.append(name)
        return too_deep

    def _ends(self, name: bytes) -> bool:
        if self.renamings[name]:
            self.renamings[name] -= 1
            return True
        if self.names and self.names[-1] == name:
            self.names.pop()
        return False
