"""``hemera freeze``: keep what a query finds now, to cite it."""

from __future__ import annotations

from pathlib import Path

import click

from hemera.cli.console import archive_option, emit, example, json_option, note, say


@click.command(
    epilog=example(
        "hemera freeze 'فيضانات OR inondations' --since 2020-06 --until 2021-02 --name 'Floods in the press, 2020'",
        "hemera frozen list",
    )
)
@click.argument("query", nargs=-1)
@archive_option
@click.option("--name", default="", help="What it is called; by default the query.")
@click.option("--note", "remark", default="", help="What it is for.")
@click.option("--since", default="", help="First day of publication: 2026-01-31, 2026-01, 2026, 3d, '3 days'.")
@click.option("--until", default="", help="Last day of publication, written alike.")
@json_option
def command(folder: Path, query: tuple[str, ...], *, name: str, remark: str, as_json: bool, **days: str) -> None:
    """Freeze QUERY: which versions of which articles it finds now, the hash of that list, the index's state, what may be missing.

    It is kept in the archive's folder frozen/, never changed, and shown by the portal at /en/frozen/ID; `hemera frozen` checks it
    against today and makes a package to publish.
    """
    from hemera import archive

    with archive.open(folder) as press:
        made = press.freeze(press.query(" ".join(query), **days), name=name, note=remark)
        site, language = press.config.base_url.rstrip("/"), press.config.languages[0]
    if as_json:
        emit(made.plain())
        return
    say(f"{made.id}  {made.articles} articles, SHA-256 {made.sha256}")
    note(f"Its page: {site}/{language}/frozen/{made.id}")
