"""Entries of a live blog as they are laid out: boxes beside boxes, each with a clock, each going on in prose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from hemera.extract import jsonld, lines, stamps, vocabulary
from hemera.extract.blocks import Piece, pieces, plain
from hemera.extract.page import Page, ancestors
from hemera.text import fold
from hemera.types import Block, BlockKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_MARKERS = 2_000
_FEWEST = 4  # boxes that make a live blog
_CLIMB = 10  # levels from a clock to the box of its entry
_PROSE = 60  # characters of a piece that is more than a headline
_OUTSIDE = 1.0  # prose outside the boxes for each character inside, at most
_TURN = 480  # minutes back against the order that are another day's
_LABEL = 60  # characters of a label or a name
_REPEATED = 3  # entries a label stands in
_HEADING = 140
_STOPS = '.،…»”"!?؟:'  # what ends a sentence ends no heading, label or name
_LEAST_LINK = 25
_ENTRIES = frozenset({"div", "li", "article", "section", "tr", "td", "tbody", "table", "dd", "blockquote"})
_BESIDE = frozenset({"nav", "aside", "footer", "form", "dialog"})
_TALK = re.compile(r"comment(?!ary)|disqus|respond|repl(?:y|ies)|reaction|avis|review|forum|discussion", re.IGNORECASE)
_ANSWER = frozenset(vocabulary.phrases("reply | like | report | répondre | signaler | j'aime | رد | الرد | إعجاب | أعجبني | تبليغ"))
_BY_LINE = re.compile(r"author|byline|by-line|auteur|signature|writer|journalist|contributor", re.IGNORECASE)
_SIGNED = re.compile(rf"^\W*{'(?:' + '|'.join(map(re.escape, vocabulary.SIGNED_BY)) + ')'}\s*[:：]?\s+\S+(?:\s+\S+){{0,5}}$")


class Marker(NamedTuple):
    """An element that says when."""

    element: LexborNode
    time: str  # as it heads the entry
    printed: str


class Entry(NamedTuple):
    """One dated entry."""

    time: str  # as printed
    blocks: tuple[Block, ...]


class _Box(NamedTuple):
    """An element around one clock, and its text."""

    element: LexborNode
    markers: list[Marker]
    pieces: tuple[Piece, ...]

    @property
    def time(self) -> str:
        """The first of its times."""
        return self.markers[0].time

    @property
    def prose(self) -> int:
        """Characters of sentences."""
        return sum(len(p.text) for p in self.pieces if len(p.text) >= _PROSE and not p.is_link and p.kind is not BlockKind.SUBHEAD)


def boxes(page: Page, markers: Iterable[Marker], *, declared: bool) -> tuple[Entry, ...]:
    """Return the entries of the one set of boxes that is a live blog; () where none is.

    Lists of teasers, comments, programmes and what stands beside the article are none. ``declared``: the page says to machines
    that it is one; then its entries may be a line each, and its prose may be elsewhere.
    """
    likely = (group for group in _groups(list(islice(markers, MAX_MARKERS))) if _is_likely(group, declared=declared))
    sets = (_read(group) for group in likely)
    fit = [found for found in sets if _is_live(page, found, declared=declared)]
    best = max(fit, key=lambda found: sum(box.prose for box in found), default=[])
    if not best or not (declared or _is_main(page, best)):
        return ()
    labels = _labels(page, best)
    read = [Entry(box.time, _blocks(box, labels)) for box in best]
    return tuple(entry for entry in read if entry.blocks)


def is_ordered(times: list[str]) -> bool:
    """Say whether times go one way, over midnights too, but for a few pinned entries; all the same is no order."""
    found = _minutes(times)
    steps = [b - a for a, b in pairwise(found) if a != b]
    return bool(steps) and (_goes_down(steps) or _goes_down([-step for step in steps]))


def _goes_down(steps: list[int]) -> bool:
    against = [step for step in steps if step > 0]
    turns = sum(step >= _TURN for step in against)
    return turns <= 0.34 * len(steps) and len(against) - turns <= 0.2 * len(steps)


def is_programme(times: list[str]) -> bool:
    """Say whether times go forward by round figures, as announcements of what will be do."""
    found = _minutes(times)
    return all(a <= b for a, b in pairwise(found)) and all(minute % 5 == 0 for minute in found)


def _minutes(times: list[str]) -> list[int]:
    return [minute for time in times if (minute := stamps.minutes(time)) is not None]


def _groups(markers: list[Marker]) -> Iterator[list[tuple[LexborNode, list[Marker]]]]:
    """Yield sets of boxes under one parent, each with its clocks; those of parents alike are one set."""
    families: dict[int, tuple[LexborNode, dict[int, tuple[LexborNode, list[Marker]]]]] = {}
    for marker in markers:
        box = marker.element
        for parent, _ in zip(ancestors(box), range(_CLIMB), strict=False):
            children = families.setdefault(parent.mem_id, (parent, {}))[1]
            children.setdefault(box.mem_id, (box, []))[1].append(marker)
            box = parent
    alike: dict[tuple[str, str], list[tuple[LexborNode, list[Marker]]]] = {}
    for parent, children in families.values():
        if len(children) >= _FEWEST:
            alike.setdefault(_shape(parent), []).extend(children.values())
    yield from alike.values()


def _shape(element: LexborNode) -> tuple[str, str]:
    return element.tag or "", element.attributes.get("class") or ""


def _read(group: list[tuple[LexborNode, list[Marker]]]) -> list[_Box]:
    """Keep the boxes built like most of them."""
    usual = Counter(element.tag for element, _ in group).most_common(1)[0][0]
    return [_Box(element, markers, tuple(pieces(element))) for element, markers in group if element.tag == usual]


def _is_likely(group: list[tuple[LexborNode, list[Marker]]], *, declared: bool) -> bool:
    """Say whether times and tags are an entry's, before texts are read. A paragraph is no box: what it heads stands beside it."""
    element = group[0][0]
    times = [markers[0].time for _, markers in group]
    ordered = is_ordered(times) and (declared or not is_programme(times))
    return element.tag in _ENTRIES and ordered and not _is_beside(element)


