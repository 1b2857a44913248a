"""CPU by stage: the functions of ``hemera.extract`` in which a reading spends its time, each without those it calls."""

from __future__ import annotations

import importlib
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce, wraps
from typing import Any

from gold import ours
from gold.pages import GoldPage
from gold.run import publishers
from gold.tables import Table, Tenths

# stage: where its function is looked up when it is called
STAGES = {
    "decode": "hemera.charset:read",
    "bounds": "hemera.bounds:bounded",
    "tree": "selectolax.lexbor:LexborHTMLParser",
    "parse": "hemera.extract.article:parse",
    "template": "hemera.extract.apply:chosen",
    "text": "hemera.extract.bodies:choose",
    "JSON-LD": "hemera.extract.jsonld:nodes",
    "printed lines": "hemera.extract.page:Page.lines.func",
    "title": "hemera.extract.titles:title",
    "lead": "hemera.extract.leads:lead",
    "authors": "hemera.extract.authors:credits_of",
    "dates": "hemera.extract.times:times",
    "section": "hemera.extract.sections:section",
    "picture": "hemera.extract.pictures:picture",
    "address": "hemera.extract.variants:canonical",
    "further pages": "hemera.extract.variants:more_pages",
    "body": "hemera.extract.bodies:body",
    "paid": "hemera.extract.kinds:partial",
    "trafilatura": "trafilatura:bare_extraction",
    "doubts": "hemera.extract.doubts:about",
    "language": "hemera.extract.tongues:told",
}


class _Watch:
    """Seconds by stage; the clock of an outer stage stands while an inner one runs."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.open: list[str] = ["the rest"]
        self.since = time.process_time()

    def turn(self) -> None:
        now = time.process_time()
        self.spent[self.open[-1]] += now - self.since
        self.since = now

    def around(self, stage: str, act: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(act)
        def timed(*args: Any, **named: Any) -> Any:
            self.turn()
            self.open.append(stage)
            try:
                return act(*args, **named)
            finally:
                self.turn()
                self.open.pop()

        return timed


def by_stage(pages: Sequence[GoldPage]) -> Table:
    """Read every page once more, with the clock inside; with a template where the publisher's other pages gave one."""
    watches = {"with a template": _Watch(), "without": _Watch()}
    counts = dict.fromkeys(watches, 0)
    found: set[str] = set()
    for group in publishers(pages):
        for page in group:
            templates = ours.learned(ours.others(page, group))
            read = ours.whole(templates, page)  # once outside the clock: which path it takes
            path = "with a template" if ours.by_template(read) else "without"
            with _watched(watches[path]) as there:
                ours.whole(templates, page)
            counts[path] += 1
            found |= there
    return _table(watches, counts, found)


@contextmanager
def _watched(watch: _Watch) -> Iterator[set[str]]:
    """Put the clock around every stage there is, and take it away again."""
    before = []
    for stage, place in STAGES.items():
        owner, name = _place(place)
        if (act := getattr(owner, name, None)) is not None:
            before.append((stage, owner, name, act))
            setattr(owner, name, watch.around(stage, act))
    watch.since = time.process_time()
    try:
        yield {stage for stage, *_ in before}
    finally:
        watch.turn()
        for _, owner, name, act in before:
            setattr(owner, name, act)


def _place(place: str) -> tuple[Any, str]:
    """Return whose attribute a stage's function is, and its name."""
    module, _, path = place.partition(":")
    owner, _, name = path.rpartition(".")
    start: Any = importlib.import_module(module)
    return reduce(lambda found, step: getattr(found, step, None), filter(None, owner.split(".")), start), name


def _table(watches: dict[str, _Watch], counts: dict[str, int], found: set[str]) -> Table:
    paths = [path for path, count in counts.items() if count]
    table = Table(
        "CPU by stage, ms a page, each without those inside it", ["stage", *(f"{path} ({counts[path]})" for path in paths)]
    )
    for stage in [*(stage for stage in STAGES if stage in found), "the rest"]:
        table.rows.append([stage, *(Tenths(1000 * watches[path].spent[stage] / counts[path]) for path in paths)])
    table.rows.append(["together", *(Tenths(1000 * sum(watches[path].spent.values()) / counts[path]) for path in paths)])
    table.rows += [[stage, *("not there" for _ in paths)] for stage in STAGES if stage not in found]
    return table
