"""The elements around a page's text: what they are called, and what of that will be so on the next page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from hemera.extract.page import MAX_DEPTH

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# Names made anew with each release of a site (CSS modules, styled components) or for each article (numbers of posts).
_GENERATED = re.compile(r"^(?:css|sc|jsx|jss|svelte|emotion|astro|ng|makestyles|styled|tw|wp-image)[-_]?[\w-]*\d", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{3,}|^[0-9a-f]{8}-|^\d")
_SUFFIX = re.compile(r"(?<=[A-Za-z])[_-]{1,2}(?=[^\W_]*(?:\d|[a-z][A-Z]|[A-Z]{2}))[A-Za-z0-9+-]{5,12}$")
_PLAIN = re.compile(r"[\w-]{2,}")
_RANDOM = re.compile(r"^(?=.*[a-z])[A-Za-z]*[a-z][A-Z][A-Za-z]*[a-z][A-Z][A-Za-z]*$")
# What WordPress says of each post beside its place in the design: its number, sections, tags, who wrote it.
# https://developer.wordpress.org/reference/functions/get_post_class/ and get_body_class
_POST = frozenset({"hentry", "status-publish", "single-post", "single", "type-post"})
_OF_A_POST = re.compile(
    r"(?:post|postid|category|cat|tag|author|term|parent-pageid|format|type|status)-|(?:has-post-thumbnail|sticky|logged-in)$"
)
# How things were told apart before classes, and still are in tables.
_DRAWN = ("width", "bgcolor", "align", "valign", "background", "cellpadding", "cellspacing", "border", "height", "dir")
_STYLES = frozenset({"font-weight", "font-size", "color", "text-align", "padding-right", "padding-left", "line-height", "float",
    "background-color", "background", "display", "border", "margin-bottom"})  # fmt: skip
_PLAIN_TAGS = frozenset({"table", "tr", "td", "th", "div", "center", "section"})
_LONGEST_STYLE = 300  # characters
_ODD = re.compile(r"[^\w@]+")
_LONGEST = 80  # characters of a name
_MOST_CLASSES = 12  # of one element
_MOST_NAMES = 1_000  # characters of an element's names


def lasting(name: str) -> str:
    """Return what of a class or id will be the same on the next page of the layout, "" if nothing.

    >>> lasting("article__content__6hMn9"), lasting("post-10482"), lasting("entry-content")
    ('article__content', 'post', 'entry-content')
    """
    return _lasting(name) if len(name) <= _LONGEST else ""


@lru_cache(maxsize=20_000)
def _lasting(name: str) -> str:
    if not _PLAIN.fullmatch(name) or _GENERATED.match(name):
        return ""
    stem = _SUFFIX.sub("", name)
    if _NUMBERED.search(stem) or (len(stem) <= 8 and _RANDOM.match(stem)):
        return ""
    return stem


@lru_cache(maxsize=20_000)
def _classes(names: str) -> tuple[str, ...]:
    parts = names.split()
    if not _POST.isdisjoint(parts):
        parts = [part for part in parts if not _OF_A_POST.match(part)]
    return tuple(sorted(filter(None, {lasting(part) for part in parts[:_MOST_CLASSES]})))


def drawn(said: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return how an element without a class is drawn, as names: all that tells it from others on pages older than classes.

    >>> drawn({"width": "160", "bgcolor": "#F7EFDA", "rowspan": "2"})
    ('@bgcolor-f7efda', '@width-160')
    """
    names = {f"{name}-{value}" for name in _DRAWN if (value := said.get(name))}
    if style := said.get("style"):
        names.update(_styled(style) if len(style) <= _LONGEST_STYLE else ())
    return tuple(sorted(f"@{_ODD.sub('-', name.lower().replace('#', ''))[:_LONGEST]}" for name in names))


@lru_cache(maxsize=5_000)
def _styled(style: str) -> frozenset[str]:
    pairs = (part.partition(":") for part in style.split(";"))
    return frozenset(f"{name.strip().lower()}-{value.strip()}" for name, _, value in pairs if name.strip().lower() in _STYLES)


class Box:
    """One element: its tag, its names, those of its classes that last (sorted), and the box around it, looked at when asked for."""

    __slots__ = ("_around", "_boxes", "_outer", "classes", "key", "names", "node", "tag")

    def __init__(self, node: LexborNode, boxes: Boxes) -> None:
        said = node.attributes
        classes, name = (said.get("class") or "")[:_MOST_NAMES], (said.get("id") or "")[:_MOST_NAMES]
        self.node = node
        self.key: int = node.mem_id
        self.tag = (node.tag or "")[:_LONGEST]
        self.names = f"{classes} {name}"
        self.classes = (_classes(classes) if classes else ()) or (drawn(said) if said and self.tag in _PLAIN_TAGS else ())
        self._boxes = boxes
        self._outer: Box | None = None
        self._around: tuple[Box, ...] = ()

    @property
    def outer(self) -> Box | None:
        """The box around this one; None for the page's outermost."""
        if self._outer is None and self.tag != "body" and (node := self.node.parent) is not None:
            self._outer = self._boxes.of(node)
        return self._outer

    @property
    def depth(self) -> int:
        """How many boxes there are around this one."""
        return len(self.around()) - 1

    def around(self) -> tuple[Box, ...]:
        """Return this box and those around it, the innermost first, as far as a page may be deep."""
        if not self._around:
            chain: list[Box] = [self]
            while len(chain) <= MAX_DEPTH and (outer := chain[-1].outer) is not None:
                chain.append(outer)
            self._around = tuple(chain)
        return self._around


class Boxes:
    """The boxes of one page, each looked at once."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[int, Box] = {}

    def of(self, node: LexborNode) -> Box:
        """Return the box of an element; the outermost is ``body``."""
        key: int = node.mem_id
        box = self._known.get(key)
        if box is None:
            box = self._known[key] = Box(node, self)
        return box
