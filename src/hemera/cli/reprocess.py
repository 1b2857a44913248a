"""``hemera reprocess``: read stored captures again."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, printable, say, table

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.pipeline.differences import Difference
    from hemera.pipeline.reprocess import Reprocessed
    from hemera.query import Query

TRIED, LOOSER = 12, 3  # wider searches that are tried, and proposed, where one finds nothing
_MARKS = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
_COLOURS: dict[str, dict[str, Any]] = {
    "equal": {},
    "delete": {"fg": "red", "strikethrough": True},
    "insert": {"fg": "green", "underline": True},
}


@click.command(
    epilog=example(
        "hemera reprocess --dry-run --limit 200",
        "hemera reprocess 'title:budget lang:ar' --since 2026-01 --dry-run",
        "hemera reprocess --source barlamane --since '3 days'",
    )
)
@click.argument("query", nargs=-1)
@archive_option
@click.option("--source", help="Only articles of one source.")
@click.option("--since", metavar="DAY", default="", help="Only those published since: 2026-01-31, 2026-01, 3d, '3 days'.")
@click.option("--until", metavar="DAY", default="", help="Only those published until then, that day included.")
@click.option("--limit", "-n", type=click.IntRange(1), help="Only so many articles, newest first.")
@click.option("--dry-run", is_flag=True, help="Say what would change; write nothing.")
@click.option("--samples", type=click.IntRange(0, 1000), default=5, show_default=True, help="How many differences to print.")
@json_option
def command(folder: Path, query: tuple[str, ...], dry_run: bool, as_json: bool, **wanted: Any) -> None:
    """Read stored captures again with today's rules: of all articles, or of those a query finds (as in `hemera search`).

    What reads otherwise is kept as a correction of ours, beside the reading before.
    """
    from hemera import archive
    from hemera.cli.ending import INTERRUPTED, stopping
    from hemera.query import format  # noqa: A004  the grammar's own word

    stop = threading.Event()
    with archive.open(folder) as press, stopping(stop):
        asked = press.query(" ".join(query), source=wanted["source"], since=wanted["since"], until=wanted["until"])
        done = _read(press, asked, stop, quiet=as_json, limit=wanted["limit"], samples=wanted["samples"], write=not dry_run)
        if as_json:
            emit({"query": format(asked), "dry_run": dry_run, **_plain(done)})
        elif done.read:
            _show(done, dry_run)
        if not done.read and not stop.is_set():
            _nothing(press, asked)
    if stop.is_set():
        raise click.exceptions.Exit(INTERRUPTED)


def _read(press: Archive, asked: Query, stop: threading.Event, *, quiet: bool, limit: int | None, **how: Any) -> Reprocessed:
    """Read again what is asked for; without any condition all that the record holds, whatever state its index is in."""
    from hemera.cli.progress import Meter
    from hemera.query import All

    narrow = None if asked.tree == All() else asked
    total = press.status().public if narrow is None else press.total(narrow)
    total = min(total, limit or total)
    with Meter("Reading again", quiet=quiet, unit="articles") as meter:
        return press.reprocess(narrow, limit=limit, stop=stop, report=lambda so_far: meter.advance(so_far.articles, total), **how)


def _plain(done: Reprocessed) -> dict[str, object]:
    return {
        "articles": done.articles,
        "read": done.read,
        "same": done.same,
        "changed": done.changed,
        "written": done.written,
        "fields": dict(done.fields.most_common()),
        "refused": dict(done.refused.most_common()),
        "samples": [
            {
                "address": sample.address,
                "revision": sample.revision,
                "fields": list(sample.fields),
                "differences": [{"field": part.field, "diff": _marked(part, colour=False)} for part in sample.differences],
            }
            for sample in done.samples
        ],
    }


def _show(done: Reprocessed, dry_run: bool) -> None:
    end = "Nothing was written." if dry_run else f"{done.written} corrections written."
    say(f"{done.read} captures of {done.articles} articles read again: {done.same} the same, {done.changed} otherwise. {end}")
    if done.fields:
        table(("field", "reads otherwise"), done.fields.most_common())
    if done.refused:
        table(("no article any more, the old reading stays", "captures"), done.refused.most_common())
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")  # https://no-color.org
    for sample in done.samples:
        say(f"\n{sample.address}, version {sample.revision}: {', '.join(sample.fields)}")
        for part in sample.differences:
            click.echo(f"  {part.field}: {_marked(part, colour=colour)}")


def _marked(part: Difference, *, colour: bool) -> str:
    """Write a difference as words: [-gone-] {+come+}, or red and struck through, green and underlined."""
    pieces = [(run.op, printable(_short(run.text, run.op)).replace("\n", " ")) for run in part.runs]
    if colour:
        return "".join(click.style(text, **_COLOURS[op]) for op, text in pieces)
    return "".join(_MARKS[op].format(text) for op, text in pieces)


def _short(text: str, op: str) -> str:
    if op == "equal" and len(text) > 60:
        return f"{text[:25]} … {text[-25:]}"
    return text if len(text) <= 300 else f"{text[:300]} …"


def _nothing(press: Archive, asked: Query) -> None:
    """Say what was asked, and what would find something."""
    from hemera.portal import narrowing
    from hemera.query import format  # noqa: A004
    from hemera.query.spans import sources

    if not (text := format(asked)):
        note("The archive holds no article yet; `hemera update` collects.")
        return
    note(f"No article answers {text}")
    looser = ((press.total(replace(asked, tree=tree)), tree) for tree in islice(narrowing.looser(asked.tree), TRIED))
    for count, tree in islice((pair for pair in looser if pair[0]), LOOSER):
        note(f"  {format(tree)} finds {count}")
    known = {source.id for source in press.sources()}
    unknown = set(sources(asked.tree)) - known
    if unknown:
        note(f"  There is no source {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
