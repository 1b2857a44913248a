"""What it costs to watch a large archive: ``python bench/standing.py [--sources 300] [--entries 200000]``. Nothing is fetched.

A record is generated (entries of the last nine weeks, lapses, captures), and each question that ``hemera status --live``, the
staff's page and ``/metrics`` ask of it is timed: CPU milliseconds, the second time it is asked.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import hemera
from hemera import catalogue, clock, watching
from hemera.types import Feed, Source

WEEKS = 9
ZONES = ("Africa/Casablanca", "Europe/Paris", "Africa/Cairo", "Asia/Beirut")
STATES = ("article",) * 90 + ("discarded",) * 6 + ("held",) * 3 + ("queued",)


def main() -> int:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--sources", type=int, default=300)
    arguments.add_argument("--entries", type=int, default=200_000)
    arguments.add_argument("--folder", type=Path, help="Keep the record here, and use it again.")
    asked = arguments.parse_args()
    with tempfile.TemporaryDirectory() as beside:
        folder = asked.folder or Path(beside)
        is_new = not (folder / "hemera.toml").exists()
        folder.mkdir(exist_ok=True)
        (folder / "sources").mkdir(exist_ok=True)
        (folder / "hemera.toml").write_text('name = "Bench"\n', encoding="utf-8")
        (folder / "sources" / "bench.toml").write_text(catalogue.dump(outlets(asked.sources)), encoding="utf-8")
        with hemera.open(folder) as archive:
            if is_new:
                archive._call(generate, asked.sources, asked.entries)
            archive._call(measure, archive.config)
    return 0


def outlets(sources: int) -> list[Source]:
    """Return the catalogue."""
    return [
        Source(f"s{n}", f"S {n}", f"http://s{n}.example/", ("fr",), "ma", ZONES[n % 4], (Feed(f"http://s{n}.example/feed"),))
        for n in range(sources)
    ]


def generate(sources: int, entries: int) -> None:
    """Fill the record; the same each time."""
    from hemera.store import models

    now, chance = clock.now(), random.Random(7)
    for n in range(sources):
        facts = {"polled_at": now, "succeeded_at": now, "due_at": now + timedelta(minutes=n % 60 - 5)}
        models.Feed.objects.filter(source=f"s{n}").update(**facts)
    feeds = dict(models.Feed.objects.values_list("source", "pk"))
    models.Entry.objects.bulk_create(_entries(sources, entries, feeds, now, chance), batch_size=2_000)
    models.Capture.objects.bulk_create(_captures(sources, entries // 4, now, chance), batch_size=2_000)
    for n in range(0, sources, 7):
        since = now - timedelta(hours=30 + n % 100)
        facts = {"cause": "fetch.dns", "causes": {"fetch.dns": 3}, "polls": 3, "missed": "possible"}
        models.Lapse.objects.create(
            source_id=f"s{n}", feed_id=feeds[f"s{n}"], since=since, until=since + timedelta(hours=9), **facts
        )


def _entries(sources: int, entries: int, feeds: dict[str, int], now: datetime, chance: random.Random) -> Iterator[Any]:
    from hemera.store import models

    for n in range(entries):
        source, seen = f"s{n % sources}", now - timedelta(seconds=chance.random() * WEEKS * 7 * 86_400)
        if n % sources % 50 == 3 and now - seen < timedelta(days=2):
            continue  # a source that fell silent
        state = chance.choice(STATES)
        due = now + timedelta(days=chance.random() * 30 - 0.5) if state in ("article", "queued") else None
        said = {"title": f"Une dépêche inventée, la {n}e", "summary": "Rien n’est arrivé. " * 8}
        url = f"http://{source}.example/{seen:%Y/%m}/{n}"
        yield models.Entry(source_id=source, feed_id=feeds[source], url=url, said=said, seen_at=seen, state=state, due_at=due)


def _captures(sources: int, captures: int, now: datetime, chance: random.Random) -> Iterator[Any]:
    from hemera.store import models

    for n in range(captures):
        url, at = f"http://s{n % sources}.example/{n}", now - timedelta(days=60 * (1 - n / captures))
        place = {"file": "2026/01/a.warc.gz", "offset": n, "length": 20_000, "record_id": f"urn:bench:{n}", "sha256": "0" * 64}
        yield models.Capture(
            **place, url=url, requested_url=url, status=200, fetched_at=at, source_id=f"s{n % sources}", purpose="page", read_at=at
        )


def measure(config: Any) -> None:
    """Time each question."""
    from hemera.store import coverage, models, state, status

    now = clock.now()
    questions: dict[str, Callable[[], object]] = {
        "queues": lambda: state.queues(now),
        "months": lambda: state.months(now, 30),
        "growth": lambda: state.growth(now),
        "holes": lambda: coverage.holes(now - timedelta(days=7), now, now),
        "alarms": lambda: coverage.alarms(now),
        "all, within a minute": watching.watcher(config).look,
        "standing (hemera status)": lambda: status.standing(now),
    }
    sys.stdout.write(f"{models.Source.objects.count()} sources, {models.Entry.objects.count()} entries; CPU ms\n")
    for name, ask in questions.items():
        ask()
        began = time.process_time()
        answer = ask()
        many = f"{len(answer)} rows" if isinstance(answer, list) else ""
        sys.stdout.write(f"{name:26} {(time.process_time() - began) * 1000:8.1f}  {many}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
