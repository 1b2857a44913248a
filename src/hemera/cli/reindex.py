"""``hemera reindex``: the search index anew."""

from __future__ import annotations

from pathlib import Path

import click

from hemera.cli.console import archive_option, example, say


@click.command(epilog=example("hemera reindex --archive my-press"))
@archive_option
def command(folder: Path) -> None:
    """Build the search index anew from the record, beside the old one, and swap them."""
    from hemera import archive
    from hemera.cli.progress import Meter

    with archive.open(folder) as press, Meter("Indexing", unit="articles") as meter:
        count = press.reindex(meter.advance)
    say(f"{count} articles indexed in {meter.seconds:.1f} s.")
