"""Two readings of the same capture, field by field: which differ, and what went and what came in each. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from hemera import revisions
from hemera.revisions import Run
from hemera.types import Block, Extraction, LeadImage

FIELDS = (
    "title", "language", "authors", "agency", "house", "published", "modified", "section", "lead", "blocks", "image", "kind",
    "partial",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that reads otherwise, or one paragraph of the text (``blocks``), what went and what came marked."""

    field: str
    runs: tuple[Run, ...]


def fields(old: Extraction, new: Extraction) -> tuple[str, ...]:
    """Name the fields a reader would see differ, here or in the API."""
    return tuple(name for name in FIELDS if getattr(old, name) != getattr(new, name))


def differences(old: Extraction, new: Extraction) -> Iterator[Difference]:
    """Yield what differs, in the order of ``FIELDS``; of the text only the paragraphs that do."""
    for name in fields(old, new):
        if name == "blocks":
            yield from _paragraphs(old, new)
        elif name in ("title", "lead"):
            yield Difference(name, _worded(getattr(old, name), getattr(new, name), old))
        else:
            yield Difference(name, _replaced(_plain(getattr(old, name)), _plain(getattr(new, name))))


def _paragraphs(old: Extraction, new: Extraction) -> Iterator[Difference]:
    changed = [change for change in revisions.diff(old, new)[1:] if change.op != "equal"]
    if changed:
        yield from (Difference("blocks", change.runs) for change in changed)
        return
    for before, after in zip(old.blocks, new.blocks, strict=False):  # the same words: what they are differs
        if before != after:
            yield Difference("blocks", (*_replaced(_sort(before), _sort(after)), Run("equal", f" {after.text}")))


def _worded(old: str, new: str, like: Extraction) -> tuple[Run, ...]:
    """Compare a line word by word, as titles are."""
    return revisions.diff(replace(like, title=old, blocks=()), replace(like, title=new, blocks=()))[0].runs


def _replaced(old: str, new: str) -> tuple[Run, ...]:
    runs: Iterable[Run] = (Run("delete", old), Run("insert", new))
    return tuple(run for run in runs if run.text)


def _plain(value: object) -> str:
    """Write a field's value on one line; "" for none."""
    match value:
        case tuple():
            return ", ".join(map(str, value))
        case datetime():
            return value.isoformat()
        case LeadImage():
            return " · ".join(filter(None, (value.url, value.caption, value.credit)))
        case None:
            return ""
        case _:
            return str(value)


def _sort(block: Block) -> str:
    return f"{block.kind}/{block.language}" if block.language else str(block.kind)
