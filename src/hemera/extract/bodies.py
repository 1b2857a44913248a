"""The body as blocks: by the template of its layout where one is learned and not in doubt, else by what readers agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hemera.extract import apply, blocks, clues, kinds, lines, live, panel, pictures
from hemera.extract.blocks import Piece
from hemera.extract.boxes import Boxes
from hemera.extract.page import Page
from hemera.extract.sanitise import blocks_of_html
from hemera.extract.templates import Template
from hemera.types import Block, BlockKind, Doubt, PageKind

MAX_BLOCKS = 2_000
SHORT = 250  # characters under which the feed's own content is asked
_FURNITURE = ("caption", "legende", "descriptif", "byline", "author", "auteur", "date", "posted", "publish", "time")
_SUBHEAD = 140  # characters
_AFTER = 8  # pieces behind the text in which it may be said to be cut
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_LONGEST_FURNITURE = 300  # characters


class Text(NamedTuple):
    """What a page's body is."""

    blocks: tuple[Block, ...]
    kind: PageKind
    partial: bool
    origin: str
    doubts: tuple[Doubt, ...] = ()


class Fate(NamedTuple):
    """What became of one piece of a page, and why."""

    text: str
    kind: BlockKind
    kept: bool
    why: str
    score: float = 0.0
    reasons: tuple[tuple[str, float], ...] = ()


class Chosen(NamedTuple):
    """The pieces one reader takes for the text."""

    pieces: tuple[Piece, ...]
    origin: str
    doubts: tuple[Doubt, ...] = ()
    walls: tuple[Block, ...] = ()  # lines among the text, none of it, that say it goes on for those who pay


def body(
    page: Page, printed: Iterable[str], caption: str = "", template: Template | None = None, first: Chosen | None = None
) -> Text:
    """Return the body; ``printed`` are lines shown elsewhere on the page, which it shall not repeat, nor the picture's caption.

    ``first`` is what the template already chose, where it was asked before the page's fields were read.
    """
    taken = first or choose(page, template)
    chosen, origin = _or_entry(page, blocks.plain(taken.pieces), taken.origin)
    furniture = (line for line in page.named(*_FURNITURE, tags=("figcaption", "time")) if line.tag not in _HEADINGS)
    shown = [line.text for line in furniture if len(line.text) <= _LONGEST_FURNITURE]
    kept = lines.without_noise(chosen, [*printed, *shown], caption)
    doubts = taken.doubts if kept else ()
    partial = kinds.partial(page, (*chosen, *taken.walls), kept).value
    entries = live.entries(page) if taken.origin != "template" or live.is_likely(page) else ()
    if entries:
        return Text((*live.introduction(kept, entries), *entries)[:MAX_BLOCKS], PageKind.LIVE, partial, origin, doubts)
    if split := live.flat(page, kept):
        return Text(split[:MAX_BLOCKS], PageKind.LIVE, partial, origin, doubts)
    captions = pictures.gallery(page)
    said = frozenset(captions)
    bare = tuple(block for block in kept if block.text not in said)
    kind, captions = kinds.kind(page, bare, captions)
    if kind is PageKind.GALLERY:
        kept = (*bare, *(Block(BlockKind.CAPTION, text) for text in captions))
    return Text(kept[:MAX_BLOCKS], kind, partial, origin, doubts)


def choose(page: Page, template: Template | None) -> Chosen:
    """Return the text by the template; by trafilatura where the template is in doubt; by the panel where none is learned."""
    if template is None or not template.reads:
        return _panel(page, template)
    found = list(apply.verdicts(page, template))
    doubts = apply.doubts(found, page, template)
    if not doubts:
        walls = _walls(one.piece for one in found if not one.kept)
        return Chosen(tuple(one.piece for one in found if one.kept), "template", (), walls)
    return _fallback(page, template, doubts)


