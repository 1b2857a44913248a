"""What a long command shows while it works: a moving line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from hemera.pipeline.outcomes import Tally

EVERY = 5.0  # seconds between two plain lines


class Meter:
    """Shows how far something is. ``quiet`` shows nothing. Safe to call from another thread."""

    def __init__(self, title: str, *, quiet: bool = False, unit: str = "") -> None:
        self.title, self.quiet, self.unit = title, quiet, unit
        self.began = self.shown = time.monotonic()
        self.live: Progress | None = None
        self.task: TaskID | None = None

    def __enter__(self) -> Self:
        if not self.quiet and sys.stderr.isatty():
            self._open()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self.live is not None:
            self.live.stop()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def advance(self, done: int, total: int | None = None, text: str = "") -> None:
        """Say how far it is: ``done`` of ``total`` (None: not known), and a few words."""
        if self.live is not None and self.task is not None:
            self.live.update(self.task, completed=done, total=total, words=text or self._count(done, total))
        elif not self.quiet and time.monotonic() - self.shown >= EVERY:
            self.shown = time.monotonic()
            click.echo(f"{self.title}: {text or self._count(done, total)}", err=True)

    def collecting(self, tally: Tally) -> None:
        """Show a run of the collector: for ``Archive.update(report=…)``."""
        settled = tally.articles + sum(tally.discarded.values()) + sum(tally.held.values())
        self.advance(settled, max(tally.entries, settled) or None, self._words(tally))

    def staged(self, stage: str, done: int, total: int) -> None:
        """Show one stage of several: each counts from 0 again."""
        share = f" {done / total:.0%}" if total else f" {done}"
        self.advance(done, total or None, f"{stage}{share}")

    def _words(self, tally: Tally) -> str:
        rate = tally.articles / self.seconds if self.seconds else 0.0
        paused = "paused, the disk is nearly full; " if tally.paused else ""
        return f"{paused}{tally.articles} articles, {tally.images} pictures, {tally.polled} polls, {rate:.1f}/s"

    def _count(self, done: int, total: int | None) -> str:
        """Say how many of how many, how many a second, and how long the rest will take at that rate."""
        said = f"{done}{f' of {total}' if total else ''} {self.unit}".rstrip()
        rate = done / self.seconds if self.seconds else 0.0
        if not rate:
            return said
        left = f", {duration((total - done) / rate)} left" if total and total > done else ""
        return f"{said}, {rate:.1f}/s{left}"

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(12),
            TextColumn("{task.fields[words]}"),
            TimeElapsedColumn(),
        )
        self.live = Progress(*columns, console=Console(stderr=True), transient=True)
        self.task = self.live.add_task(self.title, total=None, words="")
        self.live.start()


def duration(seconds: float) -> str:
    """Write a time as people say it: 40 s, 12 min, 3 h 20 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
