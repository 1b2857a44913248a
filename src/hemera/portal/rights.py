"""What a page, a feed or the API may show of an article. The one place that decides; pure.

``full`` shows all; ``excerpt`` the title, a lead and the link; ``link`` the title and the link. A trusted reader (staff, or
anybody who reads a private archive) is shown everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemera.types import Article, Block, BlockKind, Image, ImageState, Line, Rights

EXCERPT = 300  # characters of the text that stand in for a lead the source did not write
_VISIBLE = frozenset({ImageState.SHOWN, ImageState.PROTECTED})


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown. ``withheld`` says that the source wrote more than that."""

    level: Rights
    lead: str
    blocks: tuple[Block, ...]
    image: Image | None
    withheld: bool


def shown(article: Article, *, trusted: bool) -> Shown:
    """Decide what of an article may be shown; visibility is decided before, by ``store``."""
    level = Rights.FULL if trusted else article.rights
    content = article.content
    if level is Rights.FULL:
        return Shown(level, content.lead, content.blocks, article.line.image, withheld=False)
    if level is Rights.EXCERPT:
        lead = content.lead or opening(content.blocks)
        return Shown(level, lead, (), article.line.image, withheld=bool(content.blocks))
    return Shown(level, "", (), None, withheld=bool(content.lead or content.blocks))


def lead(line: Line, rights: Rights, *, trusted: bool) -> str:
    """Return the lead a list may show beside a title, cut to ``EXCERPT`` characters."""
    return cut(line.lead) if trusted or rights is not Rights.LINK else ""


def picture(line: Line, rights: Rights, *, trusted: bool) -> Image | None:
    """Return the picture a list may show beside a title: not of a ``link`` source, nor one readers or staff had hidden."""
    if line.image is None or not visible(line.image) or (rights is Rights.LINK and not trusted):
        return None
    return line.image


def visible(image: Image) -> bool:
    """Say whether a picture is shown: what is hidden or blocked is replaced by a placeholder for everybody."""
    return may_show(image.state)


def may_show(state: str) -> bool:
    """As ``visible``, of the state alone."""
    return state in _VISIBLE


def opening(blocks: Sequence[Block]) -> str:
    """Return the first words of a text."""
    return cut(next((b.text for b in blocks if b.kind is BlockKind.PARAGRAPH), ""))


def cut(text: str) -> str:
    """Return a text of at most ``EXCERPT`` characters, cut between words."""
    if len(text) <= EXCERPT:
        return text
    return text[:EXCERPT].rsplit(maxsplit=1)[0].rstrip(" ,;:،؛") + "…"
