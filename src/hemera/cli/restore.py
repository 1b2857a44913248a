"""``hemera restore``: an archive from its backup."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import emit, example, json_option, note, say

if TYPE_CHECKING:
    from hemera.backup import Told
    from hemera.cli.progress import Meter


@click.command(
    epilog=example(
        "hemera restore /mnt/other-disk/my-press my-press",
        "hemera restore --dry-run /mnt/other-disk/my-press my-press",
        "hemera restore --blocks /srv/copies/blocks.log /mnt/other-disk/my-press my-press",
    )
)
@click.argument("source", metavar="BACKUP", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@click.option("--blocks", type=click.Path(dir_okay=False, path_type=Path), help="A newer blocks.log that was kept elsewhere.")
@click.option("--dry-run", is_flag=True, help="Say what the backup is, and whether all of it is there; write nothing.")
@json_option
def command(source: Path, folder: Path, blocks: Path | None, dry_run: bool, as_json: bool) -> None:
    """Restore the archive FOLDER from BACKUP: a new one, or what is left of the old.

    Stop `hemera run` and `hemera serve` on it first. What the archive has beyond the backup stays: captures, which the next
    `hemera update` reads again, settings, and above all decisions: what was withdrawn since stays withdrawn. The present database
    is set aside under another name. Interrupted, run it again. Every file is compared with its hash.
    """
    from hemera.cli.progress import Meter

    with Meter("Restoring", quiet=as_json) as meter:
        if dry_run:
            _inspect(source, meter, as_json)
            return
        told = _restore(source, folder.resolve(), blocks, meter)
        if told.aside:
            note(f"The database that was there is {told.aside} now. Delete it when all is well.")
        left = _revive(folder.resolve(), meter)
    if as_json:
        emit(asdict(told) | {"awaited": left})
    else:
        say(f"{told.files} files restored, {told.bytes / 1e6:.1f} MB; {told.copied} were missing or damaged, and copied.")
        if left:
            say(f"{left} articles came after the backup. `hemera update` reads them again; `hemera rebuild` does without fetching.")
        say(f"`hemera verify --archive {folder}` proves it.")


def _restore(source: Path, folder: Path, blocks: Path | None, meter: Meter) -> Told:
    from hemera import backup
    from hemera.store import owners

    if not folder.exists():
        return backup.restore(source, folder, meter.staged, blocks=blocks)
    with owners.alone(folder):
        return backup.restore(source, folder, meter.staged, blocks=blocks)


def _revive(folder: Path, meter: Meter) -> int:
    """Bring decisions into force before anything else can look, build the index; return how many articles are to be read again."""
    from hemera import archive
    from hemera.cli.rebuild import replayed

    with archive.open(folder) as press:
        awaited = press.take_up(replayed)
        press.reindex(lambda count: meter.staged("Indexing", count, 0))
    return awaited


def _inspect(source: Path, meter: Meter, as_json: bool) -> None:
    from hemera import backup
    from hemera.errors import ConfigError

    told = backup.inspect(source, meter.staged)
    if as_json:
        emit(asdict(told))
    else:
        bad = f"{len(told.damaged)} damaged, {len(told.missing)} missing"
        say(f"{told.files} files, {told.bytes / 1e6:.1f} MB; {bad}. Nothing was written.")
    for path in (*told.damaged, *told.missing):
        note(path)
    if told.damaged or told.missing:
        raise ConfigError("backup.damaged", "The backup in {folder} is not whole.", folder=source)
