"""``hemera config``: the settings in force."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from hemera.cli.console import archive_option, emit, example, json_option, say


@click.command(epilog=example("hemera config", "HEMERA_GAP=10 hemera config --json"))
@archive_option
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Print the settings in force: hemera.toml, what the environment overrides, and the defaults."""
    from hemera import config

    now = config.load(folder, os.environ)
    values = {key: getattr(now, key) for key in config.SETTABLE}
    if as_json:
        emit({"folder": str(now.folder), **values})
        return
    say(f"# {now.folder / 'hemera.toml'}")
    for key, value in values.items():
        origin = f"  # HEMERA_{key.upper()}" if f"HEMERA_{key.upper()}" in os.environ else ""
        say(f"{key} = {json.dumps(value, ensure_ascii=False)}{origin}")
