"""``hemera export``: take away what a query finds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import archive_option, emit, example, json_option, note
from hemera.cli.words import size

if TYPE_CHECKING:
    from hemera.articles import Articles
    from hemera.exports import Form, Manifest

FORMS = ("csv", "jsonl", "parquet")


@click.command(
    epilog=example(
        "hemera export inondations -o floods.parquet",
        "hemera export 'lang:ar source:sada' --since 2020-06 --until 2021-02 -o sada.csv",
        "hemera export 'فيضانات OR inondations' --fields published,source,title,url --format jsonl | head",
        "hemera export --dry-run date:2020",
    )
)
@click.argument("query", nargs=-1)
@archive_option
@click.option("--format", "-f", "form", type=click.Choice(FORMS), help="By default what FILE ends in, else jsonl.")
@click.option(
    "--output", "-o", "path", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Else: standard output."
)
@click.option("--fields", default="", help="Columns, comma-separated, in this order; by default all. docs/how-to/take-away.md")
@click.option("--limit", "-n", type=click.IntRange(1), help="The newest so many; by default all.")
@click.option("--since", default="", help="First day of publication: 2026-01-31, 2026-01, 2026, 3d, '3 days'.")
@click.option("--until", default="", help="Last day of publication, written alike.")
@click.option("--whole", is_flag=True, help="All texts that were captured, for your own eyes only: whatever sources' rights say.")
@click.option("--dry-run", is_flag=True, help="Say how many articles it would be; write nothing.")
@json_option
def command(folder: Path, query: tuple[str, ...], *, path: Path | None, form: str | None, as_json: bool, **how: Any) -> None:
    """Take away what QUERY finds, newest first, to its end: CSV, JSONL or Parquet.

    Texts leave as far as their source's rights and their publisher's wishes allow; the sums are told: found = given + withheld.
    Beside FILE stands FILE.manifest.json: query, counts, SHA-256. The FILE that was there stays until the new one is whole.
    """
    from hemera import archive, exports

    if as_json and path is None and not how["dry_run"]:
        raise click.UsageError("--json prints the summary where the articles would go: give a FILE (-o).")
    kind = exports.Form(form) if form else (exports.form_of(path) if path else None) or exports.Form.JSONL
    if path is None and kind is exports.Form.PARQUET and sys.stdout.isatty():
        raise click.UsageError("Parquet is nothing for a terminal: give a FILE (-o).")
    exports.chosen(how["fields"].split(","))
    with archive.open(folder) as press:
        asked = press.query(" ".join(query), since=how["since"], until=how["until"])
        articles = press.articles(asked, limit=how["limit"])
        if how["dry_run"]:
            _count(press.total(asked), len(articles), as_json=as_json)
            return
        manifest = _written(articles, kind, path, how, quiet=as_json)
    _tell(manifest, path, as_json=as_json)


def _count(matched: int, given: int, *, as_json: bool) -> None:
    if as_json:
        emit({"matched": matched, "found": given})
    else:
        click.echo(f"{matched} articles" + (f", of which the newest {given}" if given < matched else ""))


def _written(articles: Articles, form: Form, path: Path | None, how: Mapping[str, Any], *, quiet: bool) -> Manifest:
    from hemera import exports
    from hemera.cli.progress import Meter

    fields = how["fields"].split(",")
    with Meter("Exporting", quiet=quiet, unit="articles") as meter:
        if path is not None:
            return articles.to_file(path, form, fields=fields, whole=how["whole"], report=meter.advance)
        stop = threading.Event()

        def write() -> Manifest:
            export = articles.export(form, exports.chosen(fields), whole=how["whole"])
            return exports.to_stream(export, sys.stdout.buffer, stop, lambda *_: None)

        return articles.archive.until(stop, write)


def _tell(manifest: Manifest, path: Path | None, *, as_json: bool) -> None:
    if as_json:
        emit(manifest.plain() | {"file": str(path)})
        return
    withheld = "".join(f", {n} {reason}" for reason, n in manifest.withheld.items())
    texts = ", ".join(f"{n} {reason}" for reason, n in manifest.texts_withheld.items())
    note(f"{manifest.found} found: {manifest.given} given{withheld}; {size(manifest.bytes)}.")
    note(f"{manifest.texts} with their text" + (f"; withheld: {texts}." if texts else "."))
    if manifest.limit is not None and not manifest.complete:
        note(f"The newest {manifest.limit} of {manifest.matched}: the limit cut the rest.")
    if manifest.whole:
        note("Texts are in it that their sources' rights keep from the public: do not pass it on.")
    note(f"SHA-256 {manifest.sha256}")
