"""Pages that answer 200 and are no article, texts that were damaged before they came, and what else a reader is to know of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hemera import mojibake
from hemera.extract import variants, vocabulary
from hemera.extract.blocks import MAX_TEXT
from hemera.extract.bodies import MAX_BLOCKS
from hemera.extract.page import Page
from hemera.text import fold
from hemera.types import Block, Doubt, PageKind

NOT_THE_ARTICLE = frozenset({"body.consent-wall", "body.not-found"})
MOJIBAKE, UNDECODABLE = "text.mojibake", "text.undecodable"
SHORT_BODY = 250  # characters; less is a doubt for an article, right for galleries and videos
_WALL_TEXT = 1_500  # characters; a longer text that speaks of cookies is about cookies
_CONSENT = re.compile(vocabulary.CONSENT)
_AGREE = re.compile(vocabulary.AGREE)
_MISSING = re.compile(rf"^\W*{vocabulary.MISSING}(?!\w)")


def about(page: Page, title: str, blocks: tuple[Block, ...], kind: PageKind, lead: str = "") -> tuple[Doubt, ...]:
    """Return the doubts about title and body. ``body.consent-wall`` and ``body.not-found`` mean: this is not the article.

    ``body.cut``: the page is larger than pages are, and what lies beyond the bounds was not read. ``text.mojibake``,
    ``text.undecodable``: words of the article were misread, or letters lost, before the page came, and could not be put right;
    with their number.
    """
    text = " ".join(block.text for block in blocks)
    found = []
    if not title:
        found.append(Doubt("title.missing"))
    if is_wall(title, text or _all_text(page)):
        found.append(Doubt("body.consent-wall"))
    if len(text) < _WALL_TEXT and any(_MISSING.match(fold(heading)) for heading in _headings(page, title)):
        found.append(Doubt("body.not-found"))
    if not text or any(doubt.code in NOT_THE_ARTICLE for doubt in found):
        found.append(Doubt("body.empty"))
    elif len(text) < SHORT_BODY and kind is PageKind.ARTICLE:
        found.append(Doubt("body.short", str(len(text))))
    if page.is_cut or len(blocks) >= MAX_BLOCKS or any(_is_cut(block) for block in blocks):
        found.append(Doubt("body.cut"))
    found += damage((title, lead, *(block.text for block in blocks)))
    return (*found, *variants.more_pages(page))


def damage(texts: Iterable[str]) -> Iterator[Doubt]:
    """Yield what is still damaged in an article's own words, whatever else on its page is; microseconds where nothing is."""
    whole = "<br>".join(texts)  # each a run of its own
    if "\ufffd" in whole and (lost := mojibake.lost(whole)):
        yield Doubt(UNDECODABLE, str(lost))
    if mojibake.suspicious(whole):
        found = mojibake.mend(whole)
        if found.repaired or found.suspected:
            yield Doubt(MOJIBAKE, str(found.repaired + found.suspected))


def _is_cut(block: Block) -> bool:
    return len(block.text) > MAX_TEXT // 2 and block.text.endswith("…")


def is_wall(title: str, text: str) -> bool:
    """Say whether a short text asks for consent, in the words such walls use."""
    if len(text) > _WALL_TEXT:
        return False
    folded = fold(f"{title} {text}")
    return len(_CONSENT.findall(folded)) >= 2 and _AGREE.search(folded) is not None


def _headings(page: Page, title: str) -> list[str]:
    return [title, page.head_title, *(line.text for line in page.lines if line.tag == "h1")]


def _all_text(page: Page) -> str:
    return " ".join(line.text for line in page.lines if line.tag in {"h1", "h2", "p", "button", "div"})[: _WALL_TEXT * 2]
