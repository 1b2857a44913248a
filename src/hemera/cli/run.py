"""``hemera run``: collect, serve, deliver."""

from __future__ import annotations

from pathlib import Path

import click

from hemera.cli.console import archive_option, example, log_options
from hemera.cli.serve import announce, host_option, port_option


@click.command(epilog=example("hemera run --archive my-press"))
@archive_option
@host_option
@port_option
@log_options
def command(folder: Path, host: str, port: int, **log: str | None) -> None:
    """Collect, serve and deliver alerts: the portal here, the collector in a second process that is started again when it dies."""
    from hemera import archive
    from hemera.cli.collector import Collector
    from hemera.cli.delivering import Deliveries
    from hemera.cli.update import listen
    from hemera.cli.web import Portal

    with archive.open(folder) as press:
        portal = Portal(host, port, behind_proxy=press.config.behind_proxy)
        listen(press.config, **log)  # not before: the portal sets Django up, and that its log
        announce(portal.address, press.config.hosts)
        with Collector(folder, log), Deliveries(press.config):
            portal.run()
