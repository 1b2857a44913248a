"""``hemera frozen``: frozen queries, told, checked, packaged."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say, table

if TYPE_CHECKING:
    from hemera.frozen import Checked, Frozen

_WORDS = {
    "same": "as they were",
    "revised": "revised by their sources",
    "reread": "read anew by better rules of ours",
    "came": "came",
    "left": "not found any more",
    "withdrawn": "withdrawn",
    "held": "held",
    "lost": "not in the record any more",
}


@click.group(epilog=example("hemera frozen list", "hemera frozen check 20261123-a1b2c3"))
def command() -> None:
    """Frozen queries: list, show, check against today, package to publish. `hemera freeze` makes one."""


@command.command("list", epilog=example("hemera frozen list --json"))
@archive_option
@json_option
def list_(folder: Path, as_json: bool) -> None:
    """List the frozen queries, the newest first."""
    from hemera import frozen

    found = list(frozen.every(folder))
    if as_json:
        emit([one.plain() for one in found])
    else:
        table(
            ("id", "frozen", "articles", "name"), ((one.id, f"{one.frozen_at:%Y-%m-%d}", one.articles, one.name) for one in found)
        )
    if damaged := sorted(set(frozen.names(folder)) - {one.id for one in found}):
        note(f"Cannot be read: {', '.join(damaged)}. `hemera frozen show ID` says why.")


@command.command(epilog=example("hemera frozen show 20261123-a1b2c3"))
@click.argument("name", metavar="ID")
@archive_option
@json_option
def show(folder: Path, name: str, as_json: bool) -> None:
    """Tell what was frozen, and what the last check found."""
    from hemera import frozen

    made = frozen.find(folder, name)
    checked = frozen.last_check(folder, made.id)
    if as_json:
        emit(made.plain() | {"check": asdict(checked) if checked else None})
        return
    _show(made)
    if checked:
        say(f"checked    {checked.at:%Y-%m-%d %H:%M} UTC: {_said(checked)}")


def _show(made: Frozen) -> None:
    say(f"{made.id}  {made.name}")
    say(f"query      {made.query or '(everything)'}")
    say(f"frozen     {made.frozen_at:%Y-%m-%d %H:%M} UTC, at {made.head} of the change log")
    say(f"found      {made.articles} articles: " + ", ".join(f"{source} {n}" for source, n in made.sources.items()))
    say(f"SHA-256    {made.sha256}")
    if made.period:
        gaps = [gap.source for gap in made.period.gaps]
        named = f": {', '.join(gaps)}" if gaps else ""
        say(f"missing    {made.period.first} – {made.period.last}: {len(gaps)} of {made.period.sources} sources have holes{named}")
    if made.note:
        say(f"note       {made.note}")


@command.command(epilog=example("hemera frozen check 20261123-a1b2c3", "hemera frozen check 20261123-a1b2c3 --json"))
@click.argument("name", metavar="ID")
@archive_option
@json_option
def check(folder: Path, name: str, as_json: bool) -> None:
    """Ask the query again, and say what came, went, was revised or withdrawn since.

    Exit code 1 where the list itself is not what was frozen. That results changed is no failure.
    """
    from hemera import archive

    with archive.open(folder) as press:
        made = press.frozen(name)
        checked = press.check_frozen(made)
    if as_json:
        emit(asdict(checked))
        return
    say(f"{made.id}  then {checked.then}, now {checked.now}: {_said(checked)}")
    for kind, names in checked.some.items():
        say(f"  {_WORDS[kind]}: {', '.join(names)}{' …' if checked.counts[kind] > len(names) else ''}")
    for what, then, now in (("analysis of words", made.analysis, checked.analysis), ("rules", made.extractor, checked.extractor)):
        if then != now:
            note(f"The {what} changed since, from {then} to {now}: some of the difference may be ours.")


def _said(checked: Checked) -> str:
    if checked.unchanged:
        return "nothing changed"
    return ", ".join(f"{n} {_WORDS[kind]}" for kind, n in checked.counts.items() if n)


@command.command(epilog=example("hemera frozen package 20261123-a1b2c3 -o floods.zip"))
@click.argument("name", metavar="ID")
@archive_option
@click.option("--output", "-o", "path", required=True, type=click.Path(path_type=Path), metavar="PATH", help="A zip, or a folder.")
@click.option("--whole", is_flag=True, help="All texts that were captured, for your own eyes only: whatever sources' rights say.")
@json_option
def package(folder: Path, name: str, *, path: Path, whole: bool, as_json: bool) -> None:
    """Write a package to publish: articles as Parquet and JSONL, README, CITATION.cff, datapackage.json with checksums.

    It holds the versions that were frozen, as far as rights allow today; withdrawn articles are not in it.
    """
    from hemera import archive
    from hemera.cli.progress import Meter

    with archive.open(folder) as press, Meter("Packaging", quiet=as_json, unit="articles") as meter:
        done = press.package_frozen(press.frozen(name), path.absolute(), whole=whole, report=meter.advance)
    if as_json:
        emit({"path": str(path), **done.sums, "files": [asdict(file) for file in done.files]})
        return
    withheld = "".join(f", {n} {reason}" for reason, n in done.sums["withheld"].items())
    say(f"{path}: {done.sums['found']} articles: {done.sums['given']} given{withheld}; {done.sums['texts']} with their text.")
