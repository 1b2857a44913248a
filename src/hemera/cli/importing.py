"""``hemera import``: pages out of the WARC files of others."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Self

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say, table
from hemera.errors import ConfigError

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.cli.progress import Meter
    from hemera.imports import Outcome
    from hemera.pipeline.importing import Imported, Wish
    from hemera.pipeline.outcomes import Tally

WORDS = {
    "imported": "imported",
    "unknown-host": "of no source in the catalogue",
    "other-source": "of a source that was not asked for",
    "duplicate": "here already: the same bytes at the same address",
    "duplicate-id": "another record of the same id is here already",
    "damaged": "damaged: not readable, cut short, or not as long as it says",
    "packed-together": "several records packed as one",
    "too-large": "larger than any page",
    "truncated": "cut short by whoever fetched it",
    "digest": "not the bytes its digest was taken of",
    "address": "at an address we would not open",
    "date": "without a date that can be",
    "record-id": "without a usable id",
    "no-http": "no answer of a web server",
    "not-a-page": "no page: a picture, a feed, a file",
    "undecodable": "empty, or not decodable",
}
_OTHER = ("request", "warcinfo", "metadata", "revisit", "unknown")  # types of records that are no pages
_FEWEST = 20  # records of which none is imported, before that is worth a word


@click.command(
    name="import",
    epilog=example(
        "hemera import CC-NEWS-20260612081500-00042.warc.gz --dry-run",
        "hemera import cc-news/ --sources phare,sada",
        "hemera import old-crawl.warc.gz --lang ar --lang fr",
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER...", type=click.Path(exists=True, path_type=Path))
@archive_option
@click.option("--sources", "-s", multiple=True, metavar="NAMES", help="Only pages of these sources; names with commas between.")
@click.option("--lang", multiple=True, metavar="CODE", help="Only articles in these languages, as they are read: ar, fr, en.")
@click.option("--again", is_flag=True, help="Read files anew that were imported already, after sources were added.")
@click.option("--dry-run", is_flag=True, help="Say what would be imported; write nothing.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing but problems.")
@json_option
def command(
    paths: tuple[Path, ...],
    folder: Path,
    *,
    quiet: bool,
    as_json: bool,
    **wanted: object,
) -> None:
    """Import news pages from the WARC files of others: CC-NEWS, wget, Heritrix, Browsertrix…

    Only pages of sources in the catalogue are copied, byte for byte, each once; they keep their dates, and say where they come
    from. Ctrl-C ends it cleanly, and the same command goes on where it was.
    """
    from hemera import archive
    from hemera.cli.ending import INTERRUPTED, stopping

    stop = threading.Event()
    with archive.open(folder) as press, stopping(stop):
        wish = _wish(press, wanted)
        outcome = _bring(press, paths, wish, stop, quiet=quiet or as_json)
    if as_json:
        emit(_plain(outcome, wish))
    elif not quiet:
        _show(outcome, wish)
    for file, why in outcome.files.refused.items():
        note(f"{file}: {why}")
    if stop.is_set():
        raise click.exceptions.Exit(INTERRUPTED)
    if outcome.files.refused:
        raise click.exceptions.Exit(1)


def _wish(press: Archive, wanted: Mapping[str, object]) -> Wish:
    """Read the options; a source nobody knows is a mistake, and not an import of nothing."""
    from hemera.pipeline.importing import Wish

    sources, languages = (_names(wanted[key]) for key in ("sources", "lang"))
    known = {source.id for source in press.sources()}
    if unknown := set(sources) - known:
        message = "There is no source {unknown}; there are {known}."
        raise ConfigError("source.unknown", message, unknown=", ".join(sorted(unknown)), known=", ".join(sorted(known)))
    return Wish(sources, languages, again=bool(wanted["again"]), dry_run=bool(wanted["dry_run"]))


def _names(given: object) -> tuple[str, ...]:
    words = given if isinstance(given, tuple) else ()
    return tuple(sorted({name for word in words for name in str(word).replace(",", " ").split()}))


def _bring(press: Archive, paths: tuple[Path, ...], wish: Wish, stop: threading.Event, *, quiet: bool) -> Outcome:
    from hemera.imports import Report

    with _Shown(quiet=quiet) as shown:
        return press.bring(paths, wish, stop=stop, report=Report(shown.files, shown.lessons, shown.pages))


class _Shown:
    """Shows all steps, one after the other, on one line."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.begun = quiet, 0
        self.meter: Meter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        if self.meter is not None:
            self.meter.__exit__(None, None, None)

    def files(self, done: Imported) -> None:
        """Show records, and how long the rest of the bytes will take."""
        from hemera.cli.progress import duration

        meter = self._step("Importing", "", done.bytes_read)
        read, left = done.bytes_read - self.begun, done.bytes_total - done.bytes_read
        ahead = f", {duration(meter.seconds * left / read)} left" if read > 0 and left > 0 else ""
        rate = done.records / meter.seconds if meter.seconds else 0.0
        text = f"{done.records} records, {done.counts['imported']} imported, {rate:.0f}/s{ahead}"
        meter.advance(done.bytes_read, done.bytes_total, text)

    def lessons(self, done: int, total: int) -> None:
        self._step("Learning layouts of that time", "lessons").advance(done, total)

    def pages(self, done: int, total: int, tally: Tally) -> None:
        self._step("Reading", "pages").advance(done, total)

    def _step(self, title: str, unit: str, begun: int = 0) -> Meter:
        from hemera.cli.progress import Meter

        if self.meter is None or self.meter.title != title:
            self.__exit__()
            self.meter, self.begun = Meter(title, quiet=self.quiet, unit=unit), begun
            self.meter.__enter__()
        return self.meter


