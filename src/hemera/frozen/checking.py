"""A frozen query asked again: then = same + revised + reread + left + withdrawn + held + lost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hemera import clock, disk
from hemera.exports import analysis_version
from hemera.frozen import freezing, roll
from hemera.frozen.record import CHECK, LIST, Frozen, place
from hemera.frozen.roll import Name, Roll
from hemera.searching import walk

if TYPE_CHECKING:
    from hemera.protocols import Index

SHOWN = 20  # articles named of each kind
KINDS = ("same", "revised", "reread", "left", "withdrawn", "held", "lost", "came")


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a frozen query. ``counts``: same; revised (by its source); reread (a correction of our own reading); left (not
    found any more, though public); withdrawn; held; lost (the record has it no more); came (found now, and not then).
    """

    at: datetime
    then: int
    now: int
    counts: Mapping[str, int] = field(default_factory=dict)
    some: Annotated[Mapping[str, tuple[str, ...]], "kind → the first articles of it, as source/number"] = field(
        default_factory=dict
    )
    analysis: Annotated[str, "version of the index's analysis of words, now"] = ""
    extractor: Annotated[str, "version of the rules by which pages are read, now"] = ""

    @property
    def unchanged(self) -> bool:
        """Say whether the query still finds just what it found."""
        return self.counts.get("same", 0) == self.then == self.now


def check(root: Path, made: Frozen, index: Index) -> Checked:
    """Ask a frozen query again and compare; what came of it is kept beside it.

    Raises:
        ConfigError: ``frozen.damaged``; IndexUnusable: there is no index to ask.
    """
    roll.prove(root, made)
    counts, some = Counter[str](), {kind: list[str]() for kind in KINDS}

    def saw(kind: str, name: Name) -> None:
        counts[kind] += 1
        if kind != "same" and len(some[kind]) < SHOWN:
            some[kind].append(f"{name.source}/{name.number}")

    with Roll() as before:
        before.add(roll.read(place(root, made.id) / LIST))
        for name in _found(index, made):
            saw(_kind(before.take(name), name), name)
        for kind, name in _gone(before.unseen()):
            saw(kind, name)
    checked = Checked(
        at=clock.now(),
        then=made.articles,
        now=sum(counts[kind] for kind in ("same", "revised", "reread", "came")),
        counts={kind: counts[kind] for kind in KINDS},
        some={kind: tuple(names) for kind, names in some.items() if names},
        analysis=analysis_version(),
        extractor=freezing.extractor(),
    )
    disk.replace(place(root, made.id) / CHECK, json.dumps(asdict(checked) | {"at": checked.at.isoformat()}).encode())
    return checked


def last_check(root: Path, name: str) -> Checked | None:
    """Return what the last check found; None where there was none, or it cannot be read."""
    try:
        table = json.loads((place(root, name) / CHECK).read_text(encoding="utf-8"))
        some = {kind: tuple(names) for kind, names in table["some"].items()}
        return Checked(**table | {"at": datetime.fromisoformat(table["at"]), "some": some})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _found(index: Index, made: Frozen) -> Iterator[Name]:
    from hemera.store import listed

    for page in walk(index, freezing.again(made, index), None, size=freezing.PAGE):
        yield from (Name(*name) for name in listed.names(hit.id for hit in page.hits))


def _kind(before: Name | None, now: Name) -> str:
    if before is None:
        return "came"
    if before.revision != now.revision:
        return "revised"
    return "same" if before.text_sha256 == now.text_sha256 else "reread"


def _gone(names: Iterable[Name]) -> Iterator[tuple[str, Name]]:
    """Say of articles that are not found any more what became of them."""
    from hemera.store import listed

    for source, some in batches(names):
        known = listed.standing(source, [name.number for name in some])
        for name in some:
            visibility = known[name.number][1] if name.number in known else "lost"
            yield ("left" if visibility == "public" else visibility), name


def batches(names: Iterable[Name], size: int = 500) -> Iterator[tuple[str, list[Name]]]:
    """Cut a sorted list into parts of one source each."""
    for source, group in groupby(names, key=lambda name: name.source):
        while part := list(islice(group, size)):
            yield source, part
