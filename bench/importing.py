"""What importing costs: ``python bench/importing.py [--records N] [--pages N] [--rounds N] [--kib N] [--json]``.

A WARC file of generated news pages is made in a scratch folder: pages of the little press, each with its words in another order
(a fifth as they are: the near copies that dispatches are), under the addresses of its newspapers. It is read and booked (copied,
fsynced, in the record) into an empty archive, and in turn read by fastwarc alone, which is as fast as it gets; then a share of the
pages is read into articles, as users have it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

SOURCES = ("phare", "sada", "courier", "carnet")
COPIES = 0.2  # of the articles carry a text that others carry too
START = datetime(2024, 1, 1, tzinfo=UTC)


def main() -> int:
    """Make the file, take the rounds, print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--records", type=int, default=10_000)
    arguments.add_argument("--pages", type=int, default=1_000, help="how many are read into articles")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument(
        "--kib", type=int, default=0, help="fill pages up to so many KiB with markup; 0: as the press prints them"
    )
    arguments.add_argument("--json", action="store_true", help="print figures as JSON")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(Path(temporary), options)
    sys.stdout.write((json.dumps(figures, indent=1) if options.json else "\n".join(told(figures))) + "\n")
    return 0


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures."""
    warc, few = folder / "pages.warc.gz", folder / "few.warc.gz"
    plain = write(warc, options.records, options.kib)
    write(few, options.pages, options.kib)
    # In turn: other work on this machine slows both.
    rounds = [{"fastwarc": child("bare", warc), "booked": child("book", warc)} for _ in range(options.rounds)]
    taken = {name: {key: median(one[name][key] for one in rounds) for key in rounds[0][name]} for name in rounds[0]}
    articles = child("articles", few) if options.pages else {}
    return {
        "records": options.records,
        "packed_mb": warc.stat().st_size / 1e6,
        "kib_a_page": plain / options.records / 1024,
        "articles": articles,
        **taken,
    }


def told(figures: dict[str, Any]) -> Iterator[str]:
    """Yield lines for people."""
    yield f"{figures['records']} pages of {figures['kib_a_page']:.0f} KiB, {figures['packed_mb']:.0f} MB packed"
    for name in ("fastwarc", "booked"):
        one = figures[name]
        rate = figures["records"] / one["wall_s"]
        yield f"{name:9} {rate:8.0f} records/s of wall time, {one['cpu_ms']:.3f} ms CPU each, {_memory(one)}"
    stages = {key.removeprefix("stage_"): value for key, value in figures["booked"].items() if key.startswith("stage_")}
    yield "          CPU ms a record: " + ", ".join(f"{name} {value:.3f}" for name, value in stages.items())
    if one := figures["articles"]:
        head = f"articles  {one['articles']:.0f} of {one['pages']:.0f} pages"
        cores = one["rate"] * one["cpu_ms"] / 1000
        yield f"{head}, {one['rate']:.1f}/s of wall time, {one['cpu_ms']:.1f} ms CPU each: {cores:.2f} of {os.cpu_count()} cores"


def _memory(one: dict[str, float]) -> str:
    """The database's file, mapped, counts to the peak; what is our own at the end does not."""
    return f"peak {one['peak_mb']:.0f} MB, {one['own_mb']:.0f} MB of it not mapped from files"


