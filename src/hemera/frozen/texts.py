"""What a package says of itself, to people and to programs. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemera.exports import COLUMNS
from hemera.exports.columns import Kind
from hemera.frozen.record import Frozen, Period

_FIELDS = {Kind.LIST: {"type": "array"}, Kind.DATETIME: {"type": "datetime", "format": "any"}}


_OPENED = """```python
import pandas
found = pandas.read_parquet("articles.parquet")  # or: pandas.read_json("articles.jsonl", lines=True)
print(found.groupby("source").size())
```"""
_RIGHTS = """The texts belong to those who wrote and published them. This package holds what the rights of each source, and the
wishes of its publisher, let the archive give away on the day it was made; column `withheld` says why a row has no
text. Withdrawn articles are not in it. Whether you may pass it on is your responsibility, and depends on the law
where you are."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the package."""

    name: str
    media_type: str
    bytes: int
    sha256: str


def citation(made: Frozen, address: str) -> str:
    """Return how it is cited, in one line."""
    where = f" {address}." if address else ""
    count = f"{made.articles} article{'' if made.articles == 1 else 's'}"
    return (
        f"{made.archive}. “{made.name}”. Frozen query {made.id}, {made.frozen_at:%Y-%m-%d}: {count}.{where} SHA-256 {made.sha256}."
    )


def cff(made: Frozen, address: str) -> str:
    """Return a CITATION.cff. https://citation-file-format.github.io/ Its strings are JSON, which is YAML."""
    fields: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "If you use this data set, please cite it as below.",
        "type": "dataset",
        "title": made.name,
        "authors": [{"name": made.archive}],
        "date-released": f"{made.frozen_at:%Y-%m-%d}",
        "version": made.id,
        "abstract": made.note or f"What the query {made.query or '(everything)'} found in the press archive {made.archive}.",
        **({"url": address} if address.startswith("http") else {}),
        "identifiers": [{"type": "other", "value": f"sha256:{made.sha256}", "description": "hash of the list of articles"}],
    }
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())


def datapackage(made: Frozen, address: str, files: Iterable[File]) -> str:
    """Return a datapackage.json. https://datapackage.org/standard/data-package/"""
    table = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"frozen-{made.id}",
        "title": made.name,
        "description": made.note or f"What the query {made.query or '(everything)'} found.",
        "version": "1.0.0",
        "created": made.frozen_at.isoformat(),
        **({"homepage": address} if address.startswith("http") else {}),
        "contributors": [{"title": made.archive, "roles": ["publisher"]}],
        "sources": [{"title": source} for source in made.sources] or [{"title": made.archive}],
        "resources": [_resource(file) for file in files],
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def _resource(file: File) -> dict[str, Any]:
    table: dict[str, Any] = {
        "name": file.name.replace(".", "-").lower(),
        "path": file.name,
        "format": file.name.rpartition(".")[2],
        "mediatype": file.media_type,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.name in ("articles.jsonl", "articles.parquet"):
        table |= {"type": "table", "schema": {"fields": [*map(_field, COLUMNS)], "primaryKey": ["source", "number"]}}
    return table


def _field(column: Any) -> dict[str, str]:
    return {"name": column.name, **_FIELDS.get(column.kind, {"type": column.kind.value}), "description": column.meaning}


def readme(made: Frozen, address: str, sums: Mapping[str, Any], files: Sequence[File]) -> str:
    """Return the README.md."""
    parts = [
        f"# {made.name}",
        made.note,
        f"What a query found in the press archive *{made.archive}*, frozen on {made.frozen_at:%Y-%m-%d at %H:%M} UTC.",
        f"```text\n{made.query or '(everything)'}\n```",
        _table(("", ""), _facts(made, address)),
        "## How to cite",
        citation(made, address),
        "## Open it",
        _OPENED,
        "## Counts",
        "The sums match: articles = given + withheld, given = with their text + text withheld.",
        _table(("", "articles"), _sums(sums)),
        _table(("source", "articles"), made.sources.items()),
        "## What may be missing",
        _missing(made.period),
        "## Rights",
        _RIGHTS,
        "## Files",
        _table(("file", "bytes", "SHA-256"), ((file.name, file.bytes, f"`{file.sha256}`") for file in files)),
        "`articles.tsv` is the list that was frozen: source, number, revision, hash of the text; its SHA-256 is the one above.",
        "## Columns",
        _table(("column", "type", "meaning"), ((f"`{c.name}`", c.kind.value, c.meaning) for c in COLUMNS)),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _facts(made: Frozen, address: str) -> list[tuple[str, object]]:
    return [
        ("id", f"`{made.id}`"),
        *([("address", address)] if address else []),
        ("articles found", made.articles),
        ("SHA-256 of the list", f"`{made.sha256}`"),
        ("days are days of", made.zone),
        ("state", f"change log {made.head}, index {made.watermark}, analysis {made.analysis}, rules {made.extractor}"),
        ("made by", f"Hemera {made.hemera}"),
    ]


def _sums(sums: Mapping[str, Any]) -> list[tuple[str, object]]:
    reasons = [(f"withheld: {reason}", n) for reason, n in sums["withheld"].items()]
    texts = [(f"text withheld: {reason}", n) for reason, n in sums["texts_withheld"].items()]
    reread = [("of them read anew by better rules since it was frozen", sums["reread"])] if sums["reread"] else []
    return [("found", sums["found"]), *reasons, ("given", sums["given"]), ("with their text", sums["texts"]), *texts, *reread]


def _missing(period: Period | None) -> str:
    if period is None:
        return "Nothing was found, and no days were asked for."
    said = f"From {period.first} to {period.last}, {len(period.gaps)} of {period.sources} sources have a hole that is known of."
    rows = ((gap.source, gap.hours, ", ".join(gap.causes), "yes" if gap.lasts else "") for gap in period.gaps)
    return said + ("\n\n" + _table(("source", "hours not read", "why", "it lasted"), rows) if period.gaps else "")


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())
