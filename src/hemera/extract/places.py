"""Where a layout prints things, as CSS selectors: the box around the text, and the lines of title, by-line, date …"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from hemera import dates
from hemera.extract import authors, layouts, leads, pictures, sections, times, titles
from hemera.extract.boxes import Box, lasting
from hemera.extract.clues import Clue
from hemera.extract.page import Line, Page, ancestors, is_same
from hemera.text import fold

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_MOST_PAGES = 0.8  # share of the pages on which a container must hold the text
_WORKS = 0.5  # share of the pages with a field on which its path must find it
_AS_DEEP = 1.0  # levels by which a container may be larger than the smallest
_MOST_FOUND = 50
_ERRS = 0.25  # share of all pages on which it may find something else
_LONGEST = 200  # characters of a by-line or date line
_LOOKED_AT = 150  # lines read for dates
_PLAIN = re.compile(r"[a-z][a-z0-9-]{0,40}")  # names of tags; what others hold might end a selector, or begin another
_VALUE = re.compile(r"[#\w%.-]{1,20}")
_TELLING = frozenset({"h1", "time", "figcaption", "address"})  # tags that may stand alone in a selector


def container(pages: Sequence[Sequence[Clue]], covered: float) -> tuple[str, Sequence[Box]]:
    """Return the selector of the smallest box that holds so much of the text on nearly all pages.

    Beside it, that box with those around it; ("", ()) where only the whole page does.
    """
    held: dict[str, list[Box]] = defaultdict(list)
    for clues in pages:
        for box in _covering(clues, covered):
            for path in _selectors(box.node, box.outer.node if box.outer else None):
                held[path].append(box)
    usable = {path: boxes for path, boxes in held.items() if len(boxes) >= _MOST_PAGES * len(pages)}
    depths = {path: sum(box.depth for box in boxes) / len(boxes) for path, boxes in usable.items()}
    deepest = [path for path, depth in depths.items() if depth >= max(depths.values()) - _AS_DEEP]
    # Of the names of one box the one that calls nothing else on the page: comments, too, may be an ``article`` each.
    best = min(deepest, key=lambda path: (_others(path, usable[path]), -depths[path], len(path)), default="")
    return best, usable[best][0].around() if best else ()


def _others(path: str, boxes: Sequence[Box]) -> int:
    """Return how many elements beside these boxes, and neither in nor around them, a selector finds on their pages."""
    return sum(_is_apart(node, box) for box in boxes for node in box.around()[-1].node.css(path)[:_MOST_FOUND])


def _is_apart(node: LexborNode, box: Box) -> bool:
    around = {outer.key for outer in box.around()}
    return node.mem_id not in around and all(outer.mem_id != box.key for outer in ancestors(node))


def _covering(clues: Sequence[Clue], covered: float) -> list[Box]:
    """Return the boxes that hold nearly all of a page's text."""
    sizes: Counter[int] = Counter()
    boxes: dict[int, Box] = {}
    for clue in clues:
        for box in clue.box.around():
            sizes[box.key] += len(clue.piece.text)
            boxes[box.key] = box
    total = sum(len(clue.piece.text) for clue in clues)
    return [boxes[key] for key, size in sizes.items() if size >= covered * total and boxes[key].tag != "body"]


def fields(pages: Sequence[Page], mottoes: Container[str] = ()) -> dict[str, str]:
    """Return the path of each field that is printed at one and the same place on most pages that have it.

    ``mottoes`` are descriptions that metadata gives of several of them.
    """
    printed = [_printed(page, mottoes) for page in pages]
    found = {}
    for name in ("title", "byline", "date", "section", "lead", "caption"):
        wanted = [lines.get(name, []) for lines in printed]
        if path := _path(pages, wanted):
            found[name] = path
    return found


def _path(pages: Sequence[Page], wanted: Sequence[Sequence[Line]]) -> str:
    """Return the selector that finds one of the wanted lines of each page, "" if none does well enough."""
    having = sum(bool(lines) for lines in wanted)
    candidates = Counter(path for lines in wanted for path in dict.fromkeys(path for line in lines for path in _of_line(line)))
    best, best_score = "", 0.0
    for path, count in candidates.items():
        if count < _WORKS * having or having < 2:
            continue
        works, errs = _tried(path, pages, wanted)
        score = works - 2 * errs - len(path) / 10_000
        if works >= _WORKS * having and errs <= _ERRS * len(pages) and score > best_score:
            best, best_score = path, score
    return best


