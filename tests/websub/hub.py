"""A small real hub (https://www.w3.org/TR/websub/#hub), and the feed it tells of. It behaves, or misbehaves as it is told to.

``hub.manner`` is ``well``, ``silent`` (it takes the request and never calls back), ``denying``, ``broken`` (500), ``elsewhere``
(a redirect that keeps the method), ``luring`` (one that does not) or ``another-topic`` (it verifies what nobody asked for).
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode
from urllib.request import Request, urlopen

CHALLENGE = "un-défi-que-nul-ne-devine"


@dataclass
class Hub:
    """What the hub knows. ``subscribers``: topic -> the forms it was sent, the last wins."""

    base: str = ""
    manner: str = "well"
    lease: str = ""
    titles: list[str] = field(default_factory=lambda: ["Une première nouvelle du golfe"])
    forms: list[dict[str, str]] = field(default_factory=list)
    echoes: list[tuple[int, str]] = field(default_factory=list)  # what callbacks answered to verifications
    polls: int = 0
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def feed(self) -> str:
        return f"{self.base}/feed.xml"

    @property
    def form(self) -> dict[str, str]:
        return self.forms[-1]

    def text(self) -> bytes:
        items = "".join(
            f"<item><title>{title}</title><link>{self.base}/article/{410 + n}</link></item>" for n, title in enumerate(self.titles)
        )
        links = f'<atom:link rel="hub" href="{self.base}/hub"/><atom:link rel="self" href="{self.feed}"/>'
        head = '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Le Petit Figuier</title>'
        return f"{head}{links}{items}</channel></rss>".encode()

    def call(self, query: dict[str, str]) -> tuple[int, str]:
        """Call the last subscriber, as hubs do to verify or to deny."""
        return _open(Request(f"{self.form['hub.callback']}?{urlencode(query)}"))

    def verify(self, topic: str = "", mode: str = "subscribe") -> tuple[int, str]:
        asked = {"hub.mode": mode, "hub.topic": topic or self.form["hub.topic"], "hub.challenge": CHALLENGE}
        return self.call(asked | {"hub.lease_seconds": self.lease or self.form["hub.lease_seconds"]})

    def deliver(self, body: bytes | None = None, *, method: str = "sha256", secret: str = "", signature: str | None = None) -> int:
        """Distribute content to the last subscriber; returns the status it answers."""
        content = self.text() if body is None else body
        digest = hmac.new((secret or self.form["hub.secret"]).encode(), content, getattr(hashlib, method)).hexdigest()
        headers = {"Content-Type": "application/rss+xml", "Link": f'<{self.base}/hub>; rel="hub", <{self.feed}>; rel="self"'}
        if signature != "":
            headers["X-Hub-Signature"] = signature or f"{method}={digest}"
        return _open(Request(self.form["hub.callback"], content, headers, method="POST"))[0]

    def settle(self) -> None:
        """Wait until it has done what it is about to."""
        for thread in self.threads:
            thread.join()

    def react(self) -> None:
        """Do what a hub does after it said 202."""
        if self.manner in ("well", "elsewhere"):
            self.echoes.append(self.verify())
        elif self.manner == "another-topic":
            self.echoes.append(self.verify("https://figtree.example/feed"))
        elif self.manner == "denying":
            self.echoes.append(self.call({"hub.mode": "denied", "hub.topic": self.form["hub.topic"], "hub.reason": "non"}))


def _open(request: Request) -> tuple[int, str]:
    try:
        with urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, ""


class _Site(ThreadingHTTPServer):
    """A newspaper's site and its hub, on one port."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub
        hub.base = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: _Site

    def do_GET(self) -> None:
        hub = self.server.hub
        if self.path == "/feed.xml":
            hub.polls += 1
            self._say(200, hub.text(), "application/rss+xml")
        elif self.path.startswith("/article/"):
            text = "<p>" + "Le pont des Figuiers a rouvert hier aux piétons, aux ânes et aux fanfares du quartier. " * 12 + "</p>"
            self._say(200, f"<html><body><article><h1>Nouvelle</h1>{text}</article></body></html>".encode(), "text/html")
        else:
            self._say(404, b"")

    def do_POST(self) -> None:
        hub = self.server.hub
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if hub.manner == "elsewhere" and self.path == "/hub":
            self._say(307, b"", location=f"{hub.base}/other-hub")
        elif hub.manner == "luring":
            self._say(302, b"", location=f"{hub.base}/feed.xml")
        else:
            hub.forms.append({name: values[0] for name, values in form.items()})
            self._say(500 if hub.manner == "broken" else 202, b"")
            hub.threads.append(threading.Thread(target=hub.react))
            hub.threads[-1].start()

    def _say(self, status: int, body: bytes, kind: str = "text/plain", location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def running(manner: str = "well") -> Iterator[Hub]:
    """Run a hub, and the site of the feed it serves, until the block ends."""
    hub = Hub(manner=manner)
    with _Site(hub) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield hub
        hub.settle()
        server.shutdown()
        thread.join()
