"""Rows as CSV, JSONL and Parquet say the same, whatever is in them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from hemera.exports import chosen, form_of, forms
from hemera.exports.forms import Form

COLUMNS = chosen(["number", "title", "authors", "published", "partial", "text"])
NAMES = [column.name for column in COLUMNS]
EAST = timezone(timedelta(hours=1))
ROWS = [
    (1, "المطر يعود", ["هالة المرجي", "B; C"], datetime(2020, 6, 12, 10, 31, tzinfo=EAST), False, "سطر\nسطر"),
    (2, "=SUM(A1:A9)", [], datetime(1999, 1, 1, tzinfo=UTC), True, None),
    (3, 'dit, « vu » "lu"', ["-1"], datetime(2020, 6, 12, tzinfo=UTC), False, "\ud800 moitié"),
]
moments = st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
rows = st.tuples(st.integers(0, 1 << 62), st.text(), st.lists(st.text()), moments, st.booleans(), st.none() | st.text())


def written(form: Form, some: list[Any], page: int = 2) -> bytes:
    writer = forms.writer(form, COLUMNS)
    pieces = [writer.add(some[n : n + page]) for n in range(0, len(some), page)]
    return b"".join([*pieces, writer.end()])


def table(data: bytes) -> Any:
    return pq.read_table(io.BytesIO(data))


def test_a_spreadsheet_reads_arabic_and_calculates_nothing() -> None:
    data = written(Form.CSV, ROWS)
    assert data.startswith(b"\xef\xbb\xbfnumber,")
    header, *lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert header == NAMES
    assert lines[0] == ["1", "المطر يعود", "هالة المرجي; B; C", "2020-06-12T10:31:00+01:00", "false", "سطر\nسطر"]
    assert lines[1] == ["2", "'=SUM(A1:A9)", "", "1999-01-01T00:00:00+00:00", "true", ""]
    assert lines[2][2] == "'-1"


def test_an_object_a_line() -> None:
    lines = [json.loads(line) for line in written(Form.JSONL, ROWS).decode().split("\n")[:-1]]
    assert lines[0]["authors"] == ["هالة المرجي", "B; C"]
    assert lines[0]["published"] == "2020-06-12T10:31:00+01:00"
    assert lines[1]["text"] is None
    assert [list(line) for line in lines] == [NAMES] * 3


def test_parquet_has_types() -> None:
    found = table(written(Form.PARQUET, ROWS)).to_pylist()
    assert found[0] == dict(zip(NAMES, ROWS[0], strict=True))
    assert found[1]["text"] is None
    assert found[2]["text"] == "? moitié"  # half a character is none


def test_nothing_found_is_a_file_too() -> None:
    assert written(Form.CSV, []) == b"\xef\xbb\xbf" + ",".join(NAMES).encode() + b"\r\n"
    assert written(Form.JSONL, []) == b""
    assert table(written(Form.PARQUET, [])).column_names == NAMES


@given(st.lists(rows, max_size=6), st.integers(1, 4))
def test_all_three_say_the_same(some: list[Any], page: int) -> None:
    lines = [json.loads(line) for line in written(Form.JSONL, some, page).decode().split("\n")[:-1]]
    cells = list(csv.DictReader(io.StringIO(written(Form.CSV, some, page).decode("utf-8-sig"), newline="")))
    columns = table(written(Form.PARQUET, some, page)).to_pylist()
    assert len(lines) == len(cells) == len(columns) == len(some)
    for row, line, cell, column in zip(some, lines, cells, columns, strict=True):
        assert line["title"] == column["title"] == row[1].encode("utf-8", "replace").decode()
        assert column["published"] == datetime.fromisoformat(line["published"]) == datetime.fromisoformat(cell["published"])
        assert cell["title"].removeprefix("'") == line["title"].removeprefix("'")
        assert (cell["number"], column["authors"]) == (str(row[0]), line["authors"])


def test_row_groups_are_bounded(monkeypatch: Any) -> None:
    monkeypatch.setattr(forms, "GROUP_ROWS", 4)
    groups = pq.ParquetFile(io.BytesIO(written(Form.PARQUET, ROWS * 3))).metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [4, 4, 1]


def test_what_a_name_ends_in() -> None:
    assert form_of(Path("a/B.PARQUET")) is Form.PARQUET
    assert form_of(Path("a.jsonl")) is Form.JSONL
    assert form_of(Path("a.xlsx")) is None
