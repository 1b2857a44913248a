"""``hemera source wishes``: what publishers ask for, and how many articles that concerns."""

from __future__ import annotations

from pathlib import Path

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say, table


@click.command("wishes", epilog=example("hemera source wishes", "hemera source wishes phare --json"))
@click.argument("ids", nargs=-1)
@archive_option
@json_option
def command(folder: Path, ids: tuple[str, ...], as_json: bool) -> None:
    """Count articles by what their publisher wishes for them: noindex, noarchive, tdm-reservation (the page), tdmrep (the site) …

    Below, the sites whose tdmrep.json reserves something, or could not be read. `consent` says that the catalogue states an
    agreement: these wishes are known, and do not bind.
    """
    from hemera import archive, care

    with archive.open(folder):
        found = care.wishes(ids)
    if as_json:
        emit({"articles": found.articles, "consent": found.consent, "files": [file._asdict() for file in found.files]})
        return
    rows = [
        (source, word, count, "consent" if source in found.consent else "")
        for source, words in found.articles.items()
        for word, count in words.items()
    ]
    if rows:
        table(("source", "wish", "articles", ""), rows)
    else:
        note("Nothing is wished for any article.")
    if found.files:
        say()
        table(("source", "file", "rules", "last read", "error"), ([cell or "" for cell in file] for file in found.files))
