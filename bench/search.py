"""What searching costs: ``python bench/search.py --articles 100000 [1000000 …] [--folder FOLDER] [--peers fts5,lance,postgres]``.

Generates a press (``searches.press``), makes an archive of it, and asks it twelve classes of twenty queries: our whole path, as the
search page walks it (parse, search, facets and timeline, rows, passages), each the best of three rounds, CPU milliseconds. A folder
is kept and grown: asked for 1,000,000 where 100,000 are, only the rest is added. Peers answer the bare query, in the same rounds.

    --repeat 10          ask an index of the same segments ten times over instead of building one: for the cost of matching
    --peers fts5,…       also ask these (fts5-page, lance, postgres), filled with the articles of the smallest size
    --dsn …              an empty database of PostgreSQL
    --parts 3            also ask an index of the same articles in so many parts, by year, built from the record beside it
    --fresh 60           then save for so many seconds while 20 queries a second are asked: from saved to found (changes the index)
    --slim               rows without what no page of results reads (entries, fingerprints): for a million and more
    --plot FILE          draw how the cost grows over the sizes asked for
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import hemera
from hemera.index import TantivyIndex
from hemera.searching import IndexDocument
from searches import fresh, path, peers, plot, press, queries, record, repeat

ROUNDS = 3
Answers = dict[str, dict[int, tuple[float, int]]]  # engine -> query -> (CPU milliseconds, matches)


def main() -> None:
    """Build, ask, print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="hemera-search-") as temporary:
        found = measure(options, options.folder or Path(temporary), Path(temporary))
    if options.plot:
        options.plot.write_text(drawn(found), encoding="utf-8")
    if options.json:
        json.dump(found, sys.stdout, indent=1)


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", nargs="+", type=int, default=[100_000])
    arguments.add_argument("--folder", type=Path, help="keeps the archive, and goes on from what is there")
    arguments.add_argument("--repeat", nargs="*", type=int, default=[])
    arguments.add_argument("--peers", default="")
    arguments.add_argument("--parts", type=int, default=0)
    arguments.add_argument("--dsn", default="")
    arguments.add_argument("--fresh", type=float, default=0)
    arguments.add_argument("--slim", action="store_true")
    arguments.add_argument("--plot", type=Path)
    arguments.add_argument("--json", action="store_true", help="print all figures as JSON, too")
    return arguments.parse_args()


def measure(options: argparse.Namespace, folder: Path, temporary: Path) -> dict[str, Any]:
    """Return all figures, printed on the way."""
    asked = list(queries.draw())
    archive = record.prepare(folder)
    found: dict[str, Any] = {"sizes": []}
    others = [_peer(name, folder, options.dsn) for name in options.peers.split(",") if name]
    for size in sorted(options.articles):
        built = record.grow(archive, size, whole=not options.slim) if record.kept(archive) < size else {}
        sizes = record.sizes(archive)
        _show_build(size, built, sizes)
        for peer in (one for one in others if size == min(options.articles) and not one.is_filled):
            _fill(peer, size)
        engines = [*([_parted(archive, size, options.parts)] if options.parts else []), *others]
        found["sizes"].append(
            {"articles": size, "built": built, "bytes": sizes} | _asked(archive, asked, engines, archive.config.index)
        )
    for times in options.repeat:
        many = repeat.repeated(archive.config.index, times, temporary / f"times-{times}")
        print(f"\nThe same segments {times} times over: {times * record.kept(archive):,} articles")
        found["sizes"].append({"articles": times * record.kept(archive), "repeated": times} | _asked(archive, asked, [], many))
    if options.fresh:
        found["fresh"] = fresh.measure(archive.config.index, asked, options.fresh)
        print("\nfrom saved to found, s:", {name: round(value, 3) for name, value in found["fresh"].items()})
    archive.close()
    return found


