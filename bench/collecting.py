"""What one poll costs: ``python bench/collecting.py [--feeds 20000]``. Thousands of hosts on loopback, a feed of 17 KB each.

Five rounds: ``first`` (robots.txt, then a feed nobody knows), ``changed`` (200 with other bytes: captured, fsynced, read in a child
process, its entries all known), ``news`` (the same with one new entry), ``same`` (200 with the same bytes: known by their hash) and
``304``. Each is asked for by the collector itself (lease, politeness, robots, capture, schedule, one row written) and, alternating
with it, by aiohttp alone, which is the floor: it keeps no state and writes nothing. CPU is this process's own; ``reading`` is the
part of it that goes into having a captured feed read and its entries recorded, ``children`` what that costs the child processes.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import multiprocessing
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

import hemera
from hemera import care, clock, events
from hemera.cli import GARBAGE
from hemera.pipeline.update import Parts, Update

PORT = 8080
ROUNDS = {"first": 0, "changed": 1, "news": 2, "same": 2, "304": 2}  # round: edition of every feed that is served
ROBOTS = b"User-agent: *\nDisallow: /private/\n"
SENTENCE = "Le vieux phare d’Oued Leïla a été repeint par ses voisins. أعاد الجيران طلاء المنارة القديمة. "
AT_ONCE = 64


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds a poll in this process, of it for reading, and in children; polls a second; this process's memory in MB."""

    cpu: float
    reading: float
    children: float
    rate: float
    memory: float
    own: float  # MB of it that are not mapped from files: the record is read through a map, which the system may take back


def main() -> int:
    """Print the table; 1 if a poll failed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--feeds", type=int, default=2_000)
    arguments.add_argument("--entries", type=int, default=20, help="of each feed")
    arguments.add_argument("--log", choices=("json", "text"), help="log every event, to a file that is thrown away")
    asked = arguments.parse_args()
    gc.set_threshold(GARBAGE)  # as every command does
    with served(asked.entries) as phase, tempfile.TemporaryDirectory() as folder:
        return measured(Path(folder) / "archive", asked.feeds, phase, asked.log)


def measured(folder: Path, feeds: int, phase: Any, form: str | None) -> int:
    """Run the rounds, ours and the floor by turns, and print them as they end."""
    sys.stdout.write(f"{feeds} feeds on {feeds} hosts; CPU ms a poll\n{'round':8} {'hemera':>7} {'reading':>8}")
    sys.stdout.write(f" {'children':>9} {'polls/s':>8}")
    sys.stdout.write(f" {'MB':>5} {'own':>5}   {'aiohttp':>7} {'polls/s':>8} {'ratio':>6}   errors\n")
    folder.mkdir()
    (folder / "hemera.toml").write_text('name = "Bench"\ngap = 0.0\npoll_min = 1.0\n', encoding="utf-8")
    failures = 0
    with hemera.open(folder) as archive, (folder / "log").open("w") as log:
        if form:
            events.listen(form, "info", log)
        parts = archive._call(prepared, archive.config, feeds)
        for name, edition in ROUNDS.items():
            phase.value = edition
            floor = alone(feeds, with_etag=name == "304", robots=name == "first")
            ours, errors = archive._call(polled, parts, archive.config, name)
            failures += errors
            told = f"{ours.cpu:7.3f} {ours.reading:8.3f} {ours.children:9.2f} {ours.rate:8.0f} {ours.memory:5.0f} {ours.own:5.0f}"
            beside = f"{floor.cpu:7.3f} {floor.rate:8.0f} {ours.cpu / floor.cpu:6.2f}"
            sys.stdout.write(f"{name:8} {told}   {beside}   {errors}\n")
            sys.stdout.flush()
        for part in (parts.fetcher, parts.pool, parts.captures, parts.index):
            part.close()
    return 1 if failures else 0


# --- the collector


def prepared(config: Any, feeds: int) -> Parts:
    """Write a source and its feed for every host straight into the record: reading 20,000 files is not what is measured.

    The collector's parts are built once, as they are for days: what robots.txt said is known after the first round.
    """
    from hemera.store import models

    now = clock.now()
    models.Source.objects.bulk_create(
        [
            models.Source(
                id=f"s{n}", name=f"S {n}", home=f"http://{host(n)}/", country="ma", zone="UTC", rights="full", loopback=True
            )
            for n in range(feeds)
        ],
        batch_size=500,
    )
    models.Feed.objects.bulk_create(
        [models.Feed(source_id=f"s{n}", url=address(n), kind="feed", due_at=now) for n in range(feeds)], batch_size=500
    )
    parts = care.build(config)
    return replace(parts, store=OnlyFeeds(parts.store))


def polled(parts: Parts, config: Any, name: str) -> tuple[Cost, int]:
    """Let the collector poll every feed once; pages of entries are not asked for."""
    from hemera.store import models

    if name == "same":  # servers that know no 304
        models.Feed.objects.update(etag="", last_modified="")
    models.Feed.objects.update(due_at=clock.now(), interval=86_400.0)
    collector, before = Watched(parts, config), parts.pool.cpu_seconds()
    with counted() as spent, handing_over() as handed:
        tally = collector.run(threading.Event(), once=True)
    reading, children = collector.reading + handed.seconds, parts.pool.cpu_seconds() - before
    return spent.cost(tally.polled, reading, children), sum(tally.failed.values())


class Watched(Update):
    """The collector, and what having feeds read costs the thread that decides, in CPU seconds."""

    reading = 0.0

    def _read(self, *args: Any) -> None:
        began = time.thread_time()
        super()._read(*args)
        self.reading += time.thread_time() - began

    def _was_read(self, *args: Any) -> None:
        began = time.thread_time()
        super()._was_read(*args)
        self.reading += time.thread_time() - began


@dataclass
class Handed:
    """CPU seconds of the threads that hand work to child processes and take it back."""

    seconds: float = 0.0


@contextmanager
def handing_over() -> Iterator[Handed]:
    def now() -> float:
        threads = [thread.ident for thread in threading.enumerate() if thread.name == "hemera-pool"]
        return sum(time.clock_gettime(time.pthread_getcpuclockid(ident)) for ident in threads if ident)

    handed, before = Handed(), now()
    yield handed
    handed.seconds = now() - before


class OnlyFeeds:
    """The record, with no page and no picture due."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def due_pages(self, *_: Any) -> Sequence[Any]:
        return ()

    due_images = due_reservations = due_pages


