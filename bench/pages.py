"""What pages cost: ``python bench/pages.py [FOLDER] [--rounds N] [--json]``.

FOLDER is an archive; without one, that of the little press is collected first (a minute). Every page is asked for through the
whole WSGI application: once to warm up, then N times as a page nobody asked for lately, as one kept by this process, and as a
reader's browser asks again (a conditional request). CPU time is the median of the rounds, in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import hemera

Application = Callable[..., Any]
SEARCHES = {"fr": "pluie", "ar": "مطر"}


class Reader:
    """Asks the application as a server would."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.status = ""
        self.headers: dict[str, str] = {}

    def get(self, address: str, tag: str = "") -> bytes:
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": query,
            "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http", "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        answer = self.application(environ | ({"HTTP_IF_NONE_MATCH": tag} if tag else {}), self._start)
        body = b"".join(answer)
        answer.close()
        return body

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
        self.status, self.headers = status, dict(headers)


def main() -> int:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path, nargs="?")
    arguments.add_argument("--rounds", type=int, default=60)
    arguments.add_argument("--json", action="store_true", help="print figures as JSON")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or _collected(Path(temporary) / "press")
        figures = measure(folder, options.rounds)
    if options.json:
        sys.stdout.write(json.dumps(figures, indent=1) + "\n")
        return 0
    print(f"{'page':<14}{'rendered':>10}{'kept':>8}{'again':>8}   ms CPU, median of {options.rounds}{'bytes':>12}")
    for name, figure in figures.items():
        print(f"{name:<14}{figure['rendered']:>10.2f}{figure['kept']:>8.2f}{figure['again']:>8.2f}{figure['bytes']:>37,}")
    return 0


def measure(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Return each page's figures by its name."""
    with hemera.open(folder):  # sets Django up, too
        from hemera.portal import pagecache
        from hemera.server.wsgi import application

        reader = Reader(application)
        return {name: _page(reader, address, rounds, pagecache.forget) for name, address in _addresses().items()}


def _addresses() -> dict[str, str]:
    from hemera.store import queries

    found = {}
    for language, word in SEARCHES.items():
        line = next(line for line in queries.newest(300, language=language, kind="article") if line.image and line.authors)
        found[f"front {language}"] = f"/{language}/"
        found[f"article {language}"] = f"/{language}/{line.source}/{line.number}"
        found[f"search {language}"] = f"/{language}/search?q={quote(word)}"
    return found


def _page(reader: Reader, address: str, rounds: int, forget: Callable[[], None]) -> dict[str, float]:
    size = len(reader.get(address))
    assert reader.status == "200 OK", (address, reader.status)
    tag = reader.headers["ETag"]

    def rendered() -> None:
        forget()
        reader.get(address)

    figures = {"rendered": _median(rendered, rounds), "kept": _median(lambda: reader.get(address), rounds)}
    again = _median(lambda: reader.get(address, reader.headers.get("ETag", tag)), rounds)
    assert reader.status == "304 Not Modified", (address, reader.status)
    return figures | {"again": again, "bytes": size}


def _median(ask: Callable[[], object], rounds: int) -> float:
    """Return the median CPU time of asking, in milliseconds."""
    times = []
    for _ in range(rounds):
        begun = time.process_time_ns()
        ask()
        times.append(time.process_time_ns() - begun)
    return round(statistics.median(times) / 1e6, 2)


def _collected(folder: Path) -> Path:
    command = [sys.executable, "-m", "hemera", "demo", str(folder), "--once", "--no-browser", "--pace", "3600"]
    subprocess.run(command, check=True, stdout=sys.stderr)
    return folder


if __name__ == "__main__":
    raise SystemExit(main())
