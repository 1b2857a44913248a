"""SQL composed once: what the record is written with thousands of times an hour. Composed anew each time, as the models do it, a
statement took three to ten times as long as it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any

from django.db import connection
from django.db.models import BooleanField, CharField, DateTimeField, Field, FloatField, ForeignKey, IntegerField, Model

Prepare = Callable[[Any], Any]


def update(kind: type[Model], values: Mapping[str, Any], **where: Any) -> int:
    """Set columns of the rows whose columns are all as ``where`` says; return how many those were."""
    statement, prepare = _update(kind, tuple(values), tuple(where))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*_prepared(prepare, values.values()), *where.values()])
        return int(cursor.rowcount)


def insert(kind: type[Model], values: Mapping[str, Any]) -> int:
    """Add a row, with the model's defaults, which are constants, for columns that are not named; return its key."""
    statement, prepare, rest = _insert(kind, tuple(values))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING id", [*_prepared(prepare, values.values()), *rest])
        return int(cursor.fetchone()[0])


def insert_all(kind: type[Model], rows: Sequence[Mapping[str, Any]], *, known: bool = False) -> None:
    """Add rows that name the same columns; where they may be ``known``, those that are there stay as they are."""
    if rows:
        names = tuple(rows[0])
        statement, prepare, rest = _insert(kind, names)
        values = [[*_prepared(prepare, [row[name] for name in names]), *rest] for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(f"{statement} ON CONFLICT DO NOTHING" if known else statement, values)


def execute(statement: str, *values: Any) -> int:
    """Change rows by a statement of one's own; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def value(statement: str, *values: Any) -> Any:
    """Look up the one value of a row that must be there; raises ``LookupError``."""
    found = row(statement, *values)
    if found is None:
        raise LookupError(statement)
    return found[0]


def row(statement: str, *values: Any) -> tuple[Any, ...] | None:
    """Look one row up."""
    with connection.cursor() as cursor:
        found: tuple[Any, ...] | None = cursor.execute(statement, values).fetchone()
    return found


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Look rows up."""
    with connection.cursor() as cursor:
        found: list[tuple[Any, ...]] = cursor.execute(statement, values).fetchall()
    return found


def moment(value: datetime | None) -> str | None:
    """Write a moment as Django's backend for SQLite does, in a tenth of the time."""
    return str(value.astimezone(UTC).replace(tzinfo=None)) if value else None


def _prepared(prepare: Sequence[Prepare], values: Any) -> list[Any]:
    return [one(value) for one, value in zip(prepare, values, strict=True)]


@lru_cache(maxsize=256)
def _update(kind: type[Model], names: tuple[str, ...], where: tuple[str, ...]) -> tuple[str, list[Prepare]]:
    quote, known = connection.ops.quote_name, _fields(kind)
    columns = ", ".join(f"{quote(known[name].column)} = %s" for name in names)
    rows = " AND ".join(f"{quote(known[name].column)} = %s" for name in where)
    statement = f"UPDATE {quote(kind._meta.db_table)} SET {columns} WHERE {rows}"  # noqa: S608  names of ours
    return statement, [_preparing(known[name]) for name in names]


@lru_cache(maxsize=64)
def _insert(kind: type[Model], names: tuple[str, ...]) -> tuple[str, list[Prepare], list[Any]]:
    """Return a statement, what its values are prepared by, and those of columns not named; the database gives the key."""
    quote, known = connection.ops.quote_name, _fields(kind)
    named = [known[name] for name in names]
    others = [field for field in kind._meta.concrete_fields if field not in named and not field.primary_key]
    columns = ", ".join(quote(field.column) for field in (*named, *others))
    places = ", ".join(["%s"] * (len(named) + len(others)))
    statement = f"INSERT INTO {quote(kind._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608  names of ours
    return statement, [_preparing(field) for field in named], [_preparing(field)(field.get_default()) for field in others]


def _fields(kind: type[Model]) -> dict[str, Field[Any, Any]]:
    return {name: field for field in kind._meta.concrete_fields for name in (field.name, field.attname)}


def _preparing(field: Field[Any, Any]) -> Prepare:
    if isinstance(field, DateTimeField):
        return moment
    if isinstance(field, CharField | FloatField | IntegerField | BooleanField | ForeignKey):
        return _as_it_is
    return partial(field.get_db_prep_save, connection=connection)


def _as_it_is(value: Any) -> Any:
    return value
