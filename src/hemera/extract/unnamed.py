"""By-lines that nothing calls one: told by where they stand, beside the date, before the text or right behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from hemera.extract import byline, lines, namewords, sections
from hemera.extract.blocks import Piece
from hemera.extract.byline import Credits, key, read
from hemera.extract.choice import Said
from hemera.extract.page import Line, Page, ancestors, is_same
from hemera.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_LINE = 200  # characters of a by-line
_CLOSE = 15  # lines behind the heading where a name is printed beside the date
_SHORT = 60  # characters of one that only its place tells
_LONG = 120  # characters of a paragraph that is text
_MOST_NODES = 80  # in a line
_PLACE = 3  # words of a town before a name
_NAMES = 4  # words of a name without anything that says it is one
_MOST_LINES = 600  # looked at
_AROUND = 4  # boxes around a line that say it belongs to a picture
_PICTURES = frozenset({"figure", "figcaption"})
_BOXES = frozenset({"p", "div", "td"})
_INITIALS = re.compile(r"\W*(?:[^\W\d_][.．][\s-]?){2,4}\W*")  # "A. Z.", "م.ع."
_DASH = re.compile(r"\s+[-–—|/]\s+")
_DAY = re.compile(r"\d[/. -]\d?\d[/. -]\d|(?:19|20)\d\d")
_CAPTION = re.compile(r"caption|credit|copyright|(?<![a-z])(?:photo|image|picture|img)(?![a-z])", re.IGNORECASE)
_LATIN = re.compile("[A-Za-z]")
_ARABIC = re.compile("[\u0621-\u064a]")
_DEFINITE = "ال"  # how nouns begin, and hardly a given name


class _Leaf(NamedTuple):
    """A line of the text, or beside it, that holds no other."""

    text: str
    bold: bool  # all of it
    linked: bool


def signed(page: Page, heading: int | None, own: tuple[str, ...]) -> Said[Credits] | None:
    """Return who signed in a line that only its place tells: near the heading, before the text, or behind it."""
    after = page.lines[heading or 0 :]
    for line in after[:_CLOSE] if heading is not None else ():
        found = _house_and_name(line, own) or _beside_date(line, own)
        if found and not is_picture(line):
            return Said(Credits(found, ""), "printed")
    leaves = list(islice(_leaves(after), _MOST_LINES))
    long = [at for at, line in enumerate(leaves) if len(line.text) > _LONG]
    if not long:
        return None
    first = [_leaf(leaves[long[0] - 1])] if long[0] else []
    last = [line for line in leaves[long[-1] + 1 : long[-1] + 2] if not any(map(_is_prose, leaves[long[-1] + 2 : long[-1] + 3]))]
    return _undersigned(first, [_leaf(line) for line in (*last, *_behind(leaves))], own)


def within(pieces: Sequence[Piece], own: tuple[str, ...]) -> Said[Credits] | None:
    """Return who signed at the head or the foot of a text that a template has found, or right beside it."""
    if not pieces:
        return None
    kept = [_Leaf(piece.text, piece.bold, piece.linked > 0) for piece in (*pieces[:2], *pieces[-2:])]
    head, foot = ([leaf for leaf in some if len(leaf.text) <= _SHORT] for some in (kept[:2], kept[-2:] if len(pieces) > 2 else []))
    return _undersigned([*_next_to(pieces[0].box, "prev"), *head], [*_next_to(pieces[-1].box, "next"), *foot], own)


def _undersigned(before: Sequence[_Leaf], behind: Sequence[_Leaf], own: tuple[str, ...]) -> Said[Credits] | None:
    """Return who signed in a line of its own right before the text or right behind it."""
    for leaf in before:
        if led := _dateline(leaf, own):
            return Said(led, "signature")
    for leaf in (*before, *behind):
        if len(leaf.text) <= MAX_LINE and not leaf.linked and _is_signature(leaf):
            said = read([leaf.text], own)
            if said.authors and all(len(name.split()) <= _NAMES for name in said.authors):
                return Said(said, "signature")
    return None


def _leaves(found: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines that hold no other box."""
    for line in found:
        if line.tag in _BOXES and not line.beside and line.text and not _holds_box(line.element):
            yield line


def _holds_box(node: LexborNode) -> bool:
    inner = islice(node.traverse(), 1, _MOST_NODES)
    return any(each.tag in _BOXES for each in inner)


