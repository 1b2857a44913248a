"""What one article costs, from fetched page to searchable: CPU milliseconds by stage, and articles a second on this machine.

    python bench/pipeline.py [--rounds 3]

The pages are the little press's own, fetched over loopback. Stages run one after the other in this process, so that each can be
timed; the last line is a whole collecting run with its child processes, as users have it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import hemera
from hemera import archive as archives
from hemera import catalogue, clock, revisions, stories
from hemera.demo.catalogue import sources
from hemera.demo.server import PressServer
from hemera.exchanges import Request
from hemera.extract import extract
from hemera.jobs import Arrival, PageJob, Reading
from hemera.pipeline.indexing import follow
from hemera.types import Hints, Purpose, RevisionKind

T = TypeVar("T")
STAGES = ("fetch", "capture", "row", "extract", "compare", "copies", "save", "index")


class Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def time(self, stage: str, act: Callable[..., T], *args: Any, **named: Any) -> T:
        began = time.process_time()
        try:
            return act(*args, **named)
        finally:
            self.spent[stage] += time.process_time() - began


def main() -> int:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    rounds = arguments.parse_args().rounds
    with tempfile.TemporaryDirectory() as temporary:
        staged = by_stage(Path(temporary) / "press")
    sys.stdout.write("CPU ms an article\n")
    for stage in STAGES:
        sys.stdout.write(f"  {stage:10} {staged[stage]:7.2f}\n")
    sys.stdout.write(f"  {'together':10} {sum(staged.values()):7.2f}\n")
    # One archive a process: whole runs have one of their own.
    whole = [sys.executable, str(Path(__file__).with_name("demo.py")), "--json"]
    rates = [json.loads(subprocess.run(whole, capture_output=True, check=True).stdout) for _ in range(rounds)]
    wall = median(float(str(r["articles_per_s"])) for r in rates)
    cpu = median(float(str(r["cpu_ms_per_article"])) for r in rates)
    head = f"whole runs ({rounds}, median): {wall:.1f} articles/s, {cpu:.1f} ms CPU an article"
    sys.stdout.write(f"{head}, feeds, pictures and the press itself included\n")
    return 0


def by_stage(folder: Path) -> dict[str, float]:
    """Take every article of the press through the stages; return CPU ms an article."""
    with PressServer(clock.now(), pace=0) as press:
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "Bench"\ngap = 0.0\n', encoding="utf-8")
        (folder / "sources" / "demo.toml").write_text(catalogue.dump(sources(press)), encoding="utf-8")
        with hemera.open(folder) as archive:
            return archive._call(_walk, archive.config, press)


def _walk(config: Any, press: PressServer) -> dict[str, float]:
    from hemera.store import models
    from hemera.store.leases import page_job

    watch, parts = Clock(), archives.build(config)
    by_id = {s.id: s for s in sources(press)}
    due = [g for g in press.gold() if not g.state]
    try:
        for gold in due:
            source = by_id[gold.source]
            row = models.Entry.objects.create(source_id=source.id, url=gold.url, seen_at=clock.now(), due_at=clock.now(), lease=1)
            job = page_job(models.Entry.objects.select_related("source", "feed").get(pk=row.pk))
            _article(watch, parts, job, source)
        watch.time("index", follow, parts.store, parts.index)
    finally:
        parts.fetcher.close()
        parts.pool.close()
        parts.captures.close()
        parts.index.close()
    return {stage: 1000 * watch.spent[stage] / len(due) for stage in STAGES}


def _article(watch: Clock, parts: Any, job: PageJob, source: Any) -> None:
    request = Request(job.url, source.id, Purpose.PAGE, gap=0.0, loopback=True)
    response = watch.time("fetch", lambda: parts.fetcher.submit(request).result())
    ref = watch.time("capture", parts.captures.write, response)
    capture = watch.time("row", parts.store.add_capture, ref, job)
    names = tuple(source.names.values())
    hints = Hints(source.id, source.languages, source.zone, ref.fetched_at, source.sections, names, job.entry)
    content = watch.time("extract", extract, response.body, response.header("Content-Type") or "", ref.url, hints)
    known = watch.time("compare", parts.store.known, source.id, content.url)
    kind = watch.time("compare", revisions.compare, known.content if known else None, content)
    bands = watch.time("copies", stories.bands, content.text)
    sharing = watch.time("copies", parts.store.sharing, bands)
    copy = next((pk for pk, text in sharing if watch.time("copies", stories.same_text, content.text, text)), None)
    reading = Reading(content, kind, known.article if known else None, None, bands, copy)
    assert kind is not RevisionKind.SUSPICIOUS
    watch.time("save", parts.store.save, job, reading, Arrival(capture, ref, b"", ""), clock.now())


if __name__ == "__main__":
    raise SystemExit(main())
