"""What the tests of the command line stand on: a small server of feeds, and an archive collected once from the demo's press."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from two_papers import LOG, PRESS, WISHED, Run

import forked
from hemera import catalogue, clock
from hemera.demo import PressServer, sources

FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Le Petit Phare</title>
<item><title>Une</title><link>http://127.0.0.1/1</link></item><item><title>Deux</title><link>http://127.0.0.1/2</link></item></channel></rss>"""
PAGE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Bonjour</body></html>'
ANSWERS = {"/feed.xml": ("application/rss+xml", FEED), "/": ("text/html", PAGE)}


class _Feeds(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body = ANSWERS.get(self.path, ("text/plain", b"nothing here"))
        self.send_response(200 if self.path in ANSWERS else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="session")
def feeds() -> Iterator[str]:
    """Return the address of a server with one feed, one page and nothing else."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Feeds) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def hemera() -> Run:
    """Run the command line as an operator does: in a process of its own."""

    def run(*words: str | Path, **given: Any) -> subprocess.CompletedProcess[str]:
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}
        return forked.hemera([str(word) for word in words], environ, **given)

    return run


@pytest.fixture(scope="session")
def press() -> Iterator[PressServer]:
    """Serve the little press, standing still; one of its articles wishes something."""
    with PressServer(clock.now(), pace=0) as server:
        server.stated.headers["phare", WISHED] = "noarchive, max-snippet:40"
        yield server


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory, press: PressServer, hemera: Run) -> tuple[Path, dict[str, Any]]:
    """Return an archive with all that two newspapers of the press have printed, and the tally of collecting it. Read it only."""
    folder = tmp_path_factory.mktemp("press")
    (folder / "sources").mkdir()
    (folder / "hemera.toml").write_text("gap = 0.01\nworkers = 1\nrevisit_min = 3600\npoll_min = 3600\n", encoding="utf-8")
    some = [source for source in sources(press) if source.id in PRESS]
    (folder / "sources" / "demo.toml").write_text(catalogue.dump(some), encoding="utf-8")
    done = hemera("update", "--once", "--json", "--log-format", "json", "-a", folder)
    assert done.returncode == 0, done.stderr
    (folder / LOG).write_text(done.stderr, encoding="utf-8")
    return folder, json.loads(done.stdout)
