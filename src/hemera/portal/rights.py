"""What a page, a feed or the API may show of an article. The one place that decides; pure.

``full`` shows all; ``excerpt`` the title, a lead and the link; ``link`` the title and the link. What the publisher wishes is merged
with that by ``hemera.wishes.terms``. A trusted reader (staff, or anybody who reads a private archive) is shown everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hemera import wishes
from hemera.types import Article, Block, BlockKind, Found, Image, ImageState, Line, Rights
from hemera.wishes import quoted

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
    terms: wishes.Terms


def terms(line: Line, rights: Rights, now: datetime, *, trusted: bool) -> wishes.Terms:
    """Return what may be shown of an article whose source has these rights."""
    return wishes.EVERYTHING if trusted else wishes.terms(rights, line.wishes, now)


def shown(article: Article | Found, now: datetime, *, trusted: bool, machine: bool = False) -> Shown:
    """Decide what of an article may be shown, to people or to a ``machine``; visibility is decided before, by ``store``."""
    may, content = terms(article.line, article.rights, now, trusted=trusted), article.content
    image = article.line.image if may.picture else None
    level = Rights.EXCERPT if machine and may.level is Rights.FULL and not may.minable else may.level
    if level is Rights.FULL:
        return Shown(level, content.lead, content.blocks, image, withheld=False, terms=may)
    if level is Rights.EXCERPT:
        lead = quoted(content.lead or opening(content.blocks), may)
        return Shown(level, lead, (), image, withheld=bool(content.blocks), terms=may)
    return Shown(level, "", (), image, withheld=bool(content.lead or content.blocks), terms=may)


def lead(line: Line, may: wishes.Terms) -> str:
    """Return the lead a list may show beside a title, cut to ``EXCERPT`` characters."""
    return quoted(cut(line.lead), may) if may.level is not Rights.LINK else ""


def picture(line: Line, may: wishes.Terms) -> Image | None:
    """Return the picture a list may show beside a title: not of a ``link`` source, nor one readers or staff had hidden."""
    return line.image if may.picture and line.image is not None and visible(line.image) else None


def passed_on(line: Line, what: Shown) -> tuple[str, str | None]:
    """Return what our own page says to robots, and where the terms of mining are, None where it is not reserved."""
    said, binding = wishes.parsed(line.wishes), what.terms.because
    robots = ["noindex"] if what.level is not Rights.FULL else []
    robots += [word for word in ("noarchive", "nosnippet", "noimageindex") if word in binding]
    robots += [f"max-snippet:{said.snippet}"] if "max-snippet" in binding else []
    mined = wishes.policy(said.reserved, said.tdmrep) if "tdm-reservation" in binding else None
    return ", ".join(robots), mined


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
