"""``hemera reprocess``: read stored captures again."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import archive_option, emit, example, json_option, say

if TYPE_CHECKING:
    from hemera.pipeline.reprocess import Reprocessed, Sample


@click.command(epilog=example("hemera reprocess --dry-run --limit 200", "hemera reprocess --source barlamane"))
@archive_option
@click.option("--source", help="Only articles of one source.")
@click.option("--limit", type=click.IntRange(1), help="Only so many, newest first.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@json_option
def command(folder: Path, source: str | None, limit: int | None, dry_run: bool, as_json: bool) -> None:
    """Read stored captures again with today's rules; what reads otherwise is kept as a correction of ours."""
    from hemera import archive
    from hemera.cli.ending import INTERRUPTED, stopping
    from hemera.cli.progress import Meter

    stop = threading.Event()
    with archive.open(folder) as press, stopping(stop), Meter("Reading again", quiet=as_json, unit="articles") as meter:
        total = limit or press.status().articles
        done = press.reprocess(
            source=source, limit=limit, write=not dry_run, stop=stop, report=lambda so_far: meter.advance(so_far.read, total)
        )
    if as_json:
        emit(_plain(done))
    else:
        _show(done, dry_run)
    if stop.is_set():
        raise click.exceptions.Exit(INTERRUPTED)


def _plain(done: Reprocessed) -> dict[str, object]:
    return {
        "read": done.read,
        "same": done.same,
        "changed": done.changed,
        "written": done.written,
        "fields": dict(done.fields),
        "refused": dict(done.refused),
        "samples": [{"address": s.address, "fields": list(s.fields), "diff": list(_marked(s))} for s in done.samples],
    }


def _show(done: Reprocessed, dry_run: bool) -> None:
    end = "nothing was written" if dry_run else f"{done.written} written"
    say(f"{done.read} read again: {done.same} the same, {done.changed} otherwise, {done.refused.total()} unreadable; {end}.")
    for name, count in (*done.fields.most_common(), *done.refused.most_common()):
        say(f"  {name} {count}")
    for sample in done.samples:
        say(f"\n{sample.address}: {', '.join(sample.fields)}")
        for line in _marked(sample):
            say(f"  {line}")


def _marked(sample: Sample) -> list[str]:
    """Write a difference as words: [-gone-] {+come+}."""
    marks = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return ["".join(marks[run.op].format(_short(run.text, run.op)) for run in change.runs) for change in sample.changes[:5]]


def _short(text: str, op: str) -> str:
    if op == "equal" and len(text) > 60:
        return f"{text[:25]} … {text[-25:]}"
    return text if len(text) <= 300 else f"{text[:300]} …"
