"""The portal behind waitress, on one socket of ours."""

from __future__ import annotations

import socket
import threading
from typing import Any

from hemera.errors import ConfigError

THREADS = 8
HOUR = 3600.0  # seconds
LARGEST_BODY = 9 << 20  # bytes of a request: what a hub may deliver, and a little more; larger ones are not read at all


class Portal:
    """Listens from the start; ``run`` answers. Open the archive first: that configures Django."""

    def __init__(self, host: str, port: int, *, behind_proxy: bool = False) -> None:
        from waitress.server import create_server

        from hemera.server.wsgi import application

        self.host = host
        self.socket = _listen(host, port)
        # Whether forwarded headers are believed is the portal's own decision; without a proxy nobody may send them.
        self.server: Any = create_server(
            application,
            sockets=[self.socket],
            threads=THREADS,
            clear_untrusted_proxy_headers=not behind_proxy,
            ident="Hemera",
            max_request_body_size=LARGEST_BODY,
        )

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.socket.getsockname()[1]}/"

    def run(self) -> None:
        """Answer until Ctrl-C or SIGTERM, or until ``stop``."""
        ended = threading.Event()
        keeper = threading.Thread(target=_keep_house, args=(ended,), name="hemera-housekeeping", daemon=True)
        keeper.start()
        self.server.run()  # takes a KeyboardInterrupt for its end
        ended.set()
        self.server.task_dispatcher.shutdown()
        self.socket.close()
        keeper.join(timeout=5)

    def stop(self) -> None:
        """End ``run``, from any thread: first those who answer, then the sockets they would answer on."""
        self.server.task_dispatcher.shutdown()
        self.server.trigger.pull_trigger(lambda: self.server.asyncore.close_all(self.server._map))


def _keep_house(ended: threading.Event) -> None:
    """Now and every hour: what was blocked stays blocked, whatever was restored; old keys of reports are destroyed."""
    from django.conf import settings
    from django.db import connections

    from hemera import clock
    from hemera.moderation import blocks, persons

    while True:
        blocks.replay(settings.HEMERA.folder)
        persons.destroy_old_keys(clock.now())
        connections.close_all()
        if ended.wait(HOUR):
            return


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=256)
    except OSError as error:
        message = "Cannot listen on {host} port {port}: {reason}. `--port 0` takes a free one."
        raise ConfigError("config.port", message, host=host, port=port, reason=error.strerror) from error


def open_browser(address: str) -> None:
    """Show the portal where there is a desktop; a text browser would take the terminal over."""
    import os
    import sys
    import webbrowser

    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
