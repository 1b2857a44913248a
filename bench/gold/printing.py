"""Tables on paper: aligned text, Markdown, JSON; and the pages that were read wrong, one by one."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from gold import ours, peers, tables
from gold.pages import GoldPage, Key
from gold.run import Outcome
from gold.tables import Table, Tenths

_PACKAGES = ("hemera", "trafilatura", "resiliparse", "newspaper4k", "readability-lxml", "justext", "selectolax", "lxml")
_CLEARLY = 0.05  # by which another reader's F1 is better, for the page to be worth a look


def plain(table: Table) -> str:
    """Return columns one below another, figures to the right."""
    cells = [list(table.head), *([_cell(value) for value in row] for row in table.rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.head))]
    right = [all(not isinstance(row[i], str) for row in table.rows) for i in range(len(table.head))]
    lines = (
        "  ".join(
            cell.rjust(width) if figure else cell.ljust(width) for cell, width, figure in zip(row, widths, right, strict=True)
        )
        for row in cells
    )
    return "\n".join([table.title, *(f"  {line.rstrip()}" for line in lines)])


def markdown(table: Table) -> str:
    rows = [table.head, ["---"] * len(table.head), *([_cell(value) for value in row] for row in table.rows)]
    return "\n".join([f"**{table.title}**", "", *(f"| {' | '.join(row)} |" for row in rows)])


def as_json(found: Iterable[Table], outcomes: Iterable[Outcome], pages: Mapping[Key, GoldPage]) -> dict[str, Any]:
    """Return everything: what was measured with, every table, every reading's figures (never its text)."""
    return {
        "measured with": versions(),
        "tables": [{"title": table.title, "head": list(table.head), "rows": [list(row) for row in table.rows]} for table in found],
        "readings": [_reading(one, pages[one.key]) for one in outcomes],
    }


def versions() -> dict[str, str]:
    """Return what a figure depends on besides our code."""
    found = {"python": platform.python_version(), "cores": str(os.cpu_count())}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def measured_with() -> str:
    return ", ".join(f"{name} {number}" for name, number in versions().items())


def wrong(outcomes: Sequence[Outcome], pages: Mapping[Key, GoldPage]) -> Iterator[str]:
    """Yield a line for every page whose body we misread, or trafilatura reads clearly better, and for every wrong field."""
    theirs = {one.key: one for one in outcomes if one.tool == peers.BASE}
    for one in sorted((one for one in outcomes if one.tool == ours.WHOLE), key=lambda one: one.key):
        other = theirs.get(one.key)
        if one.body and (one.body.f1 < tables.BAD or (other and other.body and other.body.f1 - one.body.f1 > _CLEARLY)):
            doubts = " ".join(one.read.doubts)
            yield f"{_name(one)} body {_rates(one)}, {peers.BASE} {_rates(other)}; {one.read.kind} by {one.read.rule} {doubts}"
        for name, score in one.fields.items():
            if score < 1:
                yield f"{_name(one)} {name} {getattr(pages[one.key], name)!r} -> {getattr(one.read, name)!r}"


def failures(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Yield a line for every reading of ours that ended in an error none of our own."""
    for one in outcomes:
        if one.failure and one.tool in ours.NAMES:
            yield f"{_name(one)} {one.tool}: {one.failure}"


def _name(one: Outcome) -> str:
    return f"{one.key.set} {one.key.id}"


def _rates(one: Outcome | None) -> str:
    if one is None or one.body is None:
        return "–"
    return f"P {_cell(one.body.precision)} R {_cell(one.body.recall)} F1 {_cell(one.body.f1)}"


def _reading(one: Outcome, page: GoldPage) -> dict[str, Any]:
    body = {"precision": one.body.precision, "recall": one.body.recall, "f1": one.body.f1} if one.body else {}
    return {
        **one.key._asdict(),
        "publisher": page.publisher,
        "language": page.language,
        "reader": one.tool,
        "ms": round(one.ms, 3),
        **body,
        **one.fields,
        "rule": one.read.rule,
        "doubts": list(one.read.doubts),
        "learned from": one.learned,
        "failure": one.failure,
    }


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, Tenths):
        return f"{value:.1f}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
