"""Whom alerts tell: a mail server and a webhook, both real, on loopback, both as unreliable as they are told to be."""

from __future__ import annotations

import asyncio
import email
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

CERTIFICATES = Path(__file__).parents[1] / "fetch" / "certificates"
USER, PASSWORD = "hemera", "a password"


class Postbox:
    """Takes mail. ``say`` answers a command otherwise; ``drop`` ends the connection at one; ``stall`` waits there first."""

    def __init__(self) -> None:
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.users: list[str] = []
        self.say: dict[str, str] = {}
        self.drop = self.stall = ""
        self.port = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=default) for raw in self.raw]  # type: ignore[misc]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        said = await self._disturbed("RCPT", server)
        if not said:
            envelope.rcpt_tos.append(address)
            self.recipients.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.raw += [envelope.content] if "DATA" not in self.say else []
        return await self._disturbed("DATA", server) or "250 taken"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return await self._disturbed("QUIT", server) or "221 bye"

    def authenticated(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.users += [data.login.decode()] if good else []
        return AuthResult(success=good, handled=good)  # else it answers 535

    async def _disturbed(self, command: str, server: Any) -> str:
        if self.stall == command:
            await asyncio.sleep(1.5)
        if self.drop == command:
            server.transport.abort()
            await asyncio.sleep(0)
        return self.say.get(command, "")


class _Controller(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # the one the system gave
        super()._trigger_server()


@contextmanager
def postbox(*, tls: bool = False) -> Iterator[Postbox]:
    """Run a mail server; with ``tls`` it offers STARTTLS, and asks who is there."""
    box, extra = Postbox(), {}
    if tls:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERTIFICATES / "good.pem")
        extra = {"tls_context": context, "require_starttls": True, "authenticator": box.authenticated, "auth_required": True}
    controller = _Controller(box, hostname="127.0.0.1", port=0, **extra)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


class Hook(ThreadingHTTPServer):
    """Takes calls: ``calls`` are (headers, body). ``status`` is what it answers, ``location`` where it sends callers on to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Called)
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status, self.location, self.answer = 204, "", b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"


class _Called(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def do_GET(self) -> None:
        raise AssertionError("nothing is asked for by GET: no robots.txt, no redirect")

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def hook() -> Iterator[Hook]:
    with Hook() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
