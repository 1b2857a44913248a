"""``hemera verify``: prove the archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import archive_option, emit, example, json_option, say, table

if TYPE_CHECKING:
    from hemera.jobs import Found
    from hemera.pipeline.verify import Result

SHOWN = 20  # problems printed of each check; --json prints them all


@click.command(epilog=example("hemera verify", "hemera verify --deep --json > proof.json"))
@archive_option
@click.option("--deep", is_flag=True, help="Read and hash every capture, and read every article and feed again.")
@json_option
def command(folder: Path, deep: bool, as_json: bool) -> None:
    """Prove the archive: files, rows and index against one another; exit code 1 where something is wrong.

    Fast, it looks at every row, and into the newest captures; --deep takes hours on a large archive, and leaves nothing out. An
    archive may be collected into and served meanwhile. What is wrong is said with what it means and what to do.
    """
    from hemera import archive
    from hemera.cli.progress import Meter
    from hemera.pipeline.verify import CHECKS

    done: list[Result] = []

    def checked(result: Result) -> None:
        done.append(result)
        meter.advance(len(done), len(CHECKS), f"{result.check.name} done")

    def going(what: str, count: int, total: int) -> None:
        of = f" of {total}" if total else ""
        meter.advance(len(done), len(CHECKS), f"{len(done)} of {len(CHECKS)} checks done; {what}: {count}{of}")

    with archive.open(folder) as press, Meter("Verifying", quiet=as_json) as meter:
        results = press.verify(deep=deep, blocks=blocks_in_force, report=checked, progress=going)
    if as_json:
        emit([_plain(result) for result in results])
    else:
        _show(results)
    if not all(result.good for result in results):
        raise click.exceptions.Exit(1)


def blocks_in_force(folder: Path) -> Found:
    """Hand the archive, which knows nothing of moderation, the check of its decisions."""
    from hemera.moderation.checks import in_force

    return in_force(folder)


def _plain(result: Result) -> dict[str, object]:
    check, found = result.check, result.found
    return {
        "invariant": check.number,
        "check": check.name,
        "says": check.says,
        "checked": found.checked,
        "problems": list(found.problems),
        "notes": list(found.notes),
        **({} if result.good else {"why": check.why, "do": check.do}),
        "seconds": round(result.seconds, 3),
    }


def _show(results: list[Result]) -> None:
    rows = (
        (r.check.number or "", r.check.name, r.check.says, r.found.checked, "ok" if r.good else f"{len(r.found.problems)} problems")
        for r in results
    )
    table(("", "check", "says", "checked", "result"), rows)
    for result in results:
        _tell(result)
    wrong = sum(len(result.found.problems) for result in results)
    say(f"{wrong} problems." if wrong else "Everything is as it should be.")


def _tell(result: Result) -> None:
    check, found = result.check, result.found
    for problem in found.problems[:SHOWN]:
        say(f"{check.name}: {problem}")
    if len(found.problems) > SHOWN:
        say(f"{check.name}: and {len(found.problems) - SHOWN} more; --json prints them")
    if found.problems:
        say(f"  why it matters: {check.why}")
        say(f"  what to do: {check.do}")
    for note in found.notes[:SHOWN]:
        say(f"{check.name}, harmless: {note}")
