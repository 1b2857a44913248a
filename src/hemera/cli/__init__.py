"""The command line: one file per command, loaded when it is asked for."""

from __future__ import annotations

import gc
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from hemera import __version__

COMMANDS = (
    "demo", "init", "run", "update", "serve", "source", "search", "export", "freeze", "frozen", "alert", "show", "extract",
    "template", "status", "health", "notices", "reindex", "reprocess", "verify", "rebuild", "backup", "restore", "import",
    "backfill", "user", "config",
)  # fmt: skip
FILES = {"import": "importing"}  # where a command's name cannot be a module's
# Objects made before each look for cycles. At Python's 700 that is a tenth of starting, where nearly all stays, and of collecting,
# where nearly nothing is in a cycle.
GARBAGE = 10_000


class Commands(click.Group):
    """Finds a command in the file of its name; ends every run with an exit code and at most one line of regret."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = FILES.get(cmd_name, cmd_name)
        command: click.Command = import_module(f"hemera.cli.{module}").command
        return command

    def main(self, *args: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """As ``click.Group.main``; ends with 0 done, 1 failed or problems found, 2 wrong usage, 130 interrupted."""
        from hemera.cli.ending import ending

        gc.set_threshold(GARBAGE)
        run: Callable[..., Any] = super().main
        if not standalone_mode:
            return run(*args, standalone_mode=False, **extra)
        return ending(lambda: run(*args, standalone_mode=False, **extra))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hemera")
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.pass_context
def main(ctx: click.Context, debug: bool) -> None:
    """A lasting, searchable press archive and a news portal from a list of news sources.

    Start with `hemera demo`, which needs neither settings nor a network; then `hemera init my-press`.
    """
    from hemera.cli.ending import show_tracebacks

    show_tracebacks(debug)
