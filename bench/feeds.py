"""How many of a feed suite's cases are read right, beside feedparser itself in the same run.

    make bench-feeds DATA=folder [ARGS="--failures"]
    python bench/feeds.py FOLDER [--failures]

FOLDER holds files that say in a comment what must come of them, as the ``tests`` of feedparser's source package do:
``Expect: not bozo and entries[0]['title'] == 'Example'``. They are not part of this repository (``pip download --no-deps
--no-binary :all: feedparser`` brings them). A case counts where all it speaks of are fields a collector of news uses.

Ours is judged by the entries it hands on: titles and summaries as the text a reader sees, links in their normal form, times as
moments. An item without a link is no entry of ours, so it is given one. Cases that speak of fields we do not hand on (a feed's
own description, say) are judged by what our mending left for feedparser to read.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hemera import feeds, languages, markup, urls
from hemera.errors import ParseError
from hemera.feeds.parse import mended, parsed
from hemera.types import Entry, FeedDocument

Step = str | int
Claim = tuple[tuple[Step, ...], object]  # where in the feed, what is there

EXPECT = re.compile(rb"Expect:\s*(.*?)\s*-->", re.DOTALL)
HEADER = re.compile(rb"<!--[^>]*^Header:", re.MULTILINE)
ITEM = re.compile(rb"<(item|entry)\b[^<>]*(?<!/)>", re.IGNORECASE)
MAIL = re.compile(r"\s*\(?\S+@[^\s)]+\)?")
USED = frozenset({
    "title", "link", "id", "guid", "published", "published_parsed", "updated", "updated_parsed", "summary", "description",
    "content", "author", "language", "enclosures", "links", "tags", "media_content", "media_thumbnail",
})  # fmt: skip
INSIDE = frozenset({"entries", "feed", "channel", "items"})
LEFT_OUT = frozenset({"http", "sanitize", "encoding", "entities"})  # of headers, of markup we keep as it is, of single characters
ADDRESS = "http://127.0.0.1:8097/"  # where cases that depend on it expect to be served from


@dataclass
class Score:
    """One reader's."""

    right: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--failures", action="store_true", help="name the cases that were read wrongly")
    asked = arguments.parse_args()
    warnings.simplefilter("ignore")
    cases = list(found(asked.folder))
    if not cases:
        sys.stderr.write(f"No cases in {asked.folder}: give the folder `tests` of feedparser's source package.\n")
        return 1
    scores = {"feedparser": Score(), "ours": Score()}
    for path, body, claims in cases:
        where = path.relative_to(asked.folder).as_posix()
        for name, judge in (("feedparser", by_feedparser), ("ours", by_ours)):
            count(scores[name], where, judge, body, claims, ADDRESS + where)
    for name, score in scores.items():
        cost = 1000 * score.seconds / len(cases)
        sys.stdout.write(f"{name:12} {score.right:4} of {len(cases)} right   {cost:5.1f} ms CPU a case\n")
        sys.stdout.writelines(f"    {line}\n" for line in score.wrong if asked.failures)
    return 0


def count(score: Score, where: str, judge: Callable[..., bool], *given: object) -> None:
    """Judge one case; what a reader raises is a wrong answer of its own."""
    began = time.process_time()
    try:
        right = judge(*given)
    except (ParseError, LookupError, AttributeError, ValueError, TypeError):
        right = False
    score.seconds += time.process_time() - began
    score.right += right
    if not right:
        score.wrong.append(f"{where}: {given[1]}")


def found(folder: Path) -> Iterator[tuple[Path, bytes, list[Claim]]]:
    """Yield every case that speaks of nothing but what we use."""
    for path in sorted(folder.rglob("*.xml")):
        body = path.read_bytes()
        expected = EXPECT.search(body)
        if expected is None or LEFT_OUT & set(path.relative_to(folder).parts) or HEADER.search(body):
            continue
        claims = list(read(expected[1].decode("utf-8", "replace")))
        if claims and all(_is_used(where) for where, _ in claims):
            yield path, body, claims


def _is_used(where: tuple[Step, ...]) -> bool:
    names = {step for step in where if isinstance(step, str)} - INSIDE - {"len"}
    return bool(names) and names <= USED


