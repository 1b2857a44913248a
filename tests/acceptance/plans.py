"""Whether what a collector asks of its record grows with the archive: every statement's plan, as SQLite gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

GROWING = ("article", "band", "byline", "capture", "change", "entry", "imageaddress", "revision")
WAITING = ("capture_unread", "capture_unlearned", "entry_leased", "image_due", "image_leased")  # hold only what waits
# Asked once a lesson (of how pages were read), an hour, a change of a site's file, a new index: not with each page. And the newest.
RARE = re.compile(
    r"""SELECT\ (COUNT|MAX)\( | WHERE.*"store_capture"."(how|outcome)" | U0."how" | LIKE\ %s\ ESCAPE
    | ORDER\ BY\ "store_article"."number"\ DESC\ LIMIT | substr\(published""",
    re.VERBOSE,
)

Seen = dict[str, Any]  # statement -> the values it was first asked with


def watched() -> Seen:
    """Note every statement from now on."""
    seen: Seen = {}
    execute = SQLiteCursorWrapper.execute

    def noted(self: SQLiteCursorWrapper, statement: str, values: Any = None) -> Any:
        seen.setdefault(statement, values)
        return execute(self, statement, values)

    SQLiteCursorWrapper.execute = noted
    return seen


def growing(seen: Seen) -> Iterator[str]:
    """Yield the statements that go through a table that grows, or through all that there is of a source."""
    with connection.cursor() as cursor:
        tables = dict(cursor.execute("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index'").fetchall())
        for statement, values in list(seen.items()):
            if re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", statement) and not RARE.search(statement):
                steps = [step for *_, step in cursor.execute("EXPLAIN QUERY PLAN " + statement, values).fetchall()]
                if wrong := [step for step in steps if _grows(step, statement, tables)]:
                    yield f"{wrong}: {' '.join(statement.split())[:300]}"


def _grows(step: str, statement: str, tables: dict[str, str]) -> bool:
    found = re.match(r"(?:SCAN|SEARCH) (\w+)", step)
    if found is None:
        return False  # how it is sorted, or put together
    name, index = found[1], re.search(r"USING (?:COVERING )?INDEX (\w+)", step)
    alias = re.search(rf"store_(\w+) (?:AS )?{name}\b", statement)
    table = tables[index[1]] if index else f"store_{alias[1]}" if alias else name
    if table.removeprefix("store_") not in GROWING or (index and index[1] in WAITING):
        return False
    return step.startswith("SCAN") or step.endswith(("(source_id=?)", "(image_id=?)"))
