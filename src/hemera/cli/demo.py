"""``hemera demo``: a small press of our own, collected for real."""

from __future__ import annotations

import sys
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hemera.cli.console import example, note, say

if TYPE_CHECKING:
    from hemera.cli.web import Portal
    from hemera.demo import PressServer
    from hemera.pipeline.outcomes import Tally

SETTINGS = """\
name = "Hemera"
zone = "Africa/Casablanca"

# A press that prints every few seconds, on this machine: no reason to be slow with it.
gap = 0.02
poll_min = 3
poll_max = 6
revisit_min = 20
revisit_max = 120
"""
ORIGIN = "# Written by `hemera demo` at each start: the little press listens on this machine.\n\n"


@click.command(epilog=example("hemera demo", "hemera demo my-demo --port 8000 --pace 2"))
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port of the portal; a free one if not given.")
@click.option(
    "--pace", type=click.FloatRange(0.2), default=6.0, show_default=True, help="Seconds between two things the press prints."
)
@click.option("--keep", is_flag=True, help="Keep the archive it made; with FOLDER it is always kept.")
@click.option("--browser/--no-browser", default=True, help="Open a web browser, on a desktop.")
@click.option("--once", is_flag=True, help="End after the first pass and one front page.")
def command(folder: Path | None, port: int, pace: float, keep: bool, browser: bool, once: bool) -> None:
    """Start a small press of our own on this machine, collect it, and open its portal. Needs no network.

    Eight invented newspapers in Arabic, French and English go on printing, correcting and withdrawing while you look.
    """
    from hemera import clock
    from hemera.demo import PressServer

    with ExitStack() as stack:
        home = folder.resolve() if folder else _temporary(stack, keep)
        server = stack.enter_context(PressServer(clock.now(), pace=pace))
        prepare(home, server)
        tally = _first_pass(home, to_the_end=once)
        portal = _portal(port)
        _welcome(portal.address, home, tally)
        if once:
            _visit(portal)
            return
        _serve(portal, home, browser=browser)
        if keep and not folder:
            note(f"Kept: {home}")


def prepare(home: Path, server: PressServer) -> None:
    """Write the demo's archive; one that is there already goes on, with the addresses the press has today.

    Raises:
        ConfigError: the folder holds an archive that is not the demo's.
    """
    from hemera import catalogue
    from hemera.demo import sources
    from hemera.errors import ConfigError

    settings, origin = home / "hemera.toml", home / "sources" / "demo.toml"
    if settings.exists() and not origin.exists():
        raise ConfigError("demo.not-ours", "{folder} is an archive already; the demo wants a folder of its own.", folder=home)
    origin.parent.mkdir(parents=True, exist_ok=True)
    if not settings.exists():
        settings.write_text(SETTINGS, encoding="utf-8")
    origin.write_text(ORIGIN + catalogue.dump(sources(server)), encoding="utf-8")


def _temporary(stack: ExitStack, keep: bool) -> Path:
    if keep:
        return Path(tempfile.mkdtemp(prefix="hemera-demo-"))
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hemera-demo-", ignore_cleanup_errors=True)))


def _first_pass(home: Path, *, to_the_end: bool) -> Tally:
    """Collect what the press has printed; the portal need not wait for the last pictures unless it shall be ``to_the_end``."""
    from hemera import archive
    from hemera.cli import update
    from hemera.cli.ending import stopping
    from hemera.cli.progress import Meter

    asked, stop = threading.Event(), threading.Event()

    def report(so_far: Tally) -> None:
        meter.collecting(so_far)
        if asked.is_set() or (not to_the_end and _enough(so_far, feeds)):
            stop.set()

    with stopping(asked), archive.open(home) as press, Meter("Collecting") as meter:
        feeds = press.status().feeds_on
        tally = press.update(once=True, stop=stop, report=report)
    if asked.is_set():
        raise KeyboardInterrupt
    update.show(tally, meter.seconds)
    return tally


def _enough(tally: Tally, feeds: int) -> bool:
    """Say whether every feed was asked and every page it named is read."""
    return tally.polled >= feeds and tally.articles + tally.discarded.total() + tally.held.total() >= tally.entries


def _portal(port: int) -> Portal:
    from hemera.cli.web import Portal

    return Portal("127.0.0.1", port)


def _welcome(address: str, home: Path, tally: Tally) -> None:
    say(f"\n{address}\n")
    say(f"{tally.articles} articles are in, and the press goes on printing. What to try:")
    say(f"  {address}fr/search?q=neige   the search; and in Arabic: {address}ar/search?q=ثلج")
    say(f"  {address}fr/sources   the eight newspapers, and what each lets us show")
    say(f'  hemera search --archive {home} "date:P7D lang:en"')
    say(f"  hemera status --archive {home}   every item seen, and what became of it")
    say(f"  hemera verify --archive {home} --deep   proves the archive against its raw captures")
    say("Ctrl-C ends it all.")


def _serve(portal: Portal, home: Path, *, browser: bool) -> None:
    from hemera.cli.collector import Collector
    from hemera.cli.web import open_browser

    with Collector(home):
        if browser and sys.stdout.isatty():
            open_browser(portal.address)
        portal.run()


def _visit(portal: Portal) -> None:
    """Fetch the front page as a reader would, then close.

    Raises:
        HTTPError: the portal does not answer with a page.
    """
    from concurrent.futures import ThreadPoolExecutor
    from urllib.request import urlopen

    def read() -> int:
        try:
            with urlopen(portal.address, timeout=30) as page:  # noqa: S310  our own address
                return len(page.read())
        finally:
            portal.stop()

    with ThreadPoolExecutor(1) as reader:
        size = reader.submit(read)
        portal.run()
        say(f"The front page answers with {size.result():,} bytes.")