def _plain(outcome: Outcome, wish: Wish) -> dict[str, object]:
    files, pages = outcome.files, outcome.pages
    return {
        "dry_run": wish.dry_run,
        "files": files.files,
        "imported_before": files.before,
        "records": files.records,
        "counts": dict(files.counts.most_common()),
        "refused": files.refused,
        "learned": outcome.learned,
        "articles": pages.articles,
        "revised": pages.revised,
        "unchanged": pages.unchanged,
        "discarded": dict(pages.discarded),
        "held": dict(pages.held),
        "waiting": outcome.waiting,
        "indexed": outcome.indexed,
    }


def _show(outcome: Outcome, wish: Wish) -> None:
    files, pages = outcome.files, outcome.pages
    before = f", {files.before} imported before (--again reads them anew)" if files.before else ""
    say(f"{files.files} files read{before}: {files.records} records.")
    if files.counts:
        table(("records", "what became of them"), [(n, _words(reason)) for reason, n in files.counts.most_common()])
    if wish.dry_run:
        say("Nothing was written." + (" Languages are known only once pages are read." if wish.languages else ""))
    else:
        if outcome.learned:
            say(f"{outcome.learned} layouts learned as they were at the time.")
        say(f"{pages.articles} new articles, {pages.revised} revised, {pages.unchanged} with nothing new.")
    for name, reasons in (("discarded", pages.discarded), ("held", pages.held)):
        if reasons:
            say(f"{name} {reasons.total()}: {', '.join(f'{reason} {n}' for reason, n in reasons.most_common())}")
    _advise(outcome)


def _advise(outcome: Outcome) -> None:
    """Say what to do next, where something is to be done."""
    counts = outcome.files.counts
    if counts.total() >= _FEWEST and counts.total() == counts["unknown-host"] + sum(map(counts.__getitem__, _OTHER)):
        note("No record is of a source in the catalogue. `hemera source add` makes one known; then --again reads the files anew.")
    if outcome.waiting:
        note(f"{outcome.waiting} pages are copied and not read yet: the same command goes on with them.")
    if not outcome.indexed:
        note("A collector holds the search index: it will find the articles within a moment.")


def _words(reason: str) -> str:
    if reason.startswith("http."):
        return f"no page: the server answered {reason.removeprefix('http.')}"
    return WORDS.get(reason, f"no page: a record of type {reason}")
