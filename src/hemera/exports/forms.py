"""Rows → bytes. Each writer holds no more than the rows of one page, Parquet those of one row group."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from hemera.errors import ConfigError
from hemera.exports.columns import Column, Kind
from hemera.tables import cell

Row = tuple[Any, ...]
GROUP_ROWS, GROUP_BYTES = 10_000, 16 << 20  # of one row group of Parquet, whichever is reached first


class Form(StrEnum):
    """How rows are written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        return _MEDIA[self]


_MEDIA = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSONL: "application/jsonl; charset=utf-8",
    Form.PARQUET: "application/vnd.apache.parquet",
}


class Writer(Protocol):
    """Makes bytes of rows; what ``add`` returns may be empty, ``end`` returns the rest."""

    def add(self, rows: Sequence[Row]) -> bytes: ...
    def end(self) -> bytes: ...


def form_of(path: Path) -> Form | None:
    """Return the form that a file's name ends in; None for another."""
    ending = path.suffix.lower().removeprefix(".")
    return Form(ending) if ending in list(Form) else None


def writer(form: Form, columns: Sequence[Column]) -> Writer:
    """Return what writes a form.

    Raises:
        ConfigError: Parquet is asked for and its library is not installed.
    """
    kinds: dict[Form, type[Csv] | type[Jsonl] | type[Parquet]] = {Form.CSV: Csv, Form.JSONL: Jsonl, Form.PARQUET: Parquet}
    return kinds[form](columns)


class Csv:
    """RFC 4180 in UTF-8. It begins with a byte order mark: without one, a spreadsheet takes Arabic for something else."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._buffer = io.StringIO()
        self._csv = csv.writer(self._buffer)
        self._buffer.write("\ufeff")
        self._csv.writerow(column.name for column in columns)

    def add(self, rows: Sequence[Row]) -> bytes:
        self._csv.writerows([_cell(value) for value in row] for row in rows)
        return self.end()

    def end(self) -> bytes:
        data = self._buffer.getvalue().encode("utf-8", "replace")
        self._buffer.seek(0)
        self._buffer.truncate()
        return data


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return cell(value)
    if isinstance(value, list):
        return cell("; ".join(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime) else value


class Jsonl:
    """An object a line, in UTF-8. https://jsonlines.org/"""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [column.name for column in columns]
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat).encode

    def add(self, rows: Sequence[Row]) -> bytes:
        lines = (self._encode(dict(zip(self._names, row, strict=True))) for row in rows)
        return "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")

    def end(self) -> bytes:
        return b""


class Parquet:
    """Row groups of some megabytes, zstd."""

    def __init__(self, columns: Sequence[Column]) -> None:
        arrow()
        import pyarrow.parquet as pq

        self._schema, self._waiting = schema(columns), _Waiting()
        self._sink = _Sink()
        repeated = [column.name for column in columns if column.name in _REPEATED]
        self._parquet = pq.ParquetWriter(self._sink, self._schema, compression="zstd", use_dictionary=repeated)

    def add(self, rows: Sequence[Row]) -> bytes:
        self._waiting.add(record_batch(rows, self._schema))
        if self._waiting.rows >= GROUP_ROWS or self._waiting.bytes >= GROUP_BYTES:
            self._write()
        return self._sink.take()

    def end(self) -> bytes:
        if self._waiting.rows:
            self._write()
        self._parquet.close()
        return self._sink.take()

    def _write(self) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(self._waiting.take(), schema=self._schema)
        self._parquet.write_table(table, row_group_size=table.num_rows)


_REPEATED = frozenset({"source", "authors", "agency", "house", "language", "section", "withheld", "wishes", "partial", "revision"})


class _Waiting:
    """Batches of the row group to come."""

    def __init__(self) -> None:
        self.batches: list[Any] = []
        self.rows = self.bytes = 0

    def add(self, batch: Any) -> None:
        self.batches.append(batch)
        self.rows += batch.num_rows
        self.bytes += batch.nbytes

    def take(self) -> list[Any]:
        taken, self.batches, self.rows, self.bytes = self.batches, [], 0, 0
        return taken


class _Sink(io.RawIOBase):
    """Where a writer of files writes to, and from which the bytes are taken as they come."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        self._written += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._written

    def take(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def arrow() -> None:
    """Make sure that pyarrow is there.

    Raises:
        ConfigError: ``export.no-parquet``.
    """
    try:
        import pyarrow as pa  # noqa: F401
    except ImportError as error:
        raise ConfigError("export.no-parquet", "Parquet needs more: pip install 'hemera[tables]'.") from error


def schema(columns: Sequence[Column]) -> Any:
    """Return the ``pyarrow.Schema`` of rows."""
    import pyarrow as pa

    kinds = {
        Kind.INTEGER: pa.int64(),
        Kind.STRING: pa.string(),
        Kind.BOOLEAN: pa.bool_(),
        Kind.DATETIME: pa.timestamp("us", tz="UTC"),
        Kind.LIST: pa.list_(pa.string()),
    }
    return pa.schema([(column.name, kinds[column.kind]) for column in columns])


def record_batch(rows: Sequence[Row], schema: Any) -> Any:
    """Return rows as a ``pyarrow.RecordBatch``."""
    import pyarrow as pa

    arrays = [_array([row[n] for row in rows], field.type) for n, field in enumerate(schema)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: list[Any], kind: Any) -> Any:
    import pyarrow as pa

    if pa.types.is_timestamp(kind):
        values = [value and value.astimezone(UTC) for value in values]
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:  # half a character, from a page that lies about itself: no UTF-8 can say it
        return pa.array([_whole(value) for value in values], kind)


def _whole(value: Any) -> Any:
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
