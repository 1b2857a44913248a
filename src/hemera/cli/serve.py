"""``hemera serve``: the portal."""

from __future__ import annotations

from pathlib import Path

import click

from hemera.cli.console import archive_option, example, note, say

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
port_option = click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port; 0 takes a free one."
)


@click.command(epilog=example("hemera serve", "hemera serve --archive my-press --host 0.0.0.0 --port 8080"))
@archive_option
@host_option
@port_option
def command(folder: Path, host: str, port: int) -> None:
    """Serve the portal and the API of an archive, without collecting."""
    from hemera import archive
    from hemera.cli.web import Portal

    with archive.open(folder) as press:
        portal = Portal(host, port, behind_proxy=press.config.behind_proxy)
        announce(portal.address, press.config.hosts)
        portal.run()


def announce(address: str, hosts: tuple[str, ...]) -> None:
    """Print where the portal is, and what is still missing for others to reach it."""
    say(f"{address}  (Ctrl-C ends)")
    if not address.startswith(("http://127.", "http://localhost", "http://[::1]")) and "*" not in hosts:
        note(f"It answers to the names in `hosts` of hemera.toml only: {', '.join(hosts)}.")
