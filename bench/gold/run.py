"""One measurement: pages outside, readers inside, each page's readers in an order of its own; CPU is this process's time."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import random
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from types import FrameType
from typing import Any, NoReturn

from gold import ours, peers, scores
from gold.pages import GoldPage, Key
from gold.peers import Read, Reader

PATIENCE = 60  # seconds for one page
WARM_UP = 2  # pages every reader has read before the clock counts: imports, word lists, patterns


@dataclass(frozen=True)
class Outcome:
    """What one reader made of one page, and what that cost in milliseconds of CPU."""

    key: Key
    tool: str
    ms: float
    read: Read
    body: scores.Rates | None
    fields: Mapping[str, float]  # title, date, authors: only those somebody wrote down
    learned: int = 0  # pages the largest template at hand was learned from
    failure: str = ""  # the error it ended with


@dataclass
class Run:
    """All outcomes, and milliseconds of learning by pages learned from."""

    outcomes: list[Outcome] = field(default_factory=list)
    learning: list[tuple[int, float]] = field(default_factory=list)

    def add(self, other: Run) -> None:
        self.outcomes += other.outcomes
        self.learning += other.learning


def publishers(pages: Iterable[GoldPage]) -> list[list[GoldPage]]:
    """Return pages by set and publisher."""
    ordered = sorted(pages, key=lambda page: (page.key.set, page.publisher, page.key.id))
    return [list(group) for _, group in groupby(ordered, key=lambda page: (page.key.set, page.publisher))]


def measure(pages: Sequence[GoldPage], tools: Mapping[str, Reader], with_ours: bool, jobs: int = 1) -> Run:
    """Let every reader read every page; ours with what it learned from the publisher's other pages."""
    groups = publishers(pages)
    work = partial(_publisher, tools, with_ours)
    _prepare(groups, tools, with_ours)
    run = Run()
    with _processes(jobs) as spread:
        for count, part in enumerate(spread(work, groups), 1):
            run.add(part)
            _progress(count, len(groups))
    return run


def curve(pages: Sequence[GoldPage], counts: Sequence[int], jobs: int = 1) -> dict[int, Run]:
    """Read every page with what was learned from so many of its publisher's others, which has as many for each of ``counts``."""
    groups = [group for group in publishers(pages) if len(group) > max(counts)]
    _prepare(groups, {}, with_ours=True)
    found = {}
    for count in counts:
        found[count] = Run()
        with _processes(jobs) as spread:
            for part in spread(partial(_publisher, {}, True, most=count), groups):
                found[count].add(part)
    return found


def timed(reader: Reader, page: GoldPage) -> tuple[Read | None, float, str]:
    """Return what was read, the milliseconds, and the name of the error if it ended in one: then nothing was read."""
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(PATIENCE)
    read, failure = None, ""
    began = time.process_time()
    try:
        read = reader(page)
    except peers.failures() as error:
        failure = type(error).__name__
    finally:
        spent = 1000 * (time.process_time() - began)
        signal.alarm(0)
    return read, spent, failure


def judge(page: GoldPage, read: Read) -> tuple[scores.Rates | None, dict[str, float]]:
    """Compare with the gold, as far as there is any."""
    body = None
    if read.text is not None and page.gold is not None:
        body = scores.body(page.gold, page.optional, ours.as_printed(page, read))
    fields = {}
    if read.fields and page.title:
        fields["title"] = scores.title(page.title, read.title)
    if read.fields and page.date:
        fields["date"] = scores.day(page.date, read.date)
    if read.fields and page.authors:
        fields["authors"] = scores.authors(ours.named(page.authors), ours.named(read.authors))
    return body, fields


def _publisher(tools: Mapping[str, Reader], with_ours: bool, group: Sequence[GoldPage], most: int = ours.MOST) -> Run:
    run = Run()
    for page in group:
        templates: ours.Templates = ()
        siblings = ours.others(page, group, most)
        if with_ours and siblings:
            began = time.process_time()
            templates = ours.learned(siblings)
            run.learning.append((len(siblings), 1000 * (time.process_time() - began)))
        readers = {**tools, **(ours.readers(templates) if with_ours else {})}
        run.outcomes += _page(page, readers, max((template.pages for template in templates if template.reads), default=0))
    return run


def _page(page: GoldPage, readers: Mapping[str, Reader], learned: int) -> Iterator[Outcome]:
    names = list(readers)
    random.shuffle(names)
    for name in names:
        done, spent, failure = timed(readers[name], page)
        read = done or _nothing(name)
        yield Outcome(page.key, name, spent, read, *judge(page, read), learned, failure)


def _nothing(name: str) -> Read:
    """Return what a reader that failed has read: nothing of all it reads otherwise."""
    return Read(None if name == peers.FIELDS else "", name == ours.WHOLE or name in peers.SAY_FIELDS)


def _prepare(groups: Sequence[Sequence[GoldPage]], tools: Mapping[str, Reader], with_ours: bool) -> None:
    """Warm up, and see that nobody asks the network: a reader that would is not to be measured by its answer."""
    peers.failures()
    warnings.simplefilter("ignore")  # other readers remark on pages, which is theirs to do
    socket.getaddrinfo = _no_network
    readers = {**tools, **(ours.readers(()) if with_ours else {})}
    for page in [page for group in groups for page in group][:WARM_UP]:
        for reader in readers.values():
            timed(reader, page)
    gc.collect()
    gc.freeze()  # the pages themselves are no garbage to look through while a reader is timed


def _no_network(*_: Any, **__: Any) -> NoReturn:
    raise OSError("Readers are measured without a network.")


def _late(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TimeoutError


Spread = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]


@contextlib.contextmanager
def _processes(jobs: int) -> Iterator[Spread]:
    if jobs == 1:
        yield map
        return
    with multiprocessing.get_context("fork").Pool(min(jobs, os.cpu_count() or 1)) as pool:
        yield partial(pool.imap_unordered, chunksize=1)


def _progress(count: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{count} of {of} publishers{chr(10) if count == of else ''}")
        sys.stderr.flush()
