"""Templates tried on stored captures: what each page reads with them, against what it reads without. Nothing is written."""

from __future__ import annotations

import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import say, table
from hemera.errors import HemeraError

if TYPE_CHECKING:
    from hemera.extract import Sample, Template
    from hemera.pipeline.differences import Difference
    from hemera.types import Extraction

CPU_SECONDS = 30.0  # to read one page twice
IN_HAND = 8  # pages read ahead: their bodies are what memory is bounded by
PARTS = 8  # differences shown of one page
SAME, CHANGED, DOUBTED, OTHER, UNREADABLE = "same", "changed", "doubted", "other layout", "unreadable"
STATES = (SAME, CHANGED, DOUBTED, OTHER, UNREADABLE)
Readings = tuple["Extraction", "Extraction"]


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of one page."""

    url: str
    state: str
    template: str = ""  # the one that was consulted
    detail: str = ""  # doubts, or why it cannot be read
    fields: tuple[str, ...] = ()  # those that read otherwise
    differences: tuple[Difference, ...] = ()


def read(sample: Sample, before: Sequence[Template], after: Sequence[Template]) -> Readings:
    """Read a page with both sets of templates; for a worker process."""
    from hemera.extract import extract

    return extract(*sample, before), extract(*sample, after)


def tried(
    samples: Iterable[Sample], before: Sequence[Template], after: Sequence[Template], tested: Sequence[Template], workers: int
) -> Iterator[Trial]:
    """Yield a trial for each page, in order; only pages that consult one of ``tested`` are judged."""
    from hemera.workers import BoundedPool

    names = {template.name for template in tested}
    waiting: deque[tuple[Sample, Future[Readings]]] = deque()
    with BoundedPool(workers, preload=("hemera.extract",)) as pool:
        for sample in samples:
            waiting.append((sample, pool.submit(read, sample, before, after, cpu_seconds=CPU_SECONDS)))
            if len(waiting) >= IN_HAND:
                yield _trial(*waiting.popleft(), names)
        while waiting:
            yield _trial(*waiting.popleft(), names)


def _trial(sample: Sample, future: Future[Readings], names: set[str]) -> Trial:
    from hemera.pipeline import differences

    try:
        old, new = future.result()
    except HemeraError as error:
        return Trial(sample.url, UNREADABLE, detail=error.key)
    if new.template not in names:
        return Trial(sample.url, OTHER, new.template)
    fields = differences.fields(old, new)
    parts = tuple(islice(differences.differences(old, new), PARTS))
    doubts = " ".join(f"{one.code} {one.detail}".rstrip() for one in new.doubts if one.code.startswith("template."))
    state = DOUBTED if doubts else CHANGED if fields else SAME
    return Trial(sample.url, state, new.template, doubts, fields, parts)


def show(trials: Sequence[Trial]) -> None:
    """Print what became of each page, its differences word by word, and the counts."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")  # https://no-color.org
    for trial in trials:
        if trial.state != OTHER:
            _show(trial, colour=colour)
    counts = Counter(trial.state for trial in trials)
    table(("what became of it", "pages"), [(state, counts[state]) for state in STATES if counts[state]])


def _show(trial: Trial, *, colour: bool) -> None:
    from hemera.cli.reprocess import _marked

    words = [trial.state, trial.url, trial.detail, ", ".join(trial.fields)]
    say("  ".join(filter(None, words)))
    for part in trial.differences:
        click.echo(f"    {part.field}: {_marked(part, colour=colour)}")


def plain(trials: Sequence[Trial]) -> dict[str, Any]:
    """Return what JSON says of trials."""
    from hemera.cli.reprocess import _marked

    counts = Counter(trial.state for trial in trials)
    pages = [
        {
            "url": trial.url,
            "state": trial.state,
            "template": trial.template,
            "detail": trial.detail,
            "fields": list(trial.fields),
            "differences": [{"field": part.field, "diff": _marked(part, colour=False)} for part in trial.differences],
        }
        for trial in trials
    ]
    return {"counts": {state: counts[state] for state in STATES}, "pages": pages}
