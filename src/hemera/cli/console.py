"""What commands print: data on standard output, all else on standard error; tables on a terminal, tabs elsewhere."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from hemera import events

F = TypeVar("F", bound=Callable[..., Any])


def archive_option(function: F) -> F:
    """Add ``--archive``: given, or in the environment, or the current folder."""
    return click.option(
        "--archive",
        "-a",
        "folder",
        envvar="HEMERA_ARCHIVE",
        default=".",
        show_default="this folder",
        callback=lambda ctx, param, value: Path(value).resolve(),
        help="Folder of the archive; HEMERA_ARCHIVE names it too.",
    )(function)


def json_option(function: F) -> F:
    """Add ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def log_options(function: F) -> F:
    """Add ``--log-format`` and ``--log-level``: of what the collector tells on standard error. Without them the settings count."""
    form = click.option(
        "--log-format", type=click.Choice(events.FORMATS), help="How the log is written: a JSON object a line, or text."
    )
    level = click.option("--log-level", type=click.Choice(events.LEVELS), help="Least level that is logged.")
    return form(level(function))


def example(*lines: str) -> str:
    """Return the end of a help page: what to type."""
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def emit(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say(text: str = "") -> None:
    """Print a line of the answer."""
    click.echo(printable(text))


def note(text: str) -> None:
    """Print a line about the work, beside the answer."""
    click.echo(printable(text), err=True)


def table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headers; elsewhere than on a terminal tab-separated, so that ``cut`` and ``sort`` can read them."""
    texts = [[printable(str(cell)) for cell in row] for row in rows]
    if not sys.stdout.isatty():
        for line in (headers, *texts):
            click.echo("\t".join(cell.replace("\n", " ").replace("\t", " ") for cell in line))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table(*headers, box=SIMPLE_HEAD, pad_edge=False)
    for line in texts:
        grid.add_row(*(Text(cell) for cell in line))
    Console().print(grid)


def printable(text: str) -> str:
    """Drop what would steer a terminal: titles come from outside."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
