"""How soon what is saved is found, while others search: a writer process that saves and commits, a reader process that asks."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from hemera.index import TantivyIndex
from hemera.query import parse
from searches.path import MONTHS, TODAY
from searches.queries import Asked

BATCH, RATE = 20, 20.0  # articles saved at once; queries a second
_WRITER = """
import json, sys, time
from datetime import UTC, datetime
from hemera.index.place import IndexPlace
from hemera.pipeline.indexing import Follower
from hemera.pipeline.update import INDEX_EVERY
from hemera.searching import IndexChange, IndexDocument
from pathlib import Path
folder, seconds, batch, seal = Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
class Log:
    rows, saved = [], 0
    def changes_since(self, seq, limit):
        return self.rows[max(0, seq - self.first) :][:limit]
place = IndexPlace(folder)
index = place.open()
log = Log()
log.first = index.watermark()
index.close()
follower = Follower(place)
log.changes_since = lambda seq, limit: [row for row in log.rows if row.seq > seq][:limit]
follower.follow(log)
print("ready", flush=True)
began, due, n = time.monotonic(), 0.0, 0
while time.monotonic() - began < seconds:
    n += 1
    text = " ".join(f"mot{n % 97 + k}" for k in range(350))
    ids = [900_000_000 + n * batch + k for k in range(batch)]
    moment = datetime.now(UTC)
    log.rows = [IndexChange(log.first + n * batch + k, i, IndexDocument(i, "fresh", "fr", "", f"{seal}{n}", "", text, (), moment))
                for k, i in enumerate(ids)]
    print(json.dumps([n, time.time()]), flush=True)  # saved: it is in the log
    if time.monotonic() < due:  # as the collector: once a second
        time.sleep(due - time.monotonic())
    due = time.monotonic() + INDEX_EVERY
    follower.follow(log)
follower.close()
"""


def measure(folder: Path, asked: list[Asked], seconds: float) -> dict[str, float]:
    """Return seconds from saved to found (p50, p99, max), and what queries cost meanwhile, over an index that is changed by it."""
    reader = TantivyIndex(folder, writable=False)
    queries = [parse(one.text, today=TODAY.date()) for one in asked]
    chance, saved, waited, spent = random.Random(1), {}, [], []
    seal = f"sceau{time.time_ns()}x"  # another in each run: what an earlier one saved is there still
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(folder), str(seconds), str(BATCH), seal], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    import threading

    def listen() -> None:
        for line in writer.stdout or ():
            number, moment = json.loads(line)
            saved[number] = moment

    threading.Thread(target=listen, daemon=True).start()
    asking, seen = time.monotonic(), 0
    while writer.poll() is None or seen < len(saved):
        while seen < len(saved) and reader.count(parse(f"title:{seal}{seen + 1}", today=TODAY.date())):
            seen += 1
            waited.append(time.time() - saved[seen])
        if time.monotonic() >= asking:
            began = time.process_time()
            reader.search(chance.choice(queries), limit=15, facets=("source", "year"), timeline=MONTHS)
            spent.append(1000 * (time.process_time() - began))
            asking = max(asking + 1 / RATE, time.monotonic() - 1)
        time.sleep(0.005)
    waited.sort()
    last = len(waited) - 1
    return {
        "batches": len(waited), "queries": len(spent), "p50": statistics.median(waited),
        "p99": waited[min(last, int(len(waited) * 0.99))], "max": waited[last], "query CPU ms p50": statistics.median(spent),
    }  # fmt: skip
