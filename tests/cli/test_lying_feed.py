"""A server that says "not modified" of a feed that is: once a day it is asked for whole, and found out."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from two_papers import Run

ETAG = '"for-ever"'


class _Liar(ThreadingHTTPServer):
    entries = 1
    asked: list[str | None]


class _Handler(BaseHTTPRequestHandler):
    server: _Liar

    def do_GET(self) -> None:
        if self.path != "/feed":
            self.send_error(404)
            return
        condition = self.headers.get("If-None-Match")
        self.server.asked.append(condition)
        items = "".join(f"<item><title>Une {n}</title><link>/{n}</link></item>" for n in range(self.server.entries))
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Le Phare</title>{items}</channel></rss>'.encode()
        self.send_response(304 if condition else 200)
        self.send_header("ETag", ETAG)
        if not condition:
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if condition else body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def liar() -> Iterator[_Liar]:
    with _Liar(("127.0.0.1", 0), _Handler) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "archive.sqlite3", timeout=30)) as database, database:
        return database.execute(sql).fetchall()


def test_a_feed_that_is_not_modified_for_ever_is_found_out_within_a_day(liar: _Liar, hemera: Run, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "hemera.toml").write_text('name = "Menteur"\ngap = 0.0\nworkers = 1\n')
    home = f"http://127.0.0.1:{liar.server_port}"
    (tmp_path / "sources" / "phare.toml").write_text(
        f'[[source]]\nid = "phare"\nname = "Phare"\nhome = "{home}/"\nlanguages = ["fr"]\ncountry = "ma"\nzone = "UTC"\n'
        f'loopback = true\nfeeds = [{{ url = "{home}/feed" }}]\n'
    )

    def polled(whole_at: str) -> int:
        if whole_at:
            ask(tmp_path, f"UPDATE store_feed SET due_at = '2020-01-01 00:00:00', whole_at = {whole_at}")
        assert hemera("update", "--once", "-a", tmp_path).returncode == 0
        return int(ask(tmp_path, "SELECT count(*) FROM store_entry")[0][0])

    assert polled("") == 1
    liar.entries = 3
    assert polled("whole_at") == 1  # within a day it is believed
    assert polled("datetime('now', '-25 hours')") == 3
    assert ask(tmp_path, "SELECT key FROM store_notice") == [("feed.not-modified",)]
    assert ask(tmp_path, "SELECT lies FROM store_feed") == [(1,)]
    assert liar.asked == [None, ETAG, None]
