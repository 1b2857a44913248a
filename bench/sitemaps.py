"""What a sitemap of 50,000 addresses costs to read: CPU seconds, and how far the process's memory grows over what it was before.

    python bench/sitemaps.py [--rounds 5] [--addresses 50000]

Beside it runs the least that could be done: lxml's iterparse over the same bytes, three fields of each entry put in a list,
nothing checked, nothing mended. Both take turns, each time in a process of its own, so that one's memory is not the other's.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

HOME = "https://www.phare.example"
SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAMES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
SLUG = "%D8%A7%D9%84%D8%AC%D8%B3%D8%B1"


def main() -> int:
    """Print the table, or with ``--reader`` do one measurement."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--addresses", type=int, default=50_000)
    arguments.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    arguments.add_argument("--document", type=Path, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.reader:
        sys.stdout.write(json.dumps(measure(READERS[asked.reader], asked.document.read_bytes())))
        return 0
    sys.stdout.write(f"{'document':10}{'MB':>6}  {'reader':12}{'entries':>8}{'CPU s':>8}{'least':>8}{'+MB':>6}\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, made in DOCUMENTS.items():
            document = Path(folder, name)
            document.write_bytes(made(asked.addresses))
            table(document, asked.rounds)
    return 0


def table(document: Path, rounds: int) -> None:
    """Measure every reader on one document, taking turns."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in READERS}
    for _ in range(rounds):
        for name in READERS:
            found[name].append(in_a_child(name, document))
    for name, runs in found.items():
        cpu = [run["cpu"] for run in runs]
        size, entries, grown = (max(run[what] for run in runs) for what in ("size", "entries", "grown"))
        line = f"{document.name:10}{size:6.1f}  {name:12}{entries:8.0f}{median(cpu):8.2f}{min(cpu):8.2f}{grown:6.0f}\n"
        sys.stdout.write(line)


def in_a_child(reader: str, document: Path) -> dict[str, float]:
    """Measure in a process of its own."""
    command = [sys.executable, __file__, "--reader", reader, "--document", str(document)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def measure(read: Callable[[bytes], int], body: bytes) -> dict[str, float]:
    """Read once; what is loaded with the first address (the public suffixes, say) is loaded before."""
    read(body[: body.index(b"</url>")] + b"</url></urlset>")
    before = peak()
    began = time.process_time()
    entries = read(body)
    cpu = time.process_time() - began
    return {"size": len(body) / 1e6, "entries": entries, "cpu": cpu, "grown": peak() - before}


def peak() -> float:
    """Return the most memory this process ever held, in MiB: getrusage would tell of the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def ours(body: bytes) -> int:
    """Read with checks, mending and dates."""
    from hemera import sitemaps

    return len(sitemaps.parse(body, f"{HOME}/sitemap.xml", zone="Africa/Casablanca", now=SEEN).entries)


def bare(body: bytes) -> int:
    """Read with nothing but lxml."""
    from lxml import etree

    found = []
    for _, element in etree.iterparse(io.BytesIO(body), events=("end",), tag="{*}url", recover=True):
        news = f"{NEWS}news/{NEWS}"
        found.append([element.findtext(path) for path in ("{*}loc", f"{news}title", f"{news}publication_date")])
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return len(found)


def news(addresses: int) -> bytes:
    """A news sitemap with Arabic titles: the dearest kind."""
    return whole(
        f"<url><loc>{HOME}/{number}/khabar</loc><news:news><news:publication><news:name>Phare</news:name>"
        f"<news:language>ar</news:language></news:publication><news:publication_date>2026-11-{number % 21 + 1:02}T"
        f"{number % 24:02}:{number % 60:02}:00+01:00</news:publication_date><news:title>افتتاح الجسر الجديد {number}</news:title>"
        "</news:news></url>\n"
        for number in range(addresses)
    )


def plain(addresses: int) -> bytes:
    """Escaped Arabic paths, queries with campaign parameters, times of last change."""
    return whole(
        f"<url><loc>{HOME}/{SLUG}-{number}?page=2&amp;utm_source=map</loc><lastmod>2026-11-{number % 21 + 1:02}</lastmod>"
        "<changefreq>daily</changefreq><priority>0.5</priority></url>\n"
        if number % 2
        else f"<url><loc>{HOME}/ville/le-pont-rouvre-{number}.html</loc><lastmod>2026-11-{number % 21 + 1:02}</lastmod></url>\n"
        for number in range(addresses)
    )


def whole(entries: Iterable[str]) -> bytes:
    """Put entries in their document."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {NAMES}>{"".join(entries)}</urlset>\n'.encode()


READERS = {"ours": ours, "lxml, bare": bare}
DOCUMENTS = {"news": news, "plain": plain}

if __name__ == "__main__":
    raise SystemExit(main())