def child(step: str, warc: Path) -> dict[str, float]:
    """Run a step in a process of its own: a peak of memory is the process's."""
    done = subprocess.run([sys.executable, __file__, "--step", step, str(warc)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


# -- the file ----------------------------------------------------------------------------------------------------------


def write(path: Path, records: int, kib: int) -> int:
    """Write a WARC file as others do; return how many bytes of pages are in it."""
    chance, pages, total = random.Random(1), printed(), 0
    with path.open("wb") as file:
        file.write(member("warcinfo", "", b"software: others/1.0\r\n", START))
        for number in range(records):
            host, own, html = pages[number % len(pages)]
            url = f"https://{host}.example/{number}/article"
            body = varied(html.replace(own, url), chance, number, kib)
            total += len(body)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(body)
            moment = START + timedelta(minutes=7 * number)
            file.write(member("response", url, head + body, moment))
    return total


def printed() -> list[tuple[str, str, str]]:
    """Return (newspaper, address, page) of all that some newspapers of the little press have printed."""
    from hemera.demo.layouts import LAYOUTS
    from hemera.demo.outlets import OUTLETS
    from hemera.demo.press import load
    from hemera.demo.site import Site

    press, pages = load(START), []
    for outlet in OUTLETS.values():
        if outlet.id in SOURCES:
            pieces = tuple(piece for piece in press.of(outlet.id) if not piece.state)
            site = Site(outlet, LAYOUTS[outlet.id], f"https://{outlet.id}.example", pieces, START)
            pages += [
                (outlet.id, site.url(piece), site.layout.article(site, piece).body.decode("utf-8", "replace")) for piece in pieces
            ]
    return pages


def varied(html: str, chance: random.Random, number: int, kib: int) -> bytes:
    """Print a page anew: with words of its own in every paragraph, and as much markup around it as is asked for."""
    parts = html.split("</p>")
    words = [word for part in parts for word in part.rpartition(">")[2].split()] or ["mot"]
    mixed = chance.random() >= COPIES
    text = "</p>".join(_paragraph(part, chance.choices(words, k=12), chance if mixed else None) for part in parts[:-1])
    text += "</p>" + parts[-1]
    body = text.replace("<title>", f"<title>{number} ", 1).replace("<h1", f"<h1 data-n='{number}'", 1).encode()
    widget = "".join(
        f"<li class='w{chance.randrange(999)}'><a href='/{chance.randrange(9999)}'>{chance.choice(words)}</a></li>"
        for _ in range(40)
    )
    filling = f"<aside><ul>{widget}</ul></aside>".encode()
    missing = max(0, kib * 1024 - len(body))
    return body.replace(b"</body>", filling * (missing // len(filling)) + b"</body>")


def _paragraph(part: str, further: list[str], chance: random.Random | None) -> str:
    """Print a paragraph with further words; mixed by chance, where it is to have no run of words in common with another's."""
    head, tag, said = part.rpartition(">")
    words = [*said.split(), *further]
    if chance is not None:
        chance.shuffle(words)
    return head + tag + " ".join(words)


def member(kind: str, url: str, block: bytes, moment: datetime) -> bytes:
    target = f"WARC-Target-URI: {url}\r\n" if url else ""
    type_ = "application/http; msgtype=response" if url else "application/warc-fields"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{uuid.uuid4()}>\r\nWARC-Date: {moment:%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"{target}Content-Type: {type_}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 6)


# -- steps, each in a process of its own -------------------------------------------------------------------------------


def step(name: str, warc: Path) -> dict[str, float]:
    return {"bare": bare, "book": book, "articles": articles}[name](warc)


def bare(warc: Path) -> dict[str, float]:
    """Read every record with fastwarc, and do nothing with it."""
    from fastwarc.warc import ArchiveIterator

    began, cpu = time.monotonic(), time.process_time()
    count = sum(1 for record in ArchiveIterator(str(warc), parse_http=True) if record.reader.read())
    return figures(began, cpu, count - 1)


def book(warc: Path) -> dict[str, float]:
    """Read and copy what the catalogue knows, fsynced and in the record; nothing is read into articles."""
    import threading

    from hemera import imports
    from hemera.captures import WarcStore, foreign
    from hemera.pipeline.importing import Wish

    watch: dict[str, float] = {}
    with tempfile.TemporaryDirectory(dir=warc.parent) as temporary, opened(Path(temporary) / "press") as press:
        timed(foreign, "walk", "read", watch)
        timed_methods(watch)
        captures = WarcStore(press.config.captures)
        began, cpu = time.monotonic(), time.process_time()
        args = (press.config, captures, [warc], Wish(), threading.Event(), imports.Report())
        done = press._call(imports._read_files, *args)
        found = figures(began, cpu, done.counts["imported"])
        captures.close()
    stages = {f"stage_{name}": 1000 * spent / done.counts["imported"] for name, spent in watch.items()}
    return found | stages


def articles(warc: Path) -> dict[str, float]:
    """Import as users do, to the last article in the index."""
    with tempfile.TemporaryDirectory(dir=warc.parent) as temporary, opened(Path(temporary) / "press") as press:
        began, cpu = time.monotonic(), used()
        outcome = press.bring([warc])
        wall = time.monotonic() - began
        pages = outcome.files.counts["imported"]
        return {
            "pages": pages,
            "articles": outcome.pages.articles,
            "rate": pages / wall,
            "cpu_ms": 1000 * (used() - cpu) / pages,
        }


def opened(folder: Path) -> Any:
    """Make an archive that knows the newspapers."""
    import hemera
    from hemera import catalogue
    from hemera.types import Source

    known = [Source(name, name, f"https://{name}.example/", ("fr", "ar", "en"), "ma", "Africa/Casablanca") for name in SOURCES]
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text('name = "Bench"\n', encoding="utf-8")
    (folder / "sources" / "known.toml").write_text(catalogue.dump(known), encoding="utf-8")
    return hemera.open(folder)


def timed(module: Any, name: str, stage: str, watch: dict[str, float]) -> None:
    """Count the CPU time a generator takes."""
    original = getattr(module, name)

    def counted(*args: Any) -> Iterator[Any]:
        items = original(*args)
        while True:
            began = time.thread_time()
            item = next(items, None)
            watch[stage] = watch.get(stage, 0.0) + time.thread_time() - began
            if item is None:
                return
            yield item

    setattr(module, name, counted)


def timed_methods(watch: dict[str, float]) -> None:
    """Count the CPU time of what writes."""
    from hemera.captures import WarcStore
    from hemera.store import imports

    for owner, name, stage in ((WarcStore, "copy", "copy"), (imports, "held", "look up"), (imports, "keep", "rows")):
        setattr(owner, name, counting(getattr(owner, name), stage, watch))


def counting(original: Any, stage: str, watch: dict[str, float]) -> Any:
    def counted(*args: Any) -> Any:
        began = time.thread_time()
        try:
            return original(*args)
        finally:
            watch[stage] = watch.get(stage, 0.0) + time.thread_time() - began

    return counted


def figures(began: float, cpu: float, count: int) -> dict[str, float]:
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("RssAnon"))
    return {
        "wall_s": time.monotonic() - began,
        "cpu_ms": 1000 * (time.process_time() - cpu) / count,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "own_mb": int(own.split()[1]) / 1024,
    }


def used() -> float:
    """Return CPU seconds of this process and of its children that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        sys.stdout.write(json.dumps(step(sys.argv[2], Path(sys.argv[3]))))
        raise SystemExit(0)
    raise SystemExit(main())
