"""The text of a page in pieces as it is laid out: one for each paragraph, item, heading, cell or line between breaks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from hemera.extract.page import MAX_DEPTH, SILENT, tidy
from hemera.types import Block, BlockKind

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_PIECES = 20_000
MAX_TEXT = 20_000  # characters of one piece
_LONGEST_SUBHEAD = 140  # characters of a bold line that is one
_KINDS = {
    "li": BlockKind.ITEM, "dd": BlockKind.ITEM, "dt": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE, "figcaption": BlockKind.CAPTION,
} | dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.SUBHEAD)  # fmt: skip
_BOXES = frozenset((
    "p", "div", "td", "th", "section", "article", "main", "aside", "header", "footer", "nav", "pre", "ul", "ol", "dl", "table",
    "tbody", "thead", "tfoot", "figure", "center", "form", "fieldset", "address", "details", "summary", "dialog", "body", "hr",
    "caption", "tr", *_KINDS,
))  # fmt: skip
_SKIPPED = SILENT | {"button", "object", "video", "audio", "math", "canvas", "input", "map", "applet", "option", "datalist"}
_CELLS = frozenset({"td", "th"})
_LONGEST_CELL = 80  # characters
# What an element does to the text in it. (Numbers: an ``Enum``'s members take longer to look up than elements to go through.)
_TEXT, _PASSED_OVER, _INLINE, _BOX, _BREAK, _LINK, _HEAVY = range(1, 8)
_ROLES = {
    "-text": _TEXT, "br": _BREAK, "a": _LINK, "b": _HEAVY, "strong": _HEAVY,
    **dict.fromkeys(("span", "em", "i", "u", "time", "small", "sup", "sub", "cite", "abbr", "img", "picture", "font"), _INLINE),
    **dict.fromkeys(_BOXES, _BOX),
    **dict.fromkeys(_SKIPPED, _PASSED_OVER),
}  # fmt: skip


class Piece(NamedTuple):
    """One run of text between two boundaries of boxes or line breaks, and the innermost box it stands in."""

    text: str
    kind: BlockKind
    box: LexborNode
    linked: int  # characters of it that are link
    bold: bool  # all of it

    @property
    def is_link(self) -> bool:
        """Whether it is nothing but a link: a teaser, not a sentence."""
        return self.linked > 0.8 * len(self.text)


def pieces(root: LexborNode, unwanted: frozenset[int] = frozenset()) -> list[Piece]:
    """Return the pieces of an element in the order they are laid out; elements whose ``mem_id`` is unwanted are passed over."""
    return _Walk(root).run(unwanted)


def plain(found: Iterable[Piece]) -> tuple[Block, ...]:
    """Return pieces as blocks of an article; a short bold line is a subhead, the short cells of a row are one item."""
    out: list[Block] = []
    before = (0, 0)  # the cell the last piece filled, and its row, where it was a short one
    for piece in found:
        cell = _cell(piece)
        if cell[1] and cell[1] == before[1] and cell[0] != before[0]:
            out[-1] = Block(BlockKind.ITEM, f"{out[-1].text} | {piece.text}")
        else:
            out.append(Block(BlockKind.SUBHEAD if is_headed(piece) else piece.kind, piece.text))
        before = cell
    return tuple(out)


def _cell(piece: Piece) -> tuple[int, int]:
    """Return what tells a short cell and its row from others, zeros for other boxes. (Nodes are equal where their markup is.)"""
    row = piece.box.parent if piece.box.tag in _CELLS and len(piece.text) <= _LONGEST_CELL else None
    return (piece.box.mem_id, row.mem_id) if row is not None else (0, 0)


def is_headed(piece: Piece) -> bool:
    """Say whether a paragraph is a subhead in all but its tag."""
    return (
        piece.bold and piece.kind is BlockKind.PARAGRAPH and len(piece.text) <= _LONGEST_SUBHEAD and piece.text[-1:] not in '.،…»”"'
    )


def _unlisted(tag: str) -> int:
    """Return the role of a tag of no list: comments and instructions are no text, whatever else there may be is."""
    return _PASSED_OVER if tag[:1] in "-!_" else _INLINE


class _Walk:
    """The way through an element, with the text of the piece that is being read."""

    __slots__ = ("bold", "boxes", "found", "kinds", "link", "linked", "plain", "root", "texts")

    def __init__(self, root: LexborNode) -> None:
        self.root = root
        self.boxes: list[LexborNode] = [root]
        self.kinds: list[BlockKind] = [_KINDS.get(root.tag or "", BlockKind.PARAGRAPH)]
        self.texts: list[str] = []
        self.linked = self.link = self.bold = 0
        self.plain = False  # some of the text is not bold
        self.found: list[Piece] = []

    def run(self, unwanted: frozenset[int]) -> list[Piece]:
        around: list[tuple[LexborNode, int]] = []  # the elements that are open, but for the first
        node = self.root.child
        while node is not None and len(self.found) < MAX_PIECES:
            tag = node.tag or ""
            role = _ROLES.get(tag) or _unlisted(tag)
            if role == _TEXT:
                self._add(node.text_content or "")
            elif role != _PASSED_OVER and not (unwanted and node.mem_id in unwanted):
                if role != _INLINE:
                    self._enter(node, tag, role)
                around.append((node, role))
                if len(around) < MAX_DEPTH and (child := node.child) is not None:
                    node = child
                    continue
                node = self._left(around)
            following = node.next
            while following is None and around:
                following = self._left(around).next
            node = following
        if self.texts:
            self._flush()
        return self.found

    def _left(self, around: list[tuple[LexborNode, int]]) -> LexborNode:
        """Return the innermost open element, which ends here."""
        node, role = around.pop()
        if role != _INLINE:
            self._leave(role)
        return node

    def _enter(self, node: LexborNode, tag: str, role: int) -> None:
        if role == _BOX:
            if self.texts:
                self._flush()
            self.boxes.append(node)
            self.kinds.append(_KINDS.get(tag) or self.kinds[-1])
        elif role == _BREAK:
            if self.texts:
                self._flush()
        elif role == _LINK:
            self.link += 1
        elif role == _HEAVY:
            self.bold += 1

    def _leave(self, role: int) -> None:
        if role == _BOX:
            if self.texts:
                self._flush()
            self.boxes.pop()
            self.kinds.pop()
        elif role == _LINK:
            self.link -= 1
        elif role == _HEAVY:
            self.bold -= 1

    def _add(self, text: str) -> None:
        if self.texts or not text.isspace():
            self.texts.append(text)
            if self.link:
                self.linked += len(text)
            if not self.bold and not self.plain:
                self.plain = not text.isspace()

    def _flush(self) -> None:
        texts = self.texts
        text = tidy(texts[0] if len(texts) == 1 else "".join(texts), MAX_TEXT)
        if text:
            self.found.append(Piece(text, self.kinds[-1], self.boxes[-1], self.linked, not self.plain))
        texts.clear()
        self.linked, self.plain = 0, False
