"""``hemera user``: the staff's accounts."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from hemera.cli.console import archive_option, emit, example, json_option, say, table

stdin_option = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")


@click.group(epilog=example("hemera user add amina --archive my-press", "hemera user list"))
def command() -> None:
    """Manage staff accounts: who may sign in, review reports and decide."""


@command.command(epilog=example("hemera user add amina --email amina@example.org"))
@click.argument("name")
@archive_option
@click.option("--email", default="", help="Where to reach them.")
@click.option("--staff-only", is_flag=True, help="Without the right to manage accounts.")
@stdin_option
def add(folder: Path, name: str, email: str, staff_only: bool, password_stdin: bool) -> None:
    """Add an account; asks for its password."""
    from hemera import archive

    with archive.open(folder):
        from hemera.store import accounts

        accounts.add(name, _password(password_stdin), email=email, manages=not staff_only)
    say(f"Added {name}.")


@command.command(epilog=example("hemera user password amina"))
@click.argument("name")
@archive_option
@stdin_option
def password(folder: Path, name: str, password_stdin: bool) -> None:
    """Set an account's password anew."""
    from hemera import archive

    with archive.open(folder):
        from hemera.store import accounts

        accounts.set_password(name, _password(password_stdin))
    say(f"Changed the password of {name}.")


@command.command("list", epilog=example("hemera user list --json"))
@archive_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List the accounts."""
    from hemera import archive

    with archive.open(folder):
        from hemera.store import accounts

        rows = [asdict(account) for account in accounts.everybody()]
    if as_json:
        emit(rows)
    else:
        table(("name", "mail", "manages", "active", "last seen"), (list(row.values()) for row in rows))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
