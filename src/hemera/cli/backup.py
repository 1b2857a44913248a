"""``hemera backup``: a copy of the archive, while it works."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say


@click.command(
    epilog=example(
        "hemera backup /mnt/other-disk/my-press", "hemera backup --check /mnt/other-disk/my-press   # reads all of it again"
    )
)
@click.argument("target", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@archive_option
@click.option("--check", is_flag=True, help="Read every file of the backup again, and compare its hash.")
@json_option
def command(target: Path, folder: Path, check: bool, as_json: bool) -> None:
    """Back the archive up into FOLDER, on another disk; the same folder again copies only what is new.

    Collecting and serving go on meanwhile. Exit code 1 where a file of the archive is not what was backed up before: the good
    copy is kept. Interrupted, the backup before is still whole. FOLDER holds readers' accounts and the archive's secret: it is
    made readable by its owner alone. The search index is not in it, `hemera restore` builds it.
    """
    from hemera import config
    from hemera.backup import backup
    from hemera.cli.progress import Meter

    settings = config.load(folder, os.environ)
    with Meter("Backing up", quiet=as_json) as meter:
        told = backup(settings, target, meter.staged, check=check)
    if as_json:
        emit(asdict(told))
    else:
        new = f"{told.copied} were new or had grown, by {told.bytes_copied / 1e6:.1f} MB"
        say(f"{told.files} files, {told.bytes / 1e6:.1f} MB, in {target}; {new}.")
    for path in told.missing:
        note(f"{path}: the archive has it no longer; the copy is kept.")
    for path in told.damaged:
        note(
            f"{path}: what was backed up is not what the archive has now. One of the two is damaged: `hemera verify --deep` tells."
        )
    if told.damaged:
        raise click.exceptions.Exit(1)
