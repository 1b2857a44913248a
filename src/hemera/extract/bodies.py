"""The body as blocks: by the template of its layout where one is learned and not in doubt, else by what readers agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from hemera.extract import apply, blocks, clues, furniture, kinds, lines, live, panel, pictures, titles
from hemera.extract.blocks import Piece
from hemera.extract.page import Line, Page, ancestors, is_same
from hemera.extract.sanitise import blocks_of_html
from hemera.extract.templates import Template
from hemera.types import Block, BlockKind, Doubt, PageKind

MAX_BLOCKS = 2_000
SHORT = 250  # characters under which the feed's own content is asked
_FURNITURE = ("caption", "legende", "descriptif", "byline", "author", "auteur", "date", "posted", "publish", "time")
_FURNITURE_TAGS = ("figcaption", "time")
_SUBHEAD = 140  # characters
_AFTER = 8  # pieces behind the text in which it may be said to be cut
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_LONGEST_FURNITURE = 300  # characters
_PARAGRAPH = 80  # characters of a piece that tells where paragraphs stand
_CELLS = frozenset({"td", "th"})
_ITEMS = _CELLS | {"li"}
_LINKED = 0.3  # share of link from which a line sends readers elsewhere


class Text(NamedTuple):
    """What a page's body is."""

    blocks: tuple[Block, ...]
    kind: PageKind
    partial: bool
    origin: str
    doubts: tuple[Doubt, ...] = ()
    pieces: tuple[Piece, ...] = ()  # of the page, that it was made of


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
    shown = [line.text for line in page.named(*_FURNITURE, tags=_FURNITURE_TAGS) if _is_furniture(line)]
    kept = lines.trimmed(lines.without_noise(chosen, [*printed, *shown], caption))
    doubts = taken.doubts if kept else ()
    partial = kinds.partial(page, (*chosen, *taken.walls), kept).value
    entries = live.entries(page) if taken.origin != "template" or live.is_likely(page) else ()
    if entries:
        return Text(
            (*live.introduction(kept, entries), *entries)[:MAX_BLOCKS], PageKind.LIVE, partial, origin, doubts, taken.pieces
        )
    if split := live.flat(page, kept):
        return Text(split[:MAX_BLOCKS], PageKind.LIVE, partial, origin, doubts, taken.pieces)
    captions = pictures.gallery(page)
    said = frozenset(captions)
    bare = tuple(block for block in kept if block.text not in said)
    kind, captions = kinds.kind(page, bare, captions)
    if kind is PageKind.GALLERY:
        kept = (*bare, *(Block(BlockKind.CAPTION, text) for text in captions))
    return Text(kept[:MAX_BLOCKS], kind, partial, origin, doubts, taken.pieces)


def _is_furniture(line: Line) -> bool:
    """Say whether a line called by-line, date or caption is one; a long one only if the page itself calls it so.

    The path at which a layout prints its by-line leads to the paragraphs, too, where all are alike.
    """
    if line.tag in _HEADINGS or len(line.text) > _LONGEST_FURNITURE:
        return False
    own = " ".join(filter(None, map(line.element.attributes.get, ("class", "id", "itemprop", "data-testid")))).lower()
    return len(line.text) < _PARAGRAPH or line.tag in _FURNITURE_TAGS or any(part in own for part in _FURNITURE)


def choose(page: Page, template: Template | None) -> Chosen:
    """Return the text by the template; by trafilatura where the template is in doubt; by the panel where none is learned."""
    if template is None or not template.reads:
        return _panel(page, template)
    found = _verdicts(page, template)
    doubts = apply.doubts(found, page, template)
    if not doubts:
        walls = _walls(one.piece for one in found if not one.kept)
        return Chosen(tuple(one.piece for one in found if one.kept), "template", (), walls)
    return _fallback(page, template, doubts)


def _verdicts(page: Page, template: Template) -> list[apply.Verdict]:
    """Return what becomes of each piece by the template, and by what stands around it."""
    found = [one._replace(kept=False, why="refused") if _is_misled(one) else one for one in apply.verdicts(page, template)]
    return _unsold(_before_comments(_with_lists(found)))


def _is_misled(one: apply.Verdict) -> bool:
    """Say whether a guess took for text what its own box, or the one around it, calls otherwise."""
    return one.why == "guessed" and any(map(clues.is_called_otherwise, [one.piece.box, *islice(ancestors(one.piece.box), 2)]))


def _before_comments(found: Sequence[apply.Verdict]) -> list[apply.Verdict]:
    """Keep nothing of what readers wrote."""
    theirs = _comments([one.piece for one in found], [one.kept for one in found])
    return [one._replace(kept=False, why="comments") if i in theirs else one for i, one in enumerate(found)]


def _unsold(found: list[apply.Verdict]) -> list[apply.Verdict]:
    """Keep nothing of what is sold, and nothing that the text says anyhow."""
    others = furniture.among([one.piece for one in found], [one.kept for one in found])
    return [one._replace(kept=False, why=others[i]) if i in others else one for i, one in enumerate(found)] if others else found


def _with_lists(found: Sequence[apply.Verdict]) -> list[apply.Verdict]:
    """Keep lists, subheads and lines of shapes never seen, too, where they stand among the text."""
    never = [one.why == "unknown" for one in found]
    open_ = [not one.kept and one.why in {"unknown", "refused"} for one in found]
    among = _among([one.piece for one in found], [one.kept for one in found], open_, never)
    return [one._replace(kept=True, why="among") if i in among else one for i, one in enumerate(found)]