def fates(page: Page, template: Template | None) -> list[Fate]:
    """Return what becomes of every piece of a page, in order, with the rule that decided and the panel's weightiest reasons."""
    _ = page.lines  # cuts off what is nested too deep
    taken = choose(page, template)
    kept = {piece.box.mem_id: None for piece in taken.pieces}
    texts = {piece.text for piece in taken.pieces}
    why = {one.piece.text: one.why for one in apply.verdicts(page, template)} if template is not None and template.reads else {}
    found = _clues(page, template)
    scores = clues.judge(found, tuple(panel.READERS))
    out = []
    for clue, score, reasons in zip(found, scores, clues.reasons(found, tuple(panel.READERS)), strict=True):
        piece = clue.piece
        is_kept = piece.text in texts and piece.box.mem_id in kept
        rule = taken.origin if taken.origin != "template" else why.get(piece.text, "outside")
        out.append(Fate(piece.text, piece.kind, is_kept, rule, score, reasons))
    return out


def _clues(page: Page, template: Template | None) -> list[clues.Clue]:
    root = page.tree.body
    found = list(blocks.pieces(root)) if root is not None else []
    repeated = frozenset(map(panel.letters, template.repeated)) if template is not None else frozenset()
    return clues.clues(found, Boxes(), panel.voices(page), panel.declared(page), repeated)


def _panel(page: Page, template: Template | None) -> Chosen:
    found = _clues(page, template)
    sure = clues.judge(found, tuple(panel.READERS))
    kept = clues.settle(found, sure)
    kept = [is_kept or _is_subhead(found, kept, i) for i, is_kept in enumerate(kept)]
    last = max((i for i, is_kept in enumerate(kept) if is_kept), default=-1)
    first = kept.index(True) if last >= 0 else 0
    walls = _walls(clue.piece for clue, is_kept in zip(found[first : last + _AFTER], kept[first:], strict=False) if not is_kept)
    return Chosen(
        tuple(clue.piece for clue, is_kept in zip(found, kept, strict=True) if is_kept),
        "panel",
        clues.doubt(found, sure) if last >= 0 else (),
        walls,
    )


def _is_subhead(found: Sequence[clues.Clue], kept: Sequence[bool], at: int) -> bool:
    """Say whether a heading that nobody chose stands between two pieces of the text, in the box of the second."""
    if not 0 < at < len(found) - 1 or not (kept[at - 1] and kept[at + 1]):
        return False
    piece, following = found[at].piece, found[at + 1].piece
    headed = (piece.kind is BlockKind.SUBHEAD or blocks.is_headed(piece)) and not piece.linked and len(piece.text) <= _SUBHEAD
    return headed and (piece.box == following.box or piece.box.parent == following.box.parent)


def _walls(found: Iterable[Piece]) -> tuple[Block, ...]:
    return tuple(Block(piece.kind, piece.text) for piece in found if lines.is_paywall(piece.text))


def _fallback(page: Page, template: Template, doubts: tuple[Doubt, ...]) -> Chosen:
    """Return what trafilatura keeps, less the lines known to repeat."""
    voice = panel.listen(panel.READERS["trafilatura"](page))
    repeated = frozenset(template.repeated)
    root = page.tree.body
    kept: list[Piece] = []
    said: set[str] = set()
    for piece in blocks.pieces(root) if root is not None else ():
        found = panel.words(piece.text)
        if piece.text not in repeated and piece.text not in said and voice.kept(found, "".join(found)):
            kept.append(piece)
        said.add(piece.text)
    return Chosen(tuple(kept), "trafilatura", doubts)


def _or_entry(page: Page, found: tuple[Block, ...], origin: str) -> tuple[tuple[Block, ...], str]:
    """Return the feed's own content in place of a short text that it contains."""
    entry = page.hints.entry
    if _length(found) >= SHORT or entry is None or not entry.content_html:
        return found, origin
    feed = blocks_of_html(entry.content_html, page.url)
    text = " ".join(block.text for block in feed)
    held = sum(len(block.text) for block in found if block.text in text)
    return (feed, "entry") if _length(feed) > _length(found) and held >= 0.5 * _length(found) else (found, origin)


def _length(found: Sequence[Block]) -> int:
    return sum(len(block.text) for block in found)
