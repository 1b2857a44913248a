"""A new record is made at once, from today's models: it is what all steps come to, one after another."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

OLD = """
import os, sys
from hemera import opening
from hemera.config import load
from pathlib import Path
os.environ |= {"HEMERA_ARCHIVE": sys.argv[1], "DJANGO_SETTINGS_MODULE": "hemera.server.settings"}
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "store", "0001_initial", verbosity=0)
opening.prepare(load(Path(sys.argv[1]), {}))
"""
NEW = "import sys, hemera; hemera.open(sys.argv[1])"
WRITTEN = {  # what Django itself writes into a new record, without numbers and moments
    "steps": "SELECT app, name FROM django_migrations",
    "kinds": "SELECT app_label, model FROM django_content_type",
    "permissions": "SELECT codename, model FROM auth_permission JOIN django_content_type kind ON kind.id = content_type_id",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the records of two archives: one made now, one made by the first version and opened by this."""
    found = {}
    for name, script in {"new": NEW, "old": OLD}.items():
        folder = tmp_path_factory.mktemp(name)
        (folder / "hemera.toml").write_text('name = "Hemera"\n')
        subprocess.run([sys.executable, "-c", script, folder], check=True)
        found[name] = folder / "archive.sqlite3"
    return found


def ask(record: Path, sql: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(record)) as connection:
        return sorted(connection.execute(sql).fetchall())


def parts(sql: str) -> list[str]:
    """Return the columns and constraints of a table, and what kind it is: an added column stands last where it was added."""
    inner, kind = sql[sql.index("(") + 1 : sql.rindex(")")], sql[sql.rindex(")") + 1 :]
    while (plain := re.sub(r"\(([^()]*)\)", lambda found: f"<{found[1].replace(',', ';')}>", inner)) != inner:
        inner = plain
    return [*sorted(part.strip() for part in inner.split(",")), kind]


def described(record: Path) -> dict[str, list[str]]:
    rows = ask(record, "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {name: parts(sql) if kind == "table" else [sql] for kind, name, sql in rows}


def test_tables_and_indexes_are_the_same(made: dict[str, Path]) -> None:
    new, old = described(made["new"]), described(made["old"])
    assert len(new) > 100
    assert new == old


@pytest.mark.parametrize("what", WRITTEN)
def test_what_is_written_there_is_the_same(made: dict[str, Path], what: str) -> None:
    new = ask(made["new"], WRITTEN[what])
    assert new
    assert new == ask(made["old"], WRITTEN[what])


def test_no_other_row_is_written(made: dict[str, Path]) -> None:
    """A step that writes rows needs its like for new records."""
    for record in made.values():
        names = [name for (name,) in ask(record, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
        filled = {name for name in names if ask(record, f'SELECT count(*) FROM "{name}"') != [(0,)]}
        assert filled == {"django_migrations", "django_content_type", "auth_permission"}


def add(record: sqlite3.Connection, table: str, **values: object) -> None:
    """Add a row unless it is there, with nothing in the columns that must hold something."""
    columns = record.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: "2020-01-01" if kind.startswith("date") else "[]" for _, name, kind, needed, _, _ in columns if needed} | values
    row = {name: value for name, value in row.items() if name != "id" or "id" in values}
    record.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()])


def test_fingerprints_are_kept_in_their_shorter_form(tmp_path: Path) -> None:
    (tmp_path / "hemera.toml").write_text('name = "Hemera"\n')
    before, now = OLD.split("opening.prepare")
    subprocess.run([sys.executable, "-c", before, tmp_path], check=True)
    record = tmp_path / "archive.sqlite3"
    with closing(sqlite3.connect(record)) as old, old:
        add(old, "store_source", id="phare")
        for article, value in ((7, (1 << 62) + 5), (7, 9), (8, (1 << 50) + 5)):
            add(old, "store_article", id=article, source_id="phare", url=article, number=article)
            add(old, "store_band", article_id=article, value=value)
    subprocess.run([sys.executable, "-c", f"{before}opening.prepare{now}", tmp_path], check=True)
    assert ask(record, "SELECT value, article_id FROM store_band") == [(5, 7), (5, 8), (9, 7)]
