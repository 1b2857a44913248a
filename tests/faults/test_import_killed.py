"""An import that is killed anywhere, and run again, ends with exactly the rows of one that was not."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))  # its pages, its rows
from foreign_pages import ARABIC, FRENCH, archive, page, record, rows

pytestmark = pytest.mark.faults

FILES, EACH = 6, 30
KILLS, AT_WORK = 20, 5
# point:passage. A file is a batch here: the third passage has two files behind it.
POINTS = (
    "captures.half-record:3",
    "captures.before-fsync:3",
    "captures.after-fsync:4",
    "import.copied:1",
    "import.copied:4",
    "import.before-commit:3",
    "import.kept:5",
    "import.learned:1",
    "store.before-commit-past-lesson:2",
    "import.before-commit-article:1",
    "import.before-commit-article:40",
    "rebuild.recorded:3",
    "index.before-commit:1",
    "index.after-commit:1",
)


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return files whose pages are revised, repeated, out of order, of unknown hosts, and damaged."""
    folder, chance = tmp_path_factory.mktemp("given"), random.Random(5)
    for file in range(FILES):
        (folder / f"{file}.warc.gz").write_bytes(b"".join(_records(file, chance)))
    return folder


def _records(file: int, chance: random.Random) -> list[bytes]:
    made = []
    for n in range(EACH):
        number, text = chance.randrange(60), chance.choice((FRENCH, ARABIC))
        host = "sada" if text is ARABIC else "phare"
        more = chance.choice(("", "", "Une foule nombreuse a applaudi.", "Le maire a parlé longtemps de la mer et des marins."))
        date = f"2024-03-{chance.randrange(1, 28):02}T{n % 24:02}:00:00Z"
        url = f"https://{chance.choice((host, host, host, 'other'))}.example/{number}"
        made.append(record(1000 * file + n, page(number, text, more=more), url, date))
    made[7] = made[7][:90] + bytes(40) + made[7][130:]
    return made


@pytest.fixture(scope="module")
def undisturbed(given: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    folder = archive(tmp_path_factory.mktemp("undisturbed") / "press")
    done = hemera("import", str(given), "-a", str(folder))
    assert done.returncode == 0, done.stderr
    found = rows(folder)
    assert len(found["captures"]) > 80
    assert any(row[5] > 1 for row in found["articles"]), "some are revised"
    return found


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "hemera", *words]


def environ(fault: str = "") -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HEMERA_", "DJANGO_"))}
    return kept | ({"HEMERA_FAULT": fault} if fault else {})


def hemera(*words: str, fault: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=300, env=environ(fault), check=False)


def finish(folder: Path, given: Path, undisturbed: dict[str, list[tuple[Any, ...]]]) -> None:
    """Run it to its end, and compare."""
    done = hemera("import", str(given), "-a", str(folder))
    assert done.returncode == 0, done.stderr
    found = rows(folder)
    for name, wanted in undisturbed.items():
        assert found[name] == wanted, name
    proved = hemera("verify", "-a", str(folder))
    assert proved.returncode == 0, proved.stdout + proved.stderr


@pytest.mark.parametrize("point", POINTS)
def test_killed_at(point: str, given: Path, undisturbed: dict[str, list[tuple[Any, ...]]], tmp_path: Path) -> None:
    folder = archive(tmp_path / "press")
    killed = hemera("import", str(given), "-a", str(folder), fault=point)
    assert killed.returncode == -9, f"{point} was not reached: {killed.stdout}\n{killed.stderr}"
    finish(folder, given, undisturbed)


def test_killed_at_random(given: Path, undisturbed: dict[str, list[tuple[Any, ...]]], tmp_path: Path) -> None:
    """Twenty times, and on until a few met it at work. What one run got done, the next does not do again; an archive that is
    complete makes place for a new one.
    """
    chance, archives = random.Random(11), [archive(tmp_path / "0")]
    kills, lasted, caught = 0, 3.0, 0
    while kills < KILLS or (caught < AT_WORK and kills < 4 * KILLS):
        began = time.monotonic()
        process = subprocess.Popen(
            command("import", str(given), "-a", str(archives[-1])),
            env=environ(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(chance.uniform(0.3, lasted))
            lasted = time.monotonic() - began
            archives.append(archive(tmp_path / str(len(archives))))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            kills += 1
            caught += half_done(archives[-1], undisturbed)
            lasted *= 1.1
    for folder in archives:
        finish(folder, given, undisturbed)
    assert caught >= AT_WORK, "most were killed before they began, or when all was done"


def half_done(folder: Path, undisturbed: dict[str, list[tuple[Any, ...]]]) -> bool:
    """Say whether some rows are there, and not all."""
    if not (folder / "archive.sqlite3").exists():
        return False
    try:
        found = rows(folder)
    except sqlite3.OperationalError:  # its tables are not there yet
        return False
    return bool(found["captures"]) and found != undisturbed


def test_ended_by_hand_it_goes_on(given: Path, undisturbed: dict[str, list[tuple[Any, ...]]], tmp_path: Path) -> None:
    folder = archive(tmp_path / "press")
    process = subprocess.Popen(command("import", str(given), "-a", str(folder)), env=environ(), stderr=subprocess.PIPE, text=True)
    time.sleep(2)
    process.terminate()
    process.communicate(timeout=120)
    assert process.returncode in (0, 130, 143)
    finish(folder, given, undisturbed)
