"""The whole of it in processes of their own: `hemera run` subscribes, is told of an article, and has it within seconds."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import hub as hubs_at_work

from hemera import catalogue
from hemera.types import Feed, Source
from waiting import until


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def test_an_article_that_a_hub_tells_of_is_there_before_the_next_poll(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "sources").mkdir()
    settings = f'gap = 0.01\npoll_min = 36000\npoll_max = 86400\nworkers = 1\nbase_url = "http://127.0.0.1:{port}/"\n'
    (tmp_path / "hemera.toml").write_text(settings, encoding="utf-8")

    def count(query: str) -> int:
        try:
            with closing(sqlite3.connect(f"file:{tmp_path}/archive.sqlite3?mode=ro", uri=True)) as database:
                return int(database.execute(query).fetchone()[0])
        except sqlite3.OperationalError:  # not made yet
            return 0

    with hubs_at_work.running() as hub:
        source = Source("figuier", "Le Figuier", f"{hub.base}/", ("fr",), "tn", "Africa/Tunis", (Feed(hub.feed),), loopback=True)
        (tmp_path / "sources" / "tn.toml").write_text(catalogue.dump([source]), encoding="utf-8")
        command = [sys.executable, "-m", "hemera", "run", "--archive", str(tmp_path), "--port", str(port)]
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("HEMERA_", "DJANGO_"))}
        with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                assert until(lambda: count("select count(*) from store_subscription where state = 'active'")), hub
                polls = hub.polls
                assert _announced(port, 100 << 20) == "413"  # a body that large is not even read
                _forget_the_first_poll(tmp_path / "archive.sqlite3")
                hub.titles.append("Une seconde nouvelle du golfe")
                assert hub.deliver() == 202
                assert until(lambda: hub.polls > polls)
                assert until(lambda: count("select count(*) from store_entry") == 2)
                told = [sys.executable, "-m", "hemera", "source", "channels", "--archive", str(tmp_path), "--json"]
                said = json.loads(subprocess.run(told, env=environ, capture_output=True, check=True).stdout)
                assert said["entries"] == {"figuier": {"feed": 2}}
                assert [(one["feed"], one["state"]) for one in said["hubs"]] == [(hub.feed, "active")]
            finally:
                process.terminate()
                process.wait(30)


def _forget_the_first_poll(database: Path) -> None:
    """A minute has to lie between two polls that a hub brings about: not here."""
    with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
        connection.execute("update store_feed set polled_at = '2026-01-01 00:00:00'")


def _announced(port: int, size: int) -> str:
    """Announce a body to the portal, send none of it, and return the status it answers."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as caller:
        caller.sendall(f"POST /websub/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n\r\n".encode())
        return caller.recv(100).decode().split(" ")[1]
