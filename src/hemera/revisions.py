"""Two versions of an article: what kind of change, and what changed word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from hemera.text import fold
from hemera.types import Block, BlockKind, Extraction, RevisionKind

# Nothing on the page is surely its text, or its letters are damaged: a good text that was there must not make way for it.
UNSURE = frozenset({"body.unsure", "text.mojibake", "text.undecodable"})
REPLACED = frozenset(
    {"body.empty", "body.consent-wall", "body.not-found", "title.missing"}
)  # doubts that say: this is not the article
EMPTIED = 0.35  # of the old length: what is left after a page was cut down, or stands in its place
SHORT = 400  # characters; a text this short may lose much by an honest edit
STRANGER = 0.15  # share of words two versions have in common at least, title and text together
COMMON = 4  # … and how many; of fewer than eight, half of them: one word is in common by chance
CORRECTED = 0.85  # of the longer version's words that a correction leaves in place
KEPT = 0.95  # share of the old text's words that an extension keeps, in order

MAX_WORDS = 20_000  # compared word by word; longer texts by paragraph
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]|\s+")

Op = Literal["equal", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed, came or went."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph of both versions. ``op`` is ``equal``, ``insert``, ``delete`` or ``replace`` (then ``runs`` mixes)."""

    op: Literal["equal", "insert", "delete", "replace"]
    kind: BlockKind
    runs: tuple[Run, ...]


def compare(old: Extraction | None, new: Extraction) -> RevisionKind:
    """Say how ``new`` differs from the last good version. What no reader sees (spacing, origins, section) is no difference."""
    if old is None:
        return RevisionKind.FIRST
    if _visible(old) == _visible(new):
        return RevisionKind.SAME
    before, after = _words(old.text), _words(new.text)
    if _is_suspicious(old, new, before, after):
        return RevisionKind.SUSPICIOUS
    if before == after:
        return RevisionKind.CORRECTED  # only title, lead or by-line
    return _degree(before, after)


def diff(old: Extraction, new: Extraction) -> tuple[Change, ...]:
    """Return the title and the paragraphs of both versions aligned, each with its words marked."""
    title = _paired(Block(BlockKind.SUBHEAD, old.title), Block(BlockKind.SUBHEAD, new.title))
    return (title, *_aligned(old.blocks, new.blocks))


def _visible(content: Extraction) -> tuple[object, ...]:
    return (
        _tidy(content.title), _tidy(content.lead), content.authors, content.agency, content.house,
        tuple((block.kind, _tidy(block.text)) for block in content.blocks),
    )  # fmt: skip


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))[:MAX_WORDS]


def _is_suspicious(old: Extraction, new: Extraction, before: list[str], after: list[str]) -> bool:
    if not before:
        return False
    doubted = {doubt.code for doubt in new.doubts}
    if _of_the_feed(new) and not _of_the_feed(old):
        return True  # the page has no text of its own any more, and what the feed once said of it is no new version
    if REPLACED & doubted or (UNSURE & doubted - {doubt.code for doubt in old.doubts}) or not after:
        return True
    emptied = len(new.text) < EMPTIED * len(old.text) and len(old.text) - len(new.text) > SHORT
    return (emptied and not new.partial) or _are_strangers(old, new, before, after)


def _of_the_feed(content: Extraction) -> bool:
    return content.origins.get("blocks") == "entry"


def _are_strangers(old: Extraction, new: Extraction, before: list[str], after: list[str]) -> bool:
    """Compare the distinct words of two versions with those of the smaller one; every text has the short ones."""
    a = {word for word in (*_words(old.title), *before) if len(word) > 3}
    b = {word for word in (*_words(new.title), *after) if len(word) > 3}
    fewer = min(len(a), len(b))
    return not fewer or len(a & b) < max(STRANGER * fewer, min(COMMON, fewer / 2))


def _degree(before: list[str], after: list[str]) -> RevisionKind:
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > 2_000)
    common = sum(match.size for match in matcher.get_matching_blocks())
    if len(after) > len(before) and common >= KEPT * len(before) and len(after) - len(before) > 0.5 * (1 - CORRECTED) * len(before):
        return RevisionKind.EXTENDED
    return RevisionKind.CORRECTED if common >= CORRECTED * max(len(before), len(after)) else RevisionKind.REWRITTEN


def _aligned(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    a, b = [fold(block.text) for block in old], [fold(block.text) for block in new]
    for op, i, i2, j, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            yield from (_paired(x, y) for x, y in zip(old[i:i2], new[j:j2], strict=True))
        else:
            yield from _replaced(old[i:i2], new[j:j2])


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    """Pair each new paragraph with the next old one that is like it; the others went or came."""
    left = list(old)
    for block in new:
        likes = [n for n, candidate in enumerate(left[:20]) if _alike(candidate.text, block.text)]
        if likes:
            yield from (_whole("delete", gone) for gone in left[: likes[0]])
            yield _paired(left[likes[0]], block)
            del left[: likes[0] + 1]
        else:
            yield _whole("insert", block)
    yield from (_whole("delete", gone) for gone in left)


def _alike(one: str, other: str) -> bool:
    a, b = set(re.findall(r"\w+", fold(one))), set(re.findall(r"\w+", fold(other)))
    return bool(a and b) and len(a & b) >= 0.5 * max(len(a), len(b))


def _whole(op: Literal["insert", "delete"], block: Block) -> Change:
    return Change(op, block.kind, (Run(op, block.text),))


def _paired(old: Block, new: Block) -> Change:
    if old.text == new.text:
        return Change("equal", new.kind, (Run("equal", new.text),))
    a, b = _WORD.findall(old.text), _WORD.findall(new.text)
    if len(a) + len(b) > MAX_WORDS:
        return Change("replace", new.kind, (Run("delete", old.text), Run("insert", new.text)))
    return Change("replace", new.kind, tuple(_runs(a, b)))


def _runs(a: list[str], b: list[str]) -> Iterator[Run]:
    for op, i, i2, j, j2 in SequenceMatcher(None, a, b, autojunk=len(a) > 2_000).get_opcodes():
        if op == "equal":
            yield Run("equal", "".join(a[i:i2]))
            continue
        if i2 > i:
            yield Run("delete", "".join(a[i:i2]))
        if j2 > j:
            yield Run("insert", "".join(b[j:j2]))