def read(expression: str) -> Iterator[Claim]:
    """Take ``entries[0]['title'] == 'x' and …`` apart; a claim of another shape has a place nobody uses."""
    try:
        tree = ast.parse(expression.strip().replace("\n", " "), mode="eval").body
    except SyntaxError:
        return
    for part in tree.values if isinstance(tree, ast.BoolOp) else [tree]:
        if isinstance(part, ast.UnaryOp):  # not bozo
            continue
        yield _claim(part)


def _claim(part: ast.expr) -> Claim:
    if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
        with suppress(ValueError):
            return _place(part.left), ast.literal_eval(part.comparators[0])
    return ("?",), None


def _place(node: ast.expr) -> tuple[Step, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        return (*_place(node.value), node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        step = node.slice.value
        return (*_place(node.value), step if isinstance(step, int) else str(step))
    if isinstance(node, ast.Call):
        return ("len", *_place(node.args[0]))
    raise ValueError(node)


def at(tree: Any, where: tuple[Step, ...]) -> object:
    """Return what is at a place of feedparser's answer."""
    if where[0] == "len":
        return len(at(tree, where[1:]))  # type: ignore[arg-type]
    for step in where:
        tree = tree[step]
    return tree


def by_feedparser(body: bytes, claims: list[Claim], url: str) -> bool:
    """Judge feedparser by its own words."""
    import feedparser

    answer = feedparser.parse(body, response_headers={"content-location": url} if "/base/" in url else None)
    return all(_same(at(answer, where), value) for where, value in claims)


def _same(one: object, other: object) -> bool:
    return one == other or (isinstance(other, tuple) and tuple(one) == other)  # type: ignore[arg-type]


def by_ours(body: bytes, claims: list[Claim], url: str) -> bool:
    """Judge what we hand on, and of the rest what our mending left."""
    document = feeds.parse(body, url)
    if "entry-without-link" in document.warnings:
        document = feeds.parse(ITEM.sub(_with_link, body), url)
    left = parsed(mended(body)) if any(_kept(where) is None for where, _ in claims) else None
    return all(judge(document, value) if (judge := _kept(where)) else _same(at(left, where), value) for where, value in claims)


def _with_link(item: re.Match[bytes]) -> bytes:
    link = f"<link>{ADDRESS}{item.start()}</link>" if item[1].lower() == b"item" else f"<link href='{ADDRESS}{item.start()}'/>"
    return item[0] + link.encode()


def _kept(where: tuple[Step, ...]) -> Callable[[FeedDocument, Any], bool] | None:
    """Return how a place of feedparser's is judged in our document."""
    if where[:1] in (("feed",), ("channel",)) and where[1:] in OF_FEEDS:
        return OF_FEEDS[where[1:]]
    if where[:1] == ("entries",) and where[2:] in OF_ENTRIES:
        number, of_entry = int(where[1]), OF_ENTRIES[where[2:]]
        return lambda document, value: of_entry(document.entries[number], value)
    return None


def _summary(entry: Entry, value: str) -> bool:
    return entry.summary == markup.plain(value, 2_000)


def _author(entry: Entry, value: str) -> bool:
    return ", ".join(entry.authors) == MAIL.sub("", value)  # we keep names, not addresses


def _language(entry: Entry, value: str | None) -> bool:
    return (entry.language or None) == languages.primary(value)


def _moment(entry: Entry, value: tuple[int, ...]) -> bool:
    return entry.published is not None and tuple(entry.published.utctimetuple()) == value


def _raw(entry: Entry, value: str) -> bool:
    return entry.published_raw == markup.line(value, 200)


OF_FEEDS: Mapping[tuple[Step, ...], Callable[[FeedDocument, Any], bool]] = {
    ("title",): lambda document, value: document.title == markup.plain(value, 500),
    ("language",): lambda document, value: document.language == languages.primary(value),
}
OF_ENTRIES: Mapping[tuple[Step, ...], Callable[[Entry, Any], bool]] = {
    ("title",): lambda entry, value: entry.title == markup.plain(value, 500),
    ("summary",): _summary,
    ("description",): _summary,
    ("link",): lambda entry, value: entry.url == urls.normalise(value),
    ("id",): lambda entry, value: entry.guid == value,
    ("guid",): lambda entry, value: entry.guid == value,
    ("author",): _author,
    ("language",): _language,
    ("content", 0, "language"): _language,
    ("content", 0, "value"): lambda entry, value: entry.content_html == value,
    ("published",): _raw,
    ("published_parsed",): _moment,
    ("updated",): _raw,
    ("updated_parsed",): _moment,
}

if __name__ == "__main__":
    raise SystemExit(main())
