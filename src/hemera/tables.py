"""Articles as rows of a table: what ``to_table`` and ``to_parquet`` give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from hemera.types import Article
from hemera.wishes import terms


def batches(items: Iterator[Article], size: int) -> Iterator[list[Article]]:
    """Cut articles into lists of at most ``size``."""
    while batch := list(islice(items, size)):
        yield batch


def cell(text: str) -> str:
    """Return a text as a spreadsheet takes it for one: it would calculate what begins like a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def row(article: Article, now: datetime) -> dict[str, Any]:
    """Return an article as a table has it; without its text where mining it is reserved."""
    may = terms(article.rights, article.line.wishes, now)
    line, content = article.line, article.content
    return {
        "id": line.id,
        "source": line.source,
        "number": line.number,
        "url": line.url,
        "title": content.title,
        "authors": list(content.authors),
        "agency": content.agency,
        "house": content.house,
        "published": line.published,
        "language": line.language,
        "section": line.section,
        "lead": content.lead,
        "text": content.text if may.minable else None,
        "wishes": line.wishes,
        "partial": content.partial,
        "revision": article.revision,
        "captured_at": article.captured_at,
        "record_id": article.capture.record_id,
    }


@lru_cache(maxsize=1)
def schema() -> Any:
    """Return the ``pyarrow.Schema`` of such rows. Needs ``hemera[tables]``."""
    import pyarrow as pa

    text, moment = pa.string(), pa.timestamp("us", tz="UTC")
    kinds = {
        "id": pa.int64(),
        "number": pa.int64(),
        "revision": pa.int32(),
        "authors": pa.list_(text),
        "published": moment,
        "captured_at": moment,
        "partial": pa.bool_(),
    }
    names = [
        "id",
        "source",
        "number",
        "url",
        "title",
        "authors",
        "agency",
        "house",
        "published",
        "language",
        "section",
        "lead",
        "text",
        "wishes",
        "partial",
        "revision",
        "captured_at",
        "record_id",
    ]
    return pa.schema([(name, kinds.get(name, text)) for name in names])
