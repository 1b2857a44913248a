"""What is read from pages with gold, how right and at what cost, beside other readers: ``python bench/extraction.py DATA``.

DATA is a folder of ``<set>.jsonl.gz``, one page a line: ``{html, id, publisher, url, lang, gold: [paragraph], optional, title,
authors, date, crawl_date}``; any key but ``html`` may be absent. Every set is read; the first letters of its name are its family.
A page is read with what was learned from its publisher's *other* pages: never from itself, never from gold.
How the figures are made: ``docs/explanation/measuring-extraction.md``.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gold import ours, pages, peers, picture, printing, run, stages, tables
from gold.pages import GoldPage


def main() -> int:
    """Print the tables; 1 if a reading of ours ended in another error than Hemera's own, 2 if there is nothing to read."""
    asked = arguments()
    found = chosen(asked)
    if not found:
        sys.stderr.write(f"There is no page to read in {asked.data}.\n")
        return 2
    tools, missing = peers.installed(asked.tools)
    measured = run.measure(found, tools, wants_ours(asked.tools), asked.jobs)
    result = made(measured, found, asked)
    show(result, measured, found, asked)
    sys.stdout.writelines(f"{line}\n" for line in [*missing, *remarks(asked)])
    broken = list(printing.failures(measured.outcomes))
    sys.stderr.writelines(f"{line}\n" for line in broken)
    return 1 if broken else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=(), metavar="NAME", help="only sets whose names begin so")
    parser.add_argument("--tools", nargs="+", default=(), metavar="NAME", help="only readers whose names begin so")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only one half of the publishers, always the same")
    parser.add_argument("--jobs", type=int, default=1, help="processes, a publisher at a time each; CPU is then approximate")
    parser.add_argument("--pages-learned", type=counts, default=(), metavar="N,N…", help="and how reading depends on this many")
    parser.add_argument("--stages", action="store_true", help="and CPU by stage")
    parser.add_argument("--verbose", action="store_true", help="and what is not right, page by page")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw F1 against CPU there")
    return parser.parse_args()


def counts(words: str) -> tuple[int, ...]:
    return tuple(int(word) for word in words.split(","))


def chosen(asked: argparse.Namespace) -> list[GoldPage]:
    found = list(pages.load(asked.data, asked.sets))
    return found if asked.half is None else pages.half(found, asked.half)


def wants_ours(tools: Sequence[str]) -> bool:
    return not tools or any(ours.WHOLE.startswith(word.lower()) for word in tools)


def made(measured: run.Run, found: Sequence[GoldPage], asked: argparse.Namespace) -> list[tables.Table]:
    """Return the tables that say something of this run."""
    outcomes, by_key = measured.outcomes, {page.key: page for page in found}
    every = [
        tables.quality(outcomes, by_key),
        tables.fields(outcomes),
        tables.publishers(outcomes, by_key),
        tables.quality(outcomes, by_key, "language"),
        tables.layouts(outcomes),
        tables.bars(outcomes, by_key),
    ]
    if asked.pages_learned:
        every.append(tables.learning(run.curve(found, asked.pages_learned, asked.jobs)))
    if asked.stages:
        every.append(stages.by_stage(found))
    return [table for table in every if table.rows]


def show(result: Sequence[tables.Table], measured: run.Run, found: Sequence[GoldPage], asked: argparse.Namespace) -> None:
    by_key = {page.key: page for page in found}
    draw = printing.markdown if asked.markdown else printing.plain
    lines = list(printing.wrong(measured.outcomes, by_key)) if asked.verbose else []
    sys.stdout.write("\n".join([*lines, *(f"\n{draw(table)}" for table in result), "", printing.measured_with(), ""]))
    if asked.json:
        everything = printing.as_json(result, measured.outcomes, by_key)
        asked.json.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
    if asked.plot:
        asked.plot.write_text(picture.svg(measured.outcomes), encoding="utf-8")


def remarks(asked: argparse.Namespace) -> Iterator[str]:
    if asked.jobs > 1:
        yield f"{asked.jobs} processes at once: CPU figures are approximate."


if __name__ == "__main__":
    raise SystemExit(main())
