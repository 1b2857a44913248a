"""How a block of a layout is called: the tags and lasting classes of its box and the three around it, outermost first."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import lru_cache

from hemera.extract.blocks import Piece
from hemera.extract.boxes import Box

LEVELS = 4
COARSE = 2  # levels that decide where the whole was never seen
LINK = " (link)"  # blocks that are nothing but a link are apart from their like
_END = frozenset({"body", "html"})


class Signatures:
    """Signatures of one page's blocks, each box looked at once. ``stable`` are the classes that count."""

    __slots__ = ("_known", "_parts", "_stable")

    def __init__(self, stable: Container[str]) -> None:
        self._stable = stable
        self._parts: dict[tuple[str, tuple[str, ...]], str] = {}
        self._known: dict[tuple[int, int], str] = {}

    def of(self, piece: Piece, box: Box, levels: int = LEVELS) -> str:
        """Return a block's signature."""
        return self._named(box, levels) + LINK if piece.is_link else self._named(box, levels)

    def _named(self, box: Box, levels: int) -> str:
        """Return the parts of a box and of those around it; what is around is the same for many."""
        if box.tag in _END:
            return ""
        name = self._known.get((box.key, levels))
        if name is None:
            around = self._named(box.outer, levels - 1) if levels > 1 and box.outer is not None else ""
            part = self._part(box)
            name = self._known[box.key, levels] = f"{around} > {part}" if around else part
        return name

    def _part(self, box: Box) -> str:
        part = self._parts.get(own := (box.tag, box.classes))
        if part is None:
            part = self._parts[own] = ".".join([box.tag, *(name for name in box.classes if name in self._stable)])
        return part


@lru_cache(maxsize=4_000)  # a layout has some dozens, and so on page after page
def coarse(signature: str) -> str:
    """Return the innermost levels of a signature."""
    bare = signature.removesuffix(LINK)
    return " > ".join(bare.split(" > ")[-COARSE:]) + signature[len(bare) :]


def classes(signatures: Iterable[str]) -> frozenset[str]:
    """Return the classes that signatures speak of."""
    names: set[str] = set()
    for signature in signatures:
        for part in signature.removesuffix(LINK).split(" > "):
            names.update(part.split(".")[1:])
    return frozenset(names)