def _is_live(page: Page, found: list[_Box], *, declared: bool) -> bool:
    telling = sum(box.prose > 0 for box in found)
    return (
        telling >= (1 if declared else max(_FEWEST, 0.4 * len(found)))
        and not _is_talk(found)
        and sum(_is_teaser(page, box) for box in found) < 0.5 * len(found)
    )


def _is_beside(box: LexborNode) -> bool:
    around = [box, *ancestors(box)]
    names = (f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}" for node in around if node.tag != "body")
    return any(node.tag in _BESIDE for node in around) or any(_TALK.search(name) for name in names)


def _is_talk(found: list[_Box]) -> bool:
    """Say whether the boxes offer to be answered, as comments do."""
    return sum(any(fold(p.text) in _ANSWER for p in box.pieces) for box in found) > 0.5 * len(found)


def _is_teaser(page: Page, box: _Box) -> bool:
    """Say whether a box is a way to another page: its heading, or its first line that is long enough for one, is a link."""
    if box.element.tag == "a":
        return True
    headings = [p for p in box.pieces if p.kind is BlockKind.SUBHEAD] or [p for p in box.pieces if len(p.text) > 25]
    if not headings or not headings[0].is_link:
        return False
    links = [a.attributes.get("href") or "" for a in headings[0].box.css("a")]
    links += [node.attributes.get("href") or "" for node in ancestors(headings[0].box) if node.tag == "a"]
    here = urlsplit(page.url).path
    return any(urlsplit(address).path != here for href in links if (address := page.address(href)))


def _is_main(page: Page, found: list[_Box]) -> bool:
    """Say whether the page's prose is in the boxes rather than above or below them."""
    inside = sum(box.prose for box in found)
    paragraphs = (len(text) for p in page.tree.css("p") if len(text := p.text().strip()) >= _PROSE)
    return sum(paragraphs) - inside <= _OUTSIDE * inside


def _labels(page: Page, found: list[_Box]) -> frozenset[str]:
    """Return the short lines that many entries repeat, the page's own title, and the names its metadata knows."""
    short = ({fold(_bare(box, piece)) for piece in box.pieces if len(piece.text) <= _LABEL} for box in found)
    often = Counter(text for texts in short for text in texts)
    people = [name for node in page.nodes for name in jsonld.texts(node.get("author"), "name")[:20]]
    titles = [line.text for line in page.lines if line.tag == "h1"] + jsonld.texts(page.article.get("headline"))
    repeated = [text for text, times in often.items() if times >= _REPEATED and text[-1:] not in _STOPS]
    return frozenset(repeated + [fold(t) for t in (*people, *titles)])


def _bare(box: _Box, piece: Piece) -> str:
    """Return a line without the entry's times, which are often set beside a name or a label without as much as a space."""
    text = piece.text
    if len(text) <= _HEADING + stamps.LONGEST:
        for marker in box.markers:
            if marker.printed and (rest := text.removeprefix(marker.printed).removesuffix(marker.printed)) != text:
                text = rest.strip(" |·•,،-–—:")
    stamp = stamps.STAMPED.search(text) if len(text) <= 2 * _LABEL else None
    return text[: stamp.start()].strip() if stamp else text


def _blocks(box: _Box, labels: frozenset[str]) -> tuple[Block, ...]:
    """Return what an entry says, without its times, its by-line, its labels and its links to other articles."""
    kept: list[Piece] = []
    for piece in box.pieces:
        text = _bare(box, piece)
        if not _is_furniture(piece, text, labels) and not (kept and piece.is_link and len(text) > _LEAST_LINK):
            kept.append(piece._replace(text=text))
    if len(kept) > 1 and _is_heading(kept[0], kept[1]):
        kept[0] = kept[0]._replace(kind=BlockKind.SUBHEAD)
    said = any(piece.kind is not BlockKind.CAPTION for piece in kept)
    return plain(kept) if said else ()


def _is_furniture(piece: Piece, text: str, labels: frozenset[str]) -> bool:
    folded = fold(text)
    if not any(map(str.isalnum, text)) or stamps.is_stamp(text) or folded in labels or lines.is_noise(text):
        return True
    if len(text) > _LABEL:
        return False
    around = [piece.box.attributes.get("class"), piece.box.attributes.get("rel"), piece.box.attributes.get("itemprop")]
    return any(_BY_LINE.search(name) for name in around if name) or _SIGNED.match(folded) is not None


def _is_heading(first: Piece, second: Piece) -> bool:
    """Say whether a first line is a heading in all but its tag: short, without a stop, in a box of another kind."""
    return (
        first.kind is BlockKind.PARAGRAPH
        and len(first.text) <= _HEADING
        and first.text[-1:] not in _STOPS
        and _shape(first.box) != _shape(second.box)
    )