def _tried(path: str, pages: Sequence[Page], wanted: Sequence[Sequence[Line]]) -> tuple[int, int]:
    """Return on how many pages a selector finds what is wanted first, and on how many it finds something else; none is empty."""
    works = errs = 0
    for page, lines in zip(pages, wanted, strict=True):
        node = page.tree.css_first(path)
        if node is not None:
            right = any(is_same(line.element, node) for line in lines)
            works += right
            errs += not right and _says_something(page.line(node))
    return works, errs


def _says_something(line: Line) -> bool:
    return bool(line.text or line.value)


def _of_line(line: Line) -> Iterator[str]:
    yield from _selectors(line.element, line.element.parent)


def _selectors(node: LexborNode, outer: LexborNode | None) -> Iterator[str]:
    """Yield selectors of an element by its own names, and by those of the element around it."""
    own = list(_names(node))
    yield from own
    around = list(_names(outer)) if outer is not None and _PLAIN.fullmatch(node.tag or "") else []
    for path in around:
        yield f"{path} > {node.tag}"
        yield from (f"{path} > {name}" for name in own[:2])


def _names(node: LexborNode) -> Iterator[str]:
    tag, said = node.tag or "", node.attributes
    if not _PLAIN.fullmatch(tag):
        return
    if tag in _TELLING or tag in {"article", "main"}:
        yield tag
    for name in (said.get("class") or "").split()[:6]:
        if stem := lasting(name):
            yield layouts.selector(tag, name) if stem == name else layouts.selector(tag, "", stem)
    for attribute in ("id", "itemprop", "data-testid", "rel"):
        if (value := said.get(attribute)) and lasting(value) == value:
            yield f'{tag}[{attribute}="{value}"]'
    yield from _drawn(tag, said)


def _drawn(tag: str, said: Mapping[str, str | None]) -> Iterator[str]:
    """Yield selectors of a table or a cell by how it is drawn: the columns of pages older than classes."""
    for attribute in ("width", "bgcolor") if tag in {"table", "td"} else ():
        if (value := said.get(attribute)) and _VALUE.fullmatch(value):
            yield f'{tag}[{attribute}="{value}"]'


def _printed(page: Page, mottoes: Container[str]) -> dict[str, list[Line]]:
    """Return the lines on which a page prints what its readers found."""
    title, heading = titles.title(page)
    lines = [line for line in page.lines if line.text]
    lead = leads.lead(page, title.value if title else "", heading, mottoes)
    section = sections.section(page, heading)[1].value
    picture = pictures.picture(page)
    found = {
        "title": [heading] if heading is not None else [],
        "byline": list(_signed(page, lines)) or authors.signed_by_none(page),
        "date": list(_dated(page, lines)),
        "section": _saying(section, lines),
        "lead": _saying(lead.value if lead else "", lines),
        "caption": _saying(picture.value.caption if picture else "", lines),
    }
    return {name: found_lines for name, found_lines in found.items() if found_lines}


def _saying(text: str, lines: Iterable[Line]) -> list[Line]:
    key = fold(text)
    return [line for line in lines if not line.beside and fold(line.text) == key] if key else []


def _signed(page: Page, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the short lines that name everyone who signed."""
    names = [fold(name) for name in authors.credits_of(page).value.authors]
    for line in lines if names else ():
        if len(line.text) <= _LONGEST and not line.beside and all(name in fold(line.text) for name in names):
            yield line


def _dated(page: Page, lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the short lines whose date is the day of publication."""
    published = times.times(page).published
    if published is None:
        return
    day = published.value.date()
    short = [line for line in lines if len(line.text) <= _LONGEST and not line.beside and any(char.isdigit() for char in line.text)]
    for line in short[:_LOOKED_AT]:
        reading = dates.read(line.value or line.text, page.hints.zone, page.hints.fetched_at)
        if reading is not None and reading.value.date() == day:
            yield line
