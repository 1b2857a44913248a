"""Ten times an ordinary load, and who suffers: ``python bench/load.py [--minutes 5] [--sources 300] [--collectors 2]``.

Hundreds of newspapers on as many loopback hosts, from one process that notes when each request came and when its answer was
sent. Real collectors (``hemera update``) collect from them into one archive, whose real portal (``hemera serve``) is asked five
pages a second, none of which it has finished already (``--kept``: by readers who ask for a few pages again and again), first
alone, then beside them, then alone again: it has more to show by then. An ordinary newsroom prints a hundred articles a day;
ten times that is asked of each.

Told are: work that is due and memory over time (revisits apart: a source's day has so many of them, the rest is to wait), the
portal's p50 and p95 before, during and after, and from the servers' own log every request that came sooner after the last one's
end than the gap, or before that end. 1 is returned where there was any of those, where the portal failed, or where more is due
at the end than a minute's arrivals above what was due at half-time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

PORT, PORTAL = 8180, 8181
ROBOTS = b"User-agent: *\nDisallow: /private/\n"
ORDINARY = 100 / 86_400  # articles a second of one newsroom
SHOWN = 30  # entries a feed shows
BEFORE = 2  # articles that are there when it begins
PAGES = ("/fr/", "/fr/wire", "/ar/", "/en/sources", "/fr/search?q=phare", "/fr/s{n}", "/fr/s{n}/1")
READ = 3  # sources whose pages are asked for again and again
A_SECOND = 5.0  # pages asked of the portal
EVERY = 5.0  # seconds between two looks at queue and memory
TEXT = (
    "le phare du port éclaire la baie tandis que les pêcheurs réparent leurs filets et que la mairie annonce une fête de quartier "
    "avec musique marché concours de cerfs-volants lecture publique atelier de cuisine visite du musée course de barques parade "
    "des écoliers concert au jardin exposition de cartes anciennes réunion du conseil travaux sur la digue nouvelle ligne de bus"
)
WORDS = TEXT.split()
ARTICLE = re.compile(r"/a/([0-9]+)\.html")


@dataclass(frozen=True)
class Wish:
    """What is asked of a run."""

    sources: int = 300
    minutes: float = 5.0
    collectors: int = 2
    times: float = 10.0
    gap: float = 5.0
    poll: float = 60.0  # seconds between two polls of a feed
    port: int = PORT
    portal: int = PORTAL
    alone: float = 30.0  # seconds the portal is asked without collectors
    kept: bool = False  # ask for pages that may be kept


@dataclass
class Told:
    """What a run came to. Times in seconds, memory in MB."""

    requests: int = 0
    early: list[str] = field(default_factory=list)
    before: list[float] = field(default_factory=list)  # the portal's answers, without collectors
    during: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)  # again without them, of the archive as it is then
    cpu: list[tuple[float, float]] = field(default_factory=list)  # of the portal, when each of the three began and ended
    failed: int = 0  # of the portal
    due: list[int] = field(default_factory=list)  # polls, first visits, pictures
    again: list[int] = field(default_factory=list)  # revisits
    memory: list[dict[str, float]] = field(default_factory=list)
    articles: int = 0

    def is_good(self, wish: Wish) -> bool:
        half = self.due[len(self.due) // 2]
        return not self.early and not self.failed and self.due[-1] <= half + 60 * wish.sources * wish.times * ORDINARY


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("sources", "collectors"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Wish, name))
    for name in ("minutes", "times", "gap", "poll", "alone"):
        parser.add_argument(f"--{name}", type=float, default=getattr(Wish, name))
    parser.add_argument("--kept", action="store_true")
    wish = Wish(**vars(parser.parse_args()))
    with tempfile.TemporaryDirectory() as folder:
        told = run(wish, Path(folder) / "archive")
    tell(wish, told)
    return 0 if told.is_good(wish) else 1


def run(wish: Wish, folder: Path) -> Told:
    """Collect, look on, and judge by the log of those who were asked."""
    told = Told()
    prepare(wish, folder)
    with served(wish, folder.parent / "requests.log") as began:
        good(folder, "update", "--once")  # what was there before: something to show
        with started(folder, "serve", "--port", str(wish.portal)) as portal:
            told.before, failed = asyncio.run(asked(wish, wish.alone, told, portal.pid))
            began.value = time.time()
            with closing(Watch(folder, told, portal)) as watch:
                for number in range(wish.collectors):
                    watch.start(number)
                told.during, told.failed = asyncio.run(asked(wish, wish.minutes * 60, told, portal.pid, watch))
            told.after, again = asyncio.run(asked(wish, wish.alone, told, portal.pid))
            told.failed += failed + again
    told.requests, told.early = judged(wish, folder.parent / "requests.log")
    told.articles = counted(folder, "SELECT count(*) FROM store_article")
    return told


def tell(wish: Wish, told: Told) -> None:
    say = sys.stdout.write
    say(f"{wish.sources} sources, {wish.times:g} times {ORDINARY * 86_400:g} articles a day each, {wish.collectors} collectors\n")
    say(f"{'minute':>7} {'due':>6} {'again':>6}   MB of each process\n")
    for n, (due, again, memory) in enumerate(zip(told.due, told.again, told.memory, strict=True)):
        if n % max(1, int(30 / EVERY)) == 0 or n == len(told.due) - 1:
            say(f"{n * EVERY / 60:7.1f} {due:6d} {again:6d}   {'  '.join(f'{name} {mb:.0f}' for name, mb in memory.items())}\n")
    say(f"{told.articles} articles; {told.requests} requests, too early or two at once: {len(told.early)}\n")
    for line in told.early[:10]:
        say(f"  {line}\n")
    parts = {"alone before": told.before, "beside": told.during, "alone after": told.after}
    for (name, times), (began, ended) in zip(parts.items(), told.cpu, strict=True):
        p50, p95 = (1000 * share(times, part) for part in (0.5, 0.95))
        spent = 1000 * (ended - began) / len(times)
        say(f"portal {name}: {len(times)} pages, p50 {p50:.0f} ms, p95 {p95:.0f} ms; CPU {spent:.1f} ms a page\n")
    before, during, after = (share(times, 0.95) for times in parts.values())
    last = share(told.during[-len(told.after) :], 0.95)
    say(f"p95 {during / before:.2f} times that of before, when there was little to show; the last {len(told.after)} pages'")
    say(f" {last / after:.2f} times that of as many afterwards; {told.failed} pages failed\n")


def share(times: Sequence[float], part: float) -> float:
    return sorted(times)[int(part * (len(times) - 1))]


# --- the archive and those who work on it


def prepare(wish: Wish, folder: Path) -> None:
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text(
        f'name = "Load"\ngap = {wish.gap}\npoll_min = {wish.poll}\npoll_max = {wish.poll}\nrevisit_min = 120.0\nworkers = 1\n',
        encoding="utf-8",
    )
    (folder / "sources" / "load.toml").write_text(
        "".join(table(f"s{n}", f"http://{host(n, wish.port)}") for n in range(wish.sources)), encoding="utf-8"
    )


def table(name: str, address: str) -> str:
    return (
        f'[[source]]\nid = "{name}"\nname = "Journal {name}"\nhome = "{address}/"\nlanguages = ["fr"]\ncountry = "ma"\n'
        f'zone = "UTC"\nrights = "full"\nloopback = true\nfeeds = [{{ url = "{address}/feed.xml" }}]\n'
    )


def command(folder: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "hemera", *words, "-a", str(folder)]


def good(folder: Path, *words: str) -> None:
    subprocess.run(command(folder, *words), check=True, capture_output=True)


@contextmanager
def started(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command(folder, *words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(40)
        process.kill()
        process.wait()


class Watch:
    """The collectors, and what is seen of them."""

    def __init__(self, folder: Path, told: Told, portal: subprocess.Popen[bytes]) -> None:
        self.folder, self.told = folder, told
        self.running: dict[str, Any] = {}
        self.processes = {"portal": portal}
        self.at = 0.0

    def start(self, number: int) -> None:
        name = f"collector {number}"
        self.running[name] = started(self.folder, "update", "--quiet")
        self.processes[name] = self.running[name].__enter__()

    def look(self) -> None:
        if time.monotonic() < self.at:
            return
        self.at = time.monotonic() + EVERY
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        rows = ("feed WHERE", "entry WHERE article_id IS NULL AND", "imageaddress WHERE")
        due = [f"SELECT count(*) FROM store_{one} due_at < '{now}'" for one in rows]
        self.told.due.append(sum(counted(self.folder, one) for one in due))
        again = f"SELECT count(*) FROM store_entry WHERE article_id IS NOT NULL AND due_at < '{now}'"
        self.told.again.append(counted(self.folder, again))
        self.told.memory.append({name: memory(process.pid) for name, process in self.processes.items()})
        if any(process.poll() is not None for process in self.processes.values()):
            raise SystemExit("A process ended by itself.")

    def close(self) -> None:
        for name in self.running:
            self.processes[name].send_signal(signal.SIGTERM)
        for process in self.running.values():
            process.__exit__(None, None, None)


def counted(folder: Path, sql: str) -> int:
    with closing(sqlite3.connect(folder / "archive.sqlite3", timeout=30)) as database:
        return int(database.execute(sql).fetchone()[0])


def memory(pid: int) -> float:
    """Return the memory of a process's own now, in MB, files it maps left out; that of its children is bounded by their limits."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith("RssAnon")), 0.0)
    return 0.0