def _parted(archive: hemera.Archive, articles: int, parts: int) -> path.Path:
    """Return what asks an index of the archive's articles in parts, built from the record as `hemera reindex` does."""
    from hemera.index.parts import planned
    from hemera.pipeline.indexing import rebuild
    from hemera.store.writes import DjangoStore

    def build(folder: Path) -> None:
        store = DjangoStore()
        years = store.years()
        index = TantivyIndex(folder, writable=True, parts=planned(years, -(-sum(years.values()) // parts) + max(years.values())))
        began = time.process_time()
        rebuild(store, index)
        index.close()
        print(f"\nthe index of {articles:,} built from the record in {time.process_time() - began:,.0f} CPU seconds")

    folder = archive.config.folder / f"parts-{articles}"
    if not folder.exists():
        archive._call(build, folder)
    ours = path.Path(TantivyIndex(folder, writable=False))
    ours.name = f"in {len(ours.index.parts())} parts"
    print("parts:", ours.index.parts())
    return ours


def _peer(name: str, folder: Path, dsn: str) -> peers.Peer:
    if name == "postgres":
        return peers.Postgres(dsn)
    if name == "lance":
        return peers.Lance(folder / "peers" / "lance")
    return (peers.Fts5Page if name == "fts5-page" else peers.Fts5)(folder / "peers")


def _fill(peer: peers.Peer, articles: int) -> None:
    text = 0.0

    def batches() -> Iterator[Sequence[IndexDocument]]:
        nonlocal text
        for start in range(0, articles, press.BATCH):
            began = time.process_time()
            made = press.batch(start)
            text += time.process_time() - began
            yield made

    began = peer.cpu()
    peer.fill(batches())
    print(f"{peer.name}: {articles / (peer.cpu() - began - text):,.0f} articles a CPU second")


def _asked(archive: hemera.Archive, asked: list[queries.Asked], others: Sequence[Any], folder: Path) -> dict[str, Any]:
    ours = path.Path(TantivyIndex(folder, writable=False))
    answers: Answers = archive._call(_in_turn, asked, [ours, *others])
    steps = {name: round(1000 * spent / (ROUNDS * len(asked)), 2) for name, spent in ours.spent.items()}
    like = archive._call(_related, ours.index)
    _show(asked, answers)
    print(f"steps of ours, mean of all rounds: {steps}; related articles: p50 {like[0]:.2f}, max {like[1]:.2f}")
    return {"classes": _by_class(asked, answers), "steps": steps, "related": like}


def _in_turn(asked: list[queries.Asked], engines: Sequence[Any]) -> Answers:
    """Ask every engine every query, in turn, so that what else the machine does hits all alike; keep the best of the rounds."""
    answers: Answers = {engine.name: {} for engine in engines}
    for _ in range(ROUNDS):
        for number, one in enumerate(asked):
            for engine in engines:
                clock = getattr(engine, "cpu", time.process_time)
                began = clock()
                matches = engine.ask(one)
                spent = 1000 * (clock() - began)
                best = answers[engine.name].get(number)
                if matches is not None and (best is None or spent < best[0]):
                    answers[engine.name][number] = (spent, matches)
    return answers


def _related(index: TantivyIndex) -> tuple[float, float]:
    """Return the median and the most that finding related articles takes, CPU milliseconds."""
    taken = []
    for document in press.batch(0)[:: press.BATCH // queries.EACH]:
        rounds = []
        for _ in range(ROUNDS):
            began = time.process_time()
            index.related(document.title, document.body, document.language, exclude=document.id)
            rounds.append(1000 * (time.process_time() - began))
        taken.append(min(rounds))
    return statistics.median(taken), max(taken)


def _by_class(asked: list[queries.Asked], answers: Answers) -> dict[str, dict[str, Any]]:
    """Return p50, p99 (of a class: the most) and mean matches, by class and engine."""
    found: dict[str, dict[str, Any]] = {}
    for kind in (*queries.CLASSES, "all"):
        for engine, taken in answers.items():
            some = [taken[n] for n, one in enumerate(asked) if n in taken and kind in (one.kind, "all")]
            if some:
                spent = sorted(ms for ms, _ in some)
                high = spent[max(0, int(len(spent) * 0.99 + 0.5) - 1)]
                matches = statistics.mean(n for _, n in some)
                found.setdefault(kind, {})[engine] = {"p50": statistics.median(spent), "p99": high, "matches": matches}
    return found


def _show_build(articles: int, built: dict[str, float], sizes: dict[str, float]) -> None:
    if built:
        rate = built["articles"] / built["index"]
        print(f"{built['articles']:,.0f} articles indexed at {rate:,.0f} a CPU second, analysis included")
    print(f"{articles:,} articles: index {sizes['index']:,.0f} bytes each, record {sizes['record']:,.0f}")


def _show(asked: list[queries.Asked], answers: Answers) -> None:
    engines = list(answers)
    print(f"\n{'CPU ms, p50 / p99':34}" + "".join(f"{name:>22}" for name in engines))
    for kind, row in _by_class(asked, answers).items():
        cells = (f"{row[name]['p50']:.2f} / {row[name]['p99']:.2f}" if name in row else "–" for name in engines)
        print(f"{kind:34}" + "".join(f"{cell:>22}" for cell in cells))
    whole = _by_class(asked, answers)["all"]
    for name in engines[1:]:
        ratio = whole[name]["p99"] / whole[engines[0]]["p99"]
        print(f"p99 of {name} is {ratio:.1f} times that of {engines[0]}'s whole path")


def drawn(found: dict[str, Any]) -> str:
    """Return the plot of how the cost of searches, and of related articles, grows."""
    sizes = sorted(found["sizes"], key=lambda one: float(one["articles"]))
    series = {
        "p99, whole path": [(one["articles"], one["classes"]["all"]["Hemera"]["p99"]) for one in sizes],
        "p50, whole path": [(one["articles"], one["classes"]["all"]["Hemera"]["p50"]) for one in sizes],
        "related articles": [(one["articles"], one["related"][0]) for one in sizes],
    }
    return plot.draw(series, "articles", "CPU ms")


if __name__ == "__main__":
    main()
