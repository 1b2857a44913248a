"""Quality and CPU of extraction on pages with gold: ``python bench/extraction.py DATA [set …]``.

DATA holds ``<set>.jsonl.gz``, one page a line: ``{id, url, html, gold: [paragraph], optional, title, authors, date, crawl_date}``.
Body: shingles of four words, F1 of mean precision and mean recall, beside trafilatura's own plain text (``favor_precision``)
in the same run. Title: same words, or nearly. Date: the same day. Authors: F1 of names, mean.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from hemera.errors import ExtractError
from hemera.extract import article, bodies, extract, page
from hemera.text import fold
from hemera.types import Extraction, Hints, PageKind

_TOKEN = re.compile(r"\w+")


def pages(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def grams(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    return Counter(tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))) if tokens else Counter()


def rates(gold: str, found: str) -> tuple[float | None, float | None]:
    """Precision and recall of shingles; None where there is nothing to divide by."""
    a, b = grams(gold), grams(found)
    both = sum((a & b).values())
    return (both / sum(b.values()) if b else None), (both / sum(a.values()) if a else None)


def f1(rows: list[tuple[float | None, float | None]]) -> tuple[float, float, float]:
    p = statistics.mean([r[0] for r in rows if r[0] is not None] or [0.0])
    r = statistics.mean([r[1] for r in rows if r[1] is not None] or [0.0])
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def gold_text(row: dict[str, Any], found: str) -> str:
    """The gold body; optional paragraphs count where they were found."""
    have = grams(found)
    optional = [p for p in row.get("optional") or [] if (g := grams(p)) and sum((g & have).values()) > 0.6 * sum(g.values())]
    return "\n".join([*row["gold"], *optional])


def same_title(gold: str, found: str) -> bool:
    a, b = (" ".join(_TOKEN.findall(fold(t))) for t in (gold, found))
    return bool(a and b) and (a == b or SequenceMatcher(None, a, b).ratio() > 0.85)


def author_f1(gold: list[str], found: tuple[str, ...]) -> float:
    a, b = ({fold(name) for name in names} for names in (gold, found))
    hits = sum(any(x == y or (len(x) > 5 and x in y) for y in b) for x in a)
    good = sum(any(x == y or (len(x) > 5 and x in y) for x in a) for y in b)
    p, r = good / len(b) if b else 0.0, hits / len(a)
    return 2 * p * r / (p + r) if p + r else 0.0


def cpu(call: Callable[[], Any]) -> tuple[Any, float]:
    start = time.process_time()
    return call(), 1000 * (time.process_time() - start)


def ours(row: dict[str, Any]) -> tuple[Extraction | None, dict[str, float]]:
    """One extraction, and its milliseconds by part (each part timed on its own)."""
    seen = datetime.fromisoformat(row["crawl_date"]) if row.get("crawl_date") else datetime.now(UTC)
    hints = Hints("bench", (), "UTC", seen.replace(tzinfo=seen.tzinfo or UTC))
    url = row["url"] if str(row.get("url", "")).startswith("http") else "https://bench.example/"
    raw = row["html"].encode("utf-8", "replace")
    try:
        result, whole = cpu(lambda: extract(raw, "text/html; charset=utf-8", url, hints))
    except ExtractError:
        return None, {}
    parsed, decode = cpu(lambda: page.parse(raw, "text/html; charset=utf-8", url, hints))
    _, metadata = cpu(lambda: article._fields(parsed))
    _, body = cpu(lambda: bodies.body(parsed, ()))
    return result, {"whole": whole, "decode and parse": decode, "metadata": metadata, "body": body}


def theirs(row: dict[str, Any]) -> tuple[str, float]:
    import trafilatura

    text, ms = cpu(lambda: trafilatura.extract(row["html"], include_comments=False, favor_precision=True) or "")
    return text, ms


def measure(path: Path, verbose: bool) -> None:
    bodies_ours, bodies_theirs, times, their_ms = [], [], [], []
    fields: dict[str, list[float]] = {"title": [], "date (day)": [], "authors": []}
    lives: list[bool] = []
    for row in pages(path):
        result, ms = ours(row)
        other, other_ms = theirs(row)
        their_ms.append(other_ms)
        lives.append(result is not None and result.kind is PageKind.LIVE)
        text = result.text if result else ""
        if result and row["set"] != "sh":  # gold holds the standfirst too
            text = f"{result.lead}\n{text}" if grams(result.lead) & grams("\n".join(row["gold"])) else text
        times.append(ms)
        bodies_ours.append(rates(gold_text(row, text), text))
        bodies_theirs.append(rates(gold_text(row, other), other))
        worst = [score for score in bodies_ours[-1] if score is not None]
        if verbose and (not worst or min(worst) < 0.7):
            print(
                "  body",
                row["id"],
                bodies_ours[-1],
                bodies_theirs[-1],
                result and (result.origins.get("blocks"), result.kind, [d.code for d in result.doubts]),
            )
        judge(row, result, fields, verbose)
    report(path, (bodies_ours, bodies_theirs), fields, (times, their_ms), lives)


def judge(row: dict[str, Any], result: Extraction | None, fields: dict[str, list[float]], verbose: bool) -> None:
    checks = {
        "title": lambda r: float(same_title(row["title"], r.title)),
        "date (day)": lambda r: float(r.published is not None and r.published.date().isoformat() == row["date"]),
        "authors": lambda r: author_f1(row["authors"], r.authors),
    }
    for name, key in (("title", "title"), ("date (day)", "date"), ("authors", "authors")):
        if row.get(key):
            score = checks[name](result) if result else 0.0
            fields[name].append(score)
            if verbose and score < 1:
                print(
                    " ",
                    name,
                    row["id"],
                    row[key],
                    "->",
                    result
                    and (
                        result.title
                        if key == "title"
                        else (result.published, result.published_raw)
                        if key == "date"
                        else result.authors
                    ),
                    result and result.origins.get({"date": "published"}.get(key, key)),
                )


def report(
    path: Path,
    texts: tuple[list[tuple[float | None, float | None]], list[tuple[float | None, float | None]]],
    fields: dict[str, list[float]],
    cpus: tuple[list[dict[str, float]], list[float]],
    lives: list[bool],
) -> None:
    print(f"{path.name}: {len(texts[0])} pages, {sum(not ms for ms in cpus[0])} refused, {sum(lives)} live blogs")
    named = [("hemera", texts[0]), ("trafilatura, precise", texts[1])]
    named += [(f"{name}, no live", [row for row, live in zip(rows, lives, strict=True) if not live]) for name, rows in named[:2]]
    for name, rows in named:
        p, r, f = f1(rows)
        bad = sum((min(x for x in row if x is not None) if any(x is not None for x in row) else 0) < 0.7 for row in rows)
        print(f"  body {name:29} P {p:.3f} R {r:.3f} F1 {f:.3f}; P or R under .7: {bad}")
    for name, scores in fields.items():
        if scores:
            print(f"  {name:11} {statistics.mean(scores):.3f} of {len(scores)}")
    parts = {part: statistics.mean(ms[part] for ms in cpus[0] if ms) for part in ("whole", "decode and parse", "metadata", "body")}
    print(
        "  CPU ms a page: "
        + ", ".join(f"{part} {ms:.1f}" for part, ms in parts.items())
        + f"; trafilatura {statistics.mean(cpus[1]):.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="*", default=["fe-dev", "sh", "ft-dev"])
    parser.add_argument("--verbose", action="store_true", help="print every page that is not right")
    args = parser.parse_args()
    for name in args.sets:
        measure(args.data / f"{name}.jsonl.gz", args.verbose)


if __name__ == "__main__":
    main()