# --- the floor


def alone(feeds: int, *, with_etag: bool, robots: bool) -> Cost:
    """Ask for every feed with aiohttp and nothing else."""
    with counted() as spent:
        asyncio.run(_asked(feeds, with_etag=with_etag, robots=robots))
    return spent.cost(feeds)


async def _asked(feeds: int, *, with_etag: bool, robots: bool) -> None:
    import aiohttp

    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False) as session:

        async def work(numbers: Iterator[int]) -> None:
            for n in numbers:
                if robots:
                    async with session.get(f"http://{host(n)}/robots.txt") as answer:
                        await answer.read()
                headers = {"If-None-Match": _etag(n, ROUNDS["304"])} if with_etag else None
                async with session.get(address(n), headers=headers) as answer:
                    await answer.read()

        numbers = iter(range(feeds))
        await asyncio.gather(*(work(numbers) for _ in range(AT_ONCE)))


# --- measuring


class Spent:
    """What passed between two looks at the clocks."""

    def __init__(self) -> None:
        self.began = self.now()
        self.ended = self.began

    @staticmethod
    def now() -> tuple[float, float]:
        return time.process_time(), time.monotonic()

    def cost(self, polls: int, reading: float = 0.0, children: float = 0.0) -> Cost:
        own, wall = (after - before for before, after in zip(self.began, self.ended, strict=True))
        return Cost(1000 * own / polls, 1000 * reading / polls, 1000 * children / polls, polls / wall, *memory())


def memory() -> tuple[float, float]:
    """Return this process's memory now, in MB: all that is resident, and what of it is not mapped from files."""
    resident, mapped = map(int, Path("/proc/self/statm").read_text(encoding="ascii").split()[1:3])
    return resident * resource.getpagesize() / 1e6, (resident - mapped) * resource.getpagesize() / 1e6


@contextmanager
def counted() -> Iterator[Spent]:
    spent = Spent()
    yield spent
    spent.ended = spent.now()


# --- the hosts


def host(n: int) -> str:
    return f"127.{1 + n // 62_500}.{n // 250 % 250}.{n % 250 + 1}:{PORT}"


def address(n: int) -> str:
    return f"http://{host(n)}/feed/{n}.xml"


def _etag(n: int, edition: int) -> str:
    return f'"{n}-{edition}"'


@contextmanager
def served(entries: int) -> Iterator[Any]:
    """Serve every feed from a process of its own; the value yielded is the round, which the server looks at."""
    context = multiprocessing.get_context("fork")
    phase, ready = context.Value("i", 0), context.Event()
    server = context.Process(target=_serve, args=(entries, phase, ready), daemon=True)
    server.start()
    if not ready.wait(10):
        raise SystemExit(f"Port {PORT} is taken: nothing can be served on it.")
    try:
        yield phase
    finally:
        server.kill()
        server.join()


def _serve(entries: int, phase: Any, ready: Any) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: _Server(entries, phase), "0.0.0.0", PORT, backlog=4096)
        ready.set()
        await server.serve_forever()

    asyncio.run(run())


class _Server(asyncio.Protocol):
    def __init__(self, entries: int, phase: Any) -> None:
        self.entries, self.phase = entries, phase
        self.head = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.head += data
        while b"\r\n\r\n" in self.head:
            head, _, self.head = self.head.partition(b"\r\n\r\n")
            self.transport.write(self._answer(head))

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode("ascii")
        if path == "/robots.txt":
            return _response(b"200 OK", b"text/plain", ROBOTS)
        n, edition = int(path.rpartition("/")[2].removesuffix(".xml")), self.phase.value
        etag = _etag(n, edition).encode()
        if b"none-match: " + etag in head.lower():
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        return _response(
            b"200 OK", b"application/rss+xml; charset=utf-8", feed(n, edition, self.entries), b"ETag: " + etag + b"\r\n"
        )


def _response(status: bytes, kind: bytes, body: bytes, more: bytes = b"") -> bytes:
    head = b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n" % (status, kind, len(body), more)
    return head + body


@lru_cache(maxsize=4)
def _items(first: int, entries: int) -> str:
    return "".join(
        f"<item><title>Le phare, jour {i} · المنارة</title><link>http://HOST/a/{i}.html</link><guid>http://HOST/a/{i}.html</guid>"
        f"<pubDate>Sun, 22 Nov 2026 {i % 24:02d}:00:00 +0100</pubDate>"
        f"<description>{SENTENCE * 5}{crc32(bytes([i]))}</description></item>"
        for i in range(first, first + entries)
    )


def feed(n: int, edition: int, entries: int) -> bytes:
    """Return one feed; another edition has other bytes and the same entries, from the third on one new for the oldest."""
    items = _items(max(0, edition - 1), entries).replace("HOST", host(n))
    head = f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>S {n}</title><ttl>{edition}</ttl>"
    return f"{head}<link>http://{host(n)}/</link>{items}</channel></rss>".encode()


if __name__ == "__main__":
    sys.exit(main())
