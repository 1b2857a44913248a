"""``hemera rebuild``: the record from captures."""

from __future__ import annotations

import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say

if TYPE_CHECKING:
    from hemera.recovery import Rebuilt


@click.command(
    epilog=example(
        "hemera rebuild --dry-run", "hemera rebuild --archive my-press", "hemera rebuild --anew   # the database is damaged"
    )
)
@archive_option
@click.option("--dry-run", is_flag=True, help="Say what would be found; write nothing.")
@click.option("--anew", is_flag=True, help="Set the present database aside, and begin with an empty one.")
@json_option
def command(folder: Path, dry_run: bool, anew: bool, as_json: bool) -> None:
    """Rebuild the record from the captures, when the database is lost, damaged or older than they are.

    Captures without a row get one and are read, in the order in which they were fetched; articles get the numbers they had, and
    what was withdrawn stays so. Nothing is fetched, nothing that the record holds is changed. Interrupted, it goes on when it is
    run again. Accounts, readers' reports and our own corrections are only in the database: `hemera restore` brings them back from
    a backup.
    """
    from hemera import archive
    from hemera.cli.ending import INTERRUPTED, stopping
    from hemera.cli.progress import Meter

    if anew and dry_run:
        raise click.UsageError("--anew sets a database aside, and --dry-run writes nothing: give one of them.")
    if anew:
        _set_aside(folder)
    stop = threading.Event()
    with stopping(stop), archive.open(folder) as press, Meter("Rebuilding", quiet=as_json) as meter:
        report = meter.staged
        told = press.survey(report) if dry_run else press.rebuild(decisions=replayed, stop=stop, report=report)
        if not dry_run and told.finished:
            press.reindex(lambda count: report("Indexing", count, 0))
    if as_json:
        emit(asdict(told))
    else:
        _show(told, dry_run)
    if not told.finished:
        raise click.exceptions.Exit(INTERRUPTED)


def replayed(folder: Path) -> object:
    """Hand the archive, which knows nothing of moderation, what brings its decisions into force."""
    from hemera.moderation import blocks

    return blocks.replay(folder)


def _set_aside(folder: Path) -> None:
    import os

    from hemera import config, recovery

    place = recovery.set_aside(config.load(folder, os.environ).folder)
    if place is not None:
        note(f"The present database is {place.name} now. Delete it when all is well.")


def _show(told: Rebuilt, dry_run: bool) -> None:
    for file, size in told.damaged.items():
        say(f"{file}: {size} bytes cannot be read; what was in them is lost unless a backup has it")
    found = ", ".join(f"{count} {name}" for name, count in sorted(told.found.items()) if name != "all")
    if dry_run:
        say(f"{sum(told.found.values())} captures have no row{': ' + found if found else ''}.")
        say(f"{told.expected} articles that the record does not hold had a number, and would get it back.")
        say("Nothing was written. `hemera rebuild` does it.")
        return
    say(f"{told.found['all']} captures got a row, {told.read} were read.")
    if told.moved:
        say(f"{told.moved} rows name another copy of their record now: the first cannot be read any more.")
    for name, before in told.before.items():
        if name != "awaited":
            say(f"  {name}: {before} before, {told.after.get(name, before)} now")
    if not told.finished:
        say("Interrupted. `hemera rebuild` goes on where this ended.")
    elif told.after.get("awaited"):
        say(f"{told.after['awaited']} articles had a number and have no readable capture any more: `hemera verify` names them.")
    else:
        say("`hemera verify` proves it.")
