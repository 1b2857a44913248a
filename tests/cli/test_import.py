"""``hemera import`` in processes of its own: what it brings, what it leaves, killed on the way and run again."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from foreign_pages import ARABIC, archive, page, record, rows
from two_papers import Run

NEWER, OLDER = "20240302.warc.gz", "20240301.warc.gz"
SAID = {
    "imported": 5, "duplicate": 1, "duplicate-id": 1, "unknown-host": 1, "revisit": 1, "damaged": 1,
}  # fmt: skip


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of files, some of which nobody should read."""
    folder = tmp_path_factory.mktemp("given") / "warcs"
    (folder / "below").mkdir(parents=True)
    newer = [
        record(1, page(1), "https://phare.example/1", "2024-03-02T12:00:00Z"),
        record(2, page(2, ARABIC), "http://www.sada.example/2", "2024-03-02T12:05:00Z"),
        record(3, page(1), "https://phare.example/1", "2024-03-02T13:00:00Z"),
        record(4, page(4), "https://other.example/4"),
        record(2, page(8), "https://phare.example/8"),
        record(7, b"", "https://phare.example/1", kind="revisit"),
    ]
    older = [
        record(5, page(1, more="Une foule nombreuse a applaudi pendant un quart d'heure."), "https://phare.example/1"),
        record(6, page(6), "https://phare.example/6", "2024-03-01T11:00:00Z"),
        record(9, page(9), "https://phare.example/9", "2024-03-01T10:00:00Z"),
        record(10, page(10), "https://phare.example/10")[:-40],
    ]
    (folder / "below" / NEWER).write_bytes(b"".join(newer))
    (folder / OLDER).write_bytes(b"".join(older))
    (folder / "one-piece.warc.gz").write_bytes(gzip.compress(b"".join(map(gzip.decompress, newer[:3]))))
    (folder / "archive.zip").write_bytes(b"PK\x03\x04")
    (folder.parent / "outside.warc.gz").write_bytes(record(50, page(50), "https://phare.example/50"))
    (folder / "link.warc.gz").symlink_to("../outside.warc.gz")
    (folder / "up").symlink_to("..")
    os.mkfifo(folder / "pipe.warc.gz")
    return folder


def imported(hemera: Run, press: Path, given: Path, *words: str) -> dict[str, Any]:
    done = hemera("import", given, "--json", "-a", press, *words)
    assert done.returncode in (0, 1), done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory, given: Path, hemera: Run) -> tuple[Path, dict[str, Any]]:
    """Import all of it, killed once between the bytes and their rows."""
    folder = archive(tmp_path_factory.mktemp("imported") / "press")
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("HEMERA_", "DJANGO_"))}
    words = [sys.executable, "-m", "hemera", "import", str(given), "-a", str(folder)]
    killed = subprocess.run(words, env=environ | {"HEMERA_FAULT": "import.copied:2"}, capture_output=True, timeout=120, check=False)
    assert killed.returncode == -9, killed.stderr
    return folder, imported(hemera, folder, given)


def test_every_record_is_accounted_for(press: tuple[Path, dict[str, Any]]) -> None:
    folder, _ = press
    counted: dict[str, int] = {}
    for _, _, size, offset, counts, error in rows(folder)["files"]:
        for reason, count in json.loads(counts).items():
            counted[reason] = counted.get(reason, 0) + count
        assert error or offset == size
    assert counted == SAID


def test_pages_become_articles_in_the_order_of_their_dates(press: tuple[Path, dict[str, Any]]) -> None:
    found = rows(press[0])
    assert [row[2] for row in sorted(found["articles"]) if row[0] == "phare"] == [f"https://phare.example/{n}" for n in (9, 6, 1)]
    versions = [(row[2], row[7][-2:]) for row in found["revisions"] if row[:2] == ("phare", 3)]
    assert versions == [(1, "05"), (2, "01")], "the older file was read first, and the older page is the first version"
    assert {row[5] for row in found["entries"]} == {None}, "nothing is asked for again"


def test_captures_say_where_they_come_from(press: tuple[Path, dict[str, Any]]) -> None:
    captures = {row[0][-2:]: row for row in rows(press[0])["captures"]}
    assert set(captures) == {"01", "02", "05", "06", "09"}
    assert captures["06"][3:7] == ("phare", "2024-03-01 11:00:00", OLDER, captures["06"][6])
    assert captures["06"][6] > 0


def test_links_devices_and_packed_files_are_refused_with_a_reason(press: tuple[Path, dict[str, Any]], given: Path) -> None:
    refused = {Path(file).name: why for file, why in press[1]["refused"].items()}
    assert set(refused) == {"link.warc.gz", "pipe.warc.gz", "one-piece.warc.gz"}
    assert "gunzip" in refused["one-piece.warc.gz"]


def test_the_archive_is_sound_and_found_in(press: tuple[Path, dict[str, Any]], hemera: Run) -> None:
    done = hemera("verify", "--deep", "-a", press[0])
    assert done.returncode == 0, done.stdout + done.stderr
    assert press[1]["indexed"]


def test_the_same_again_brings_nothing(press: tuple[Path, dict[str, Any]], hemera: Run, given: Path) -> None:
    before = rows(press[0])
    again = imported(hemera, press[0], given)
    assert (again["imported_before"], again["records"], again["articles"]) == (2, 0, 0)
    assert rows(press[0]) == before


def test_a_dry_run_writes_nothing(press: tuple[Path, dict[str, Any]], hemera: Run, given: Path) -> None:
    before, captures = rows(press[0]), sorted((press[0] / "captures").rglob("*.gz"))
    sizes = [path.stat().st_size for path in captures]
    told = imported(hemera, press[0], given, "--dry-run", "--sources", "sada")
    assert told["counts"] == {"other-source": 6, "unknown-host": 1, "duplicate": 1, "revisit": 1, "damaged": 1}
    assert rows(press[0]) == before
    assert [path.stat().st_size for path in captures] == sizes


def test_languages_are_chosen_once_pages_are_read(tmp_path: Path, hemera: Run, given: Path) -> None:
    folder = archive(tmp_path / "press")
    done = hemera("import", given / "below" / NEWER, "-a", folder, "--lang", "ar")
    assert done.returncode == 0, done.stderr
    assert "import.language 1" in done.stdout
    assert [row[0] for row in rows(folder)["articles"]] == ["sada"]
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM store_capture WHERE read_at IS NULL").fetchone() == (0,)
    connection.close()


def test_a_source_nobody_knows_is_a_mistake(press: tuple[Path, dict[str, Any]], hemera: Run, given: Path) -> None:
    done = hemera("import", given, "-a", press[0], "--sources", "fare")
    assert done.returncode == 1
    assert "There is no source fare; there are phare, sada." in done.stderr
