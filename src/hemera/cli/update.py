"""``hemera update``: collect what is due."""

from __future__ import annotations

import os
import threading
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera import events
from hemera.cli.console import archive_option, emit, example, json_option, log_options, say
from hemera.errors import ConfigError

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.cli.progress import Meter
    from hemera.config import Config
    from hemera.pipeline.outcomes import Tally

BEHIND = 10  # how far behind readers a collector stands that goes on for days: the portal has the processor first


@click.command(epilog=example("hemera update --once", "hemera update --archive my-press --log-format json"))
@archive_option
@click.option("--once", is_flag=True, help="End when nothing is due; otherwise go on until Ctrl-C.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but problems.")
@click.option("--until-eof", is_flag=True, hidden=True, help="End when standard input closes: how `run` ends it.")
@log_options
@json_option
def command(folder: Path, once: bool, quiet: bool, until_eof: bool, as_json: bool, **log: str | None) -> None:
    """Collect: poll feeds, fetch pages and pictures, read, remember, index."""
    from hemera import archive
    from hemera.cli.ending import INTERRUPTED, stopping
    from hemera.cli.progress import Meter

    stop = threading.Event()
    if not once:
        os.nice(BEHIND)
    if until_eof:
        threading.Thread(target=_wait_for_eof, args=(stop,), daemon=True).start()
    with stopping(stop), archive.open(folder) as press:
        listen(press.config, **log)
        silent = quiet or as_json or events.are_heard()  # no moving line between those of the log
        tally, seconds = _collect(press, stop, Meter("Collecting", quiet=silent), once=once)
    if as_json:
        emit(tally.as_table())
    elif not quiet:
        show(tally, seconds)
    if once and stop.is_set():
        raise click.exceptions.Exit(INTERRUPTED)
    if once and tally.paused:
        raise ConfigError("config.full", "The disk is nearly full: not all was collected. Make room, or set `min_free` lower.")


def _collect(press: Archive, stop: threading.Event, meter: Meter, *, once: bool) -> tuple[Tally, float]:
    from hemera.cli.rebuild import replayed

    with meter:
        replayed(press.config.folder)  # before anything that was withdrawn can be read again
        return press.update(once=once, stop=stop, report=meter.collecting), meter.seconds


def listen(config: Config, log_format: str | None = None, log_level: str | None = None) -> None:
    """Log as it was asked for, else as the settings say."""
    events.listen(log_format or config.log_format, log_level or config.log_level)


def _wait_for_eof(stop: threading.Event) -> None:
    with suppress(OSError):
        while os.read(0, 1024):  # not sys.stdin: its lock would be held when the interpreter ends
            pass
    stop.set()


def show(tally: Tally, seconds: float) -> None:
    """Print what a run did. Three outcomes, each counted once; what failed will be tried again."""
    say(f"{tally.polled} feeds polled, {tally.entries} new entries, {tally.unchanged} unchanged, in {seconds:.1f} s.")
    passed = tally.articles + tally.revised
    say(f"passed {passed}: {tally.articles} new articles, {tally.revised} revised; {tally.images} pictures")
    say(_line("discarded", tally.discarded))
    say(_line("held", tally.held))
    say(_line("to be tried again", tally.failed))


def _line(name: str, reasons: Counter[str]) -> str:
    words = ", ".join(f"{reason} {n}" for reason, n in reasons.most_common())
    return f"{name} {reasons.total()}" + (f": {words}" if words else "")