def _among(found: Sequence[Piece], kept: Sequence[bool], open_: Sequence[bool], never: Sequence[bool]) -> frozenset[int]:
    """Return which pieces nobody chose stand among the text: between two of its paragraphs, in the box that holds them.

    A list's own box may lie in there; a line of any other shape must have been ``never`` seen on pages of the layout.
    """
    text = [i for i, is_kept in enumerate(kept) if is_kept]
    homes = _homes([found[i] for i in text])
    announced = _announced(found, kept)
    out = []
    for i in range(text[0], len(found)) if homes else ():
        piece = found[i]
        likely = open_[i] and (i < text[-1] or announced[i]) and piece.linked < _LINKED * len(piece.text)
        if likely and _is_at_home(piece, homes, never[i], announced[i]):
            out.append(i)
    return frozenset(out)


def _homes(text: Sequence[Piece]) -> frozenset[int]:
    """Return which elements hold the paragraphs: those with several long ones."""
    counts = Counter(_box(piece) for piece in text if len(piece.text) >= _PARAGRAPH)
    return frozenset(box for box, count in counts.items() if box and count > 1)


def _announced(found: Sequence[Piece], kept: Sequence[bool]) -> list[bool]:
    """Say of each piece whether the text before it announces it by a colon; all that is announced lies in one box."""
    out, colon, box = [], False, -1
    for piece, is_kept in zip(found, kept, strict=True):
        if is_kept:
            colon, box = piece.text.endswith(":"), -1
        elif colon:
            box = _box(piece) if box < 0 else box
            colon = _box(piece) == box
        out.append(colon and not is_kept)
    return out


def _is_at_home(piece: Piece, homes: Collection[int], is_new: bool, is_announced: bool) -> bool:
    """Say whether a piece lies directly in a box of the text, or an item's list does; not in a box called otherwise."""
    chain = [piece.box, *islice(ancestors(piece.box), 6)]
    item = next((i for i, node in enumerate(chain[:2]) if node.tag in _ITEMS), None)
    if item is not None and chain[item].tag in _CELLS:
        levels = {i + 1 for i, node in enumerate(chain) if node.tag == "table"}
    elif item is not None:
        levels = {item + 2}
    elif is_new or piece.box.tag in _HEADINGS:
        levels = {1, 2} if is_announced else {1}
    else:
        return False
    level = next((i for i, node in enumerate(chain[1:], 1) if int(node.mem_id) in homes), 0)
    return level in levels and not any(clues.is_called_otherwise(node) for node in chain[:level])


def _comments(found: Sequence[Piece], kept: Sequence[bool]) -> frozenset[int]:
    """Return which pieces are comments: those behind a line that says so, most of the text being before it.

    What stands in one box with the text before is text: some pages print the number of comments in the middle of it.
    """
    sizes = [len(piece.text) if is_kept else 0 for piece, is_kept in zip(found, kept, strict=True)]
    read, half = 0, sum(sizes) / 2
    for i, piece in enumerate(found):
        if read >= half > 0 and not piece.is_link and lines.opens_comments(piece.text):
            boxes = {_box(found[n]) for n in range(i) if sizes[n]} - {0}
            return frozenset(n for n in range(i, len(found)) if _box(found[n]) not in boxes)
        read += sizes[i]
    return frozenset()


def _box(piece: Piece) -> int:
    """Return which element a piece's own lies in; 0 for the page itself, in which all lies."""
    outer = piece.box.parent
    return 0 if outer is None or outer.tag == "body" else int(outer.mem_id)


def fates(page: Page, template: Template | None) -> list[Fate]:
    """Return what becomes of every piece of a page, in order, with the rule that decided and the panel's weightiest reasons."""
    _ = page.lines  # cuts off what is nested too deep
    taken = choose(page, template)
    kept = {piece.box.mem_id: None for piece in taken.pieces}
    texts = {piece.text for piece in taken.pieces}
    why = {one.piece.text: one.why for one in _verdicts(page, template)} if template is not None and template.reads else {}
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
    return clues.clues(found, panel.voices(page), panel.declared(page), repeated, titles.heading(page))


def _panel(page: Page, template: Template | None) -> Chosen:
    found = _clues(page, template)
    sure = clues.judge(found, tuple(panel.READERS))
    kept = clues.settle(found, sure)
    kept = [is_kept or _is_subhead(found, kept, i) for i, is_kept in enumerate(kept)]
    open_ = [not is_kept and not clue.repeated and not clue.again for clue, is_kept in zip(found, kept, strict=True)]
    among = _among([clue.piece for clue in found], kept, open_, [False] * len(found))
    kept = [is_kept or i in among for i, is_kept in enumerate(kept)]
    theirs = _comments([clue.piece for clue in found], kept)
    others = furniture.among([clue.piece for clue in found], kept)
    kept = [is_kept and i not in theirs and i not in others for i, is_kept in enumerate(kept)]
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
    return headed and (is_same(piece.box, following.box) or is_same(piece.box.parent, following.box.parent))


def _walls(found: Iterable[Piece]) -> tuple[Block, ...]:
    return lines.paywalls(Block(piece.kind, piece.text) for piece in found)


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
