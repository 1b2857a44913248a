"""``hemera run``: collect and serve."""

from __future__ import annotations

from pathlib import Path

import click

from hemera.cli.console import archive_option, example
from hemera.cli.serve import announce, host_option, port_option


@click.command(epilog=example("hemera run --archive my-press"))
@archive_option
@host_option
@port_option
def command(folder: Path, host: str, port: int) -> None:
    """Collect and serve: the portal here, the collector in a second process that is started again when it dies."""
    from hemera import archive
    from hemera.cli.collector import Collector
    from hemera.cli.web import Portal

    with archive.open(folder) as press:
        portal = Portal(host, port, behind_proxy=press.config.behind_proxy)
        announce(portal.address, press.config.hosts)
        with Collector(folder):
            portal.run()
