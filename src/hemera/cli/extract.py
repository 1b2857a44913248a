"""``hemera extract``: one page read, and why it reads so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hemera.cli.console import archive_option, emit, example, json_option, note

if TYPE_CHECKING:
    from hemera.cli.onepage import Page
    from hemera.extract.explain import Explanation

CPU_SECONDS = 60.0  # to read one page several times


@click.command(
    epilog=example(
        "hemera extract https://lighthouse.example/2020/06/12/pluie --explain",
        "hemera extract page.html --url https://lighthouse.example/2020/06/12/pluie -l fr --html why.html",
        "hemera extract page.html --source lighthouse --template corrected.toml --explain",
    )
)
@click.argument("page", metavar="URL|FILE|-")
@archive_option
@click.option("--explain", "explained", is_flag=True, help="Say for each field which rule gave it, and for each piece its fate.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the explanation as a page to look at.")
@click.option("--source", help="Read it as a page of this source of the archive: its templates, names, sections, time zone.")
@click.option(
    "--template", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Use this file for its layout's template."
)
@click.option("--url", help="With a file: the address it was fetched from.")
@click.option("--zone", "-z", help="With a file: time zone of the newsroom, such as Africa/Casablanca; UTC if not given.")
@click.option("--language", "-l", "languages", multiple=True, help="With a file: language to expect (ar, fr, en …); repeatable.")
@json_option
def command(folder: Path, page: str, explained: bool, html: Path | None, as_json: bool, **given: Any) -> None:
    """Read the article on a page: of the archive's capture of an address, of a file, or of what stands on standard input (-).

    Nothing is fetched and nothing is recorded. A file is taken to have been captured when it was last changed.
    """
    from hemera.cli import onepage, telling

    read = onepage.of_address(folder, page, given) if "://" in page else onepage.of_file(folder, page, given)
    told = _told(read)
    if read.corrected is not None and told.template != read.corrected:
        note(f"{given['template']} was not asked: its marks are not those of this page, or it is not for captures of that time.")
    if html:
        from hemera.extract import explained as sheet

        html.write_text(sheet.page(told), encoding="utf-8", errors="replace")
        note(f"The explanation stands in {html}; open it in a browser.")
    if as_json:
        emit(telling.plain(told, explained=explained))
    elif explained:
        telling.explanation(told)
    elif not html:
        telling.article(told.content)


def _told(read: Page) -> Explanation:
    """Read in a child process: what comes from outside may eat time and memory."""
    from hemera.cli import onepage
    from hemera.workers import BoundedPool

    with BoundedPool(1) as pool:
        return pool.submit(onepage.told, read, cpu_seconds=CPU_SECONDS).result()
