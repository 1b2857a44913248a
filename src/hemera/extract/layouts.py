"""Which pages of a source are laid out alike: told by the names of their boxes, never by their address."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from hemera.extract.boxes import Box, lasting

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

ALIKE = 0.5  # share of marks that two pages of one layout have in common
_FRAME = "body[class], body[id], main, article, section[class], div[class], div[id], h1, header[class]"
# Where there is hardly any of these: tables and what is in them, by how they are drawn; then what stands in what.
_OLDER = "table, td, th, font, center, span[class], span[id], p[class], ul[class], a[class], h2[class], h3[class]"
_DRAWN = ("width", "bgcolor", "background", "color")
_ENOUGH = 8  # marks
_LOOKED_AT = 5_000  # elements
_VALUE = re.compile(r"[#\w%./-]{1,60}")
_PLAIN = re.compile(r"[a-z][a-z0-9-]{0,40}")
_OF_BODY = re.compile(r'body\[(class|id)([~*]?)="([\w-]+)"\]')
_MOST = 400  # marks of a page
FITS = 0.6  # share of a template's marks that a page of its layout has
_KEPT = 8  # marks a template keeps
_ODD = re.compile(r"[^\w-]")  # İ in lower case is an i and a mark that is no letter


def marks(tree: LexborHTMLParser) -> frozenset[str]:
    """Return what a page's frame is made of: tags with one lasting class or id each, as CSS selectors."""
    found: dict[str, None] = {}
    for frame in (_FRAME, _OLDER, "body *"):
        for node in islice(tree.css(frame), _LOOKED_AT):
            found |= dict.fromkeys(_structure(node) if frame == "body *" else _marks_of(node, frame == _OLDER))
            if len(found) >= _MOST:
                break
        if len(found) >= _ENOUGH:
            break
    return frozenset(found)


def _marks_of(node: LexborNode, older: bool) -> Iterator[str]:
    tag, said = node.tag or "", node.attributes
    for name in (said.get("class") or "").split()[:6]:
        if stem := lasting(name):
            yield selector(tag, stem if stem == name else "", "" if stem == name else stem)
    if (own := said.get("id")) and lasting(own) == own:
        yield f'{tag}[id="{_css(own)}"]'
    for name in _DRAWN if older else ():
        if (value := said.get(name)) and _VALUE.fullmatch(value):
            yield f'{tag}[{name}="{value}"]'


def _structure(node: LexborNode) -> Iterator[str]:
    """Yield what stands directly in what: all that tells pages without any name apart."""
    tag, outer = node.tag or "", node.parent
    if outer is not None and _PLAIN.fullmatch(tag) and _PLAIN.fullmatch(outer.tag or ""):
        yield f"{outer.tag} > {tag}"


def selector(tag: str, name: str, stem: str = "") -> str:
    """Return the selector of a tag with a class, or with a class that begins like this (its end is made anew each release)."""
    return f'{tag}[class~="{_css(name)}"]' if name else f'{tag}[class*="{_css(stem)}"]'


def _css(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def alike(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the share of marks two pages have in common."""
    a, b = set(one), set(other)
    return len(a & b) / len(a | b) if a | b else 1.0


def groups(pages: Sequence[frozenset[str]]) -> list[list[int]]:
    """Pool pages by layout: each joins the group whose common marks are most like its own. Returns their numbers."""
    found: list[tuple[Counter[str], list[int]]] = []
    for number, own in enumerate(pages):
        best = max(found, key=lambda group: alike(own, _common(*group)), default=None)
        if best is None or alike(own, _common(*best)) < ALIKE:
            best = (Counter(), [])
            found.append(best)
        best[0].update(own)
        best[1].append(number)
    return [members for _, members in found]


def _common(counts: Counter[str], members: list[int]) -> set[str]:
    return {mark for mark, count in counts.items() if count * 2 > len(members)}


def telling(own: Sequence[frozenset[str]], others: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """Return the marks that all pages of a layout have and the source's others mostly do not, the most telling first."""
    shared = frozenset.intersection(*own) if own else frozenset()
    elsewhere = Counter(mark for page in others for mark in page)
    return tuple(sorted(shared, key=lambda mark: (elsewhere[mark], not mark.startswith("body"), mark))[:_KEPT])


def fit(tree: LexborHTMLParser, wanted: Sequence[str], *, alone: bool = False) -> float:
    """Return the share of a template's marks that a page has; 0 without marks, and as soon as there must be too few.

    Where it is the only template, ``alone``, no more are looked for than make it fit.
    """
    found, all_ = 0, len(wanted)
    for left, mark in zip(range(all_ - 1, -1, -1), wanted, strict=True):
        found += _has(tree, mark)
        if (found + left) / all_ < FITS:
            return 0.0
        if alone and found / all_ >= FITS:
            break
    return found / all_ if wanted else 0.0


def _has(tree: LexborHTMLParser, mark: str) -> bool:
    """Say whether a page has a mark; the page's outermost box, which most are of, is asked itself: a look-up goes through all."""
    found = _OF_BODY.fullmatch(mark)
    if found is None or tree.body is None:
        return tree.css_first(mark) is not None
    attribute, how, wanted = found.groups()
    said = tree.body.attributes.get(attribute) or ""
    return wanted in (said.split() if how == "~" else said) if how else said == wanted


def name(chain: Sequence[Box], own: Sequence[str]) -> str:
    """Return a short name for a layout, from the box that holds its text: the same for all its versions as long as that stays."""
    stem = next((part for box in chain for part in box.classes if part[0] != "@"), chain[0].tag if chain else "page")
    digest = hashlib.blake2b("\n".join(sorted(own)).encode(), digest_size=2).hexdigest()
    return f"{_ODD.sub('', stem.lower())[:40] or 'page'}-{digest}"