def _is_prose(line: Line) -> bool:
    return len(line.text) > _SHORT


def _leaf(line: Line) -> _Leaf:
    return _Leaf(line.text, _is_bold(line.element), line.linked)


def _is_bold(node: LexborNode) -> bool:
    bold = node.css_first("strong, b")
    return bold is not None and bold.text().split() == node.text().split()


def _behind(leaves: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines right behind a paragraph, in one box with it, that no paragraph follows."""
    following = [*leaves[1:], None]
    for (before, line), after in zip(pairwise(leaves), following[1:], strict=True):
        ends = after is None or not _is_prose(after)
        if ends and len(before.text) > _LONG and is_same(line.element.parent, before.element.parent) and len(line.text) <= _SHORT:
            yield line


def _is_signature(leaf: _Leaf) -> bool:
    """Say whether a line of the text is who wrote it: "Par …", initials, or a name alone and bold."""
    if byline.is_signed(leaf.text):
        return not byline.is_source(leaf.text)
    if _INITIALS.fullmatch(leaf.text):
        return True
    names = read([leaf.text]).authors if leaf.bold and _may_name(leaf.text) else ()
    return bool(names) and all(map(byline.is_full, names)) and not lines.is_promotion(leaf.text)


def _dateline(leaf: _Leaf, own: tuple[str, ...]) -> Credits | None:
    """Return who signed in "town - name" right before the text, as Arabic papers print it."""
    place, name = _two(leaf.text)
    if not name or not _ARABIC.search(leaf.text) or leaf.linked or len(place.split()) > _PLACE or ":" in place:
        return None
    if tag := byline.agency(name) or byline.agency(place):
        return Credits((), tag)
    said = read([name], own)
    named = bool(said.authors) and all(map(_is_name, said.authors)) and name.startswith(said.authors[0]) and _may_name(name)
    return said if named and not _is_section(place) and not _is_section(name) else None


def _house_and_name(line: Line, own: tuple[str, ...]) -> tuple[str, ...]:
    """Return who signed in "the paper - name"."""
    house, name = _two(line.text)
    if not name or key(house) not in {key(each) for each in own}:
        return ()
    people = read([name], own).authors
    return people if people and all(map(byline.is_full, people)) else ()


def _two(text: str) -> tuple[str, str]:
    """Return both halves of a short line parted by a dash; two empty ones for any other line."""
    parts = _DASH.split(text) if len(text) <= _SHORT + 20 else []
    return (parts[0], parts[1]) if len(parts) == 2 and not any(map(str.isdigit, text)) else ("", "")


def _beside_date(line: Line, own: tuple[str, ...]) -> tuple[str, ...]:
    """Return the name that stands alone in an element next to the date's. Only of scripts that write names with capitals."""
    if line.linked or len(line.text) > _SHORT or not _LATIN.search(line.text) or _DAY.search(line.text):
        return ()
    people = read([line.text], own).authors
    named = bool(people) and all(byline.is_full(name) and len(name.split()) <= _NAMES for name in people)
    beside = (leaf.text for leaf in _next_to(line.element, "next", "prev"))
    return people if named and not _is_section(line.text) and any(_DAY.search(fold(text)) for text in beside) else ()


def _next_to(box: LexborNode, *sides: str) -> Iterator[_Leaf]:
    """Yield the short elements right before ("prev") or right behind ("next") a box."""
    for side in sides:
        node = getattr(box, side)
        while node is not None and (node.tag or "-")[:1] in {"-", "!"}:
            node = getattr(node, side)
        if node is not None and 0 < len(text := " ".join(node.text().split())) <= _SHORT:
            yield _Leaf(text, _is_bold(node), node.css_first("a") is not None)


def _may_name(text: str) -> bool:
    """Say whether a text does not begin as headings of lists and links do."""
    return fold(text).split()[0] not in namewords.NO_NAMES


def _is_name(text: str) -> bool:
    return 2 <= len(text.split()) <= _NAMES and not text.startswith(_DEFINITE)


def _is_section(text: str) -> bool:
    return bool(sections.known_section(text))


def is_picture(line: Line) -> bool:
    """Say whether a line belongs to a picture, or holds one."""
    boxes = [line.element, *islice(ancestors(line.element), _AROUND)]
    inside = any(box.tag in _PICTURES or _CAPTION.search(box.attributes.get("class") or "") for box in boxes)
    return inside or line.element.css_first("figure, figcaption") is not None