def cpu(pid: int) -> float:
    """Return the seconds of CPU a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- the portal's readers


async def asked(wish: Wish, seconds: float, told: Told, portal: int, watch: Watch | None = None) -> tuple[list[float], int]:
    """Ask the portal steadily, whether it has answered or not; return how long it took and how often it failed."""
    import aiohttp

    times: list[float] = []
    failed = 0

    async def one(session: aiohttp.ClientSession, page: str) -> None:
        nonlocal failed
        began = time.monotonic()
        try:
            async with session.get(f"http://127.0.0.1:{wish.portal}{page}") as answer:
                await answer.read()
                failed += answer.status != 200
        except (aiohttp.ClientError, TimeoutError):
            failed += 1
        times.append(time.monotonic() - began)

    chance = random.Random(1)
    timeout = aiohttp.ClientTimeout(30)
    async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
        await _answering(session, wish)
        end, at, began = time.monotonic() + seconds, time.monotonic(), cpu(portal)
        while at < end:
            page = chance.choice(PAGES).format(n=chance.randrange(READ if wish.kept else wish.sources))
            group.create_task(one(session, page if wish.kept else f"{page}{'&' if '?' in page else '?'}x={at}"))
            at += 1 / A_SECOND
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            if watch is not None:
                await asyncio.to_thread(watch.look)
        told.cpu.append((began, cpu(portal)))
    return times, failed


async def _answering(session: Any, wish: Wish) -> None:
    """Wait until the portal answers, and ask every kind of page once: what is loaded then is loaded once."""
    import aiohttp

    for _ in range(200):
        with suppress(aiohttp.ClientError):
            for page in PAGES:
                async with session.get(f"http://127.0.0.1:{wish.portal}{page.format(n=0)}") as answer:
                    await answer.read()
            return
        await asyncio.sleep(0.2)
    raise SystemExit("The portal does not answer.")


# --- the newspapers


def host(n: int, port: int) -> str:
    return f"127.{1 + n // 62_500}.{n // 250 % 250}.{n % 250 + 1}:{port}"


@contextmanager
def served(wish: Wish, log: Path) -> Iterator[Any]:
    """Serve all newspapers from a process of its own; the value yielded is when the printing begins, in seconds since 1970."""
    context = multiprocessing.get_context("fork")
    began, ready = context.Value("d", 0.0), context.Event()
    server = context.Process(target=_serve, args=(wish, log, began, ready), daemon=True)
    server.start()
    if not ready.wait(10):
        raise SystemExit(f"Port {wish.port} is taken: nothing can be served on it.")
    try:
        yield began
    finally:
        server.kill()
        server.join()


def _serve(wish: Wish, log: Path, began: Any, ready: Any) -> None:
    async def run() -> None:
        with log.open("w", encoding="ascii", buffering=1) as lines:
            loop = asyncio.get_running_loop()
            server = await loop.create_server(lambda: _Paper(wish, lines, began), "0.0.0.0", wish.port, backlog=4096)
            ready.set()
            await server.serve_forever()

    asyncio.run(run())


class _Paper(asyncio.Protocol):
    """One connection to a newspaper: a request, and after the time a server takes an answer."""

    def __init__(self, wish: Wish, lines: Any, began: Any) -> None:
        self.wish, self.lines, self.began = wish, lines, began
        self.head = b""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.head += data
        if b"\r\n\r\n" in self.head:
            head, self.head = self.head.decode("latin-1"), b""
            asyncio.get_running_loop().call_later(0.05, self._answer, head, time.monotonic())

    def _answer(self, head: str, came: float) -> None:
        path = head.split(" ", 2)[1]
        name = head.lower().partition("\r\nhost: ")[2].partition("\r")[0]
        self.lines.write(json.dumps([name, path, came, time.monotonic()]) + "\n")
        self.transport.write(self._body(name, path, head.lower()))

    def _body(self, name: str, path: str, head: str) -> bytes:
        if path == "/robots.txt":
            return _response("text/plain", ROBOTS, "")
        written = BEFORE
        if self.began.value:
            phase = random.Random(name).random()  # newsrooms do not print in step
            written += int(phase + (time.time() - self.began.value) * ORDINARY * self.wish.times)
        if path == "/feed.xml":
            etag = f'"{written}"'
            if etag in head:
                return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
            return _response("application/rss+xml", feed(name, written), etag)
        if '"page"' in head:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "page"\r\n\r\n'
        number = ARTICLE.fullmatch(path)
        if number is None and path != "/":  # no well-known files
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        return _response("text/html; charset=utf-8", page(name, int(number[1]) if number else 0), '"page"')


def _response(kind: str, body: bytes, etag: str) -> bytes:
    named = f"ETag: {etag}\r\n" if etag else ""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{named}\r\n".encode() + body


def title(name: str, n: int) -> str:
    return " ".join(random.Random(f"{name} {n}").choices(WORDS, k=8)).capitalize()


def feed(name: str, written: int) -> bytes:
    when = format_datetime(datetime.now(UTC) - timedelta(minutes=1))
    items = "".join(
        f"<item><title>{title(name, n)}</title><link>http://{name}/a/{n}.html</link><guid>{n}</guid><pubDate>{when}</pubDate></item>"
        for n in range(max(0, written - SHOWN), written)
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>{name}</title>{items}</channel></rss>".encode()
    )


def page(name: str, n: int) -> bytes:
    chance = random.Random(f"{name} {n} text")
    body = "".join(f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()}.</p>" for _ in range(8))
    menu = "".join(f'<li><a href="/{word}">{word}</a></li>' for word in WORDS[:40])
    when = datetime.now(UTC).isoformat(timespec="seconds")
    head = f'<title>{title(name, n)}</title><meta property="article:published_time" content="{when}">'
    article = f"<article><h1>{title(name, n)}</h1>{body}</article><footer>{name}</footer>"
    return f'<!DOCTYPE html><html lang="fr"><head>{head}</head><body><nav><ul>{menu}</ul></nav>{article}</body></html>'.encode()


def judged(wish: Wish, log: Path) -> tuple[int, list[str]]:
    """Return how many requests there were, and those that came too early, by the clock of those who were asked."""
    seen: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for line in log.read_text(encoding="ascii").splitlines():
        with suppress(ValueError):  # the last one may be half written
            name, path, came, ended = json.loads(line)
            seen[name].append((came, ended, path))
    early = []
    for name, asked_for in seen.items():
        asked_for.sort()
        for (_, ended, before), (came, _, path) in pairwise(asked_for):
            if came - ended < wish.gap:
                early.append(f"{name}: {path} came {came - ended:.3f} s after the end of {before}")
    return sum(map(len, seen.values())), early


if __name__ == "__main__":
    sys.exit(main())
