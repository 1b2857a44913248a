"""``hemera reprocess`` over an archive that was really collected: what it reads, shows, writes and leaves alone."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zstandard
from two_papers import Run

Collected = tuple[Path, dict[str, Any]]
WORSE = "Publicité"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory, collected: Collected, hemera: Run) -> Path:
    """Return a copy of the archive in which every page reads as it would today.

    Layouts were learned while it was collected: what came before reads otherwise since, here and there.
    """
    folder = Path(shutil.copytree(collected[0], tmp_path_factory.mktemp("settled") / "press"))
    reprocess(hemera, folder)
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        connection.execute("DELETE FROM store_correction")
    connection.close()
    return folder


@pytest.fixture(scope="module")
def fresh(settled: Path, hemera: Run) -> dict[str, Any]:
    """Return what an article says before anything is spoiled."""
    return said(hemera, settled, "sada/2")


@pytest.fixture
def spoiled(tmp_path: Path, settled: Path) -> Path:
    """Return a copy of the archive in which older rules have read three articles worse."""
    folder = Path(shutil.copytree(settled, tmp_path / "press"))
    for source, number in (("sada", 2), ("sada", 3), ("phare", 2)):
        spoil(folder, source, number)
    return folder


def spoil(folder: Path, source: str, number: int) -> None:
    """Put a poor reading in an article's place, whole, as older rules might have left it."""
    which = (source, number)
    where = "SELECT current_id FROM store_article WHERE source_id = ? AND number = ?"
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        ((pk, body),) = connection.execute(f"SELECT id, body FROM store_revision WHERE id = ({where})", which)
        told = json.loads(zstandard.ZstdDecompressor().decompress(body, max_output_size=1 << 24))
        told |= {"blocks": [{"kind": "paragraph", "text": WORSE, "language": None}], "extractor": "older"}
        told["title"] += f" | {WORSE}"
        seen = [told["title"], told["lead"], *told["authors"], told["agency"], WORSE]
        row = (zstandard.compress(json.dumps(told).encode()), hashlib.sha256("\n".join(seen).encode()).hexdigest(), pk)
        connection.execute("UPDATE store_revision SET extractor = 'older', body = ?, text_sha256 = ? WHERE id = ?", row)
        connection.execute("UPDATE store_article SET title = ? WHERE source_id = ? AND number = ?", (told["title"], *which))
    connection.close()


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file of an archive."""
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*") if p.is_file()}


def said(hemera: Run, folder: Path, *words: str, command: str = "show") -> dict[str, Any]:
    done = hemera(command, "--json", "-a", folder, *words)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def reprocess(hemera: Run, folder: Path, *words: str) -> dict[str, Any]:
    return said(hemera, folder, *words, command="reprocess")


def corrections(folder: Path) -> int:
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM store_correction")
    connection.close()
    return int(count)


def test_the_same_rules_change_nothing(settled: Path, hemera: Run) -> None:
    result = reprocess(hemera, settled, "--dry-run", "--source", "sada", "--limit", "5")
    assert (result["articles"], result["read"], result["same"], result["written"]) == (5, 5, 5, 0)


def test_a_dry_run_tells_all_and_leaves_every_byte(spoiled: Path, hemera: Run) -> None:
    before = bytes_of(spoiled)
    result = reprocess(hemera, spoiled, "--dry-run", "--samples", "2")
    assert bytes_of(spoiled) == before
    assert (result["dry_run"], result["changed"], result["written"]) == (True, 3, 0)
    assert result["fields"] == {"title": 3, "blocks": 3}
    assert len(result["samples"]) == 2
    parts = {part["field"]: part["diff"] for part in result["samples"][0]["differences"]}
    assert parts["title"].endswith(f"[- | {WORSE}-]")


def test_a_better_reading_takes_the_place_of_the_old_which_is_kept(spoiled: Path, hemera: Run, fresh: dict[str, Any]) -> None:
    assert said(hemera, spoiled, "sada/2")["text"] == WORSE
    done = reprocess(hemera, spoiled, "--source", "sada")
    assert (done["changed"], done["written"]) == (2, 2)
    after = said(hemera, spoiled, "sada/2")
    apart = {"corrected_at", "revisions"}
    assert {k: v for k, v in after.items() if k not in apart} == {k: v for k, v in fresh.items() if k not in apart}
    assert fresh["corrected_at"] is None
    (version,) = after["revisions"]
    (correction,) = version["corrections"]
    assert (correction["at"], correction["fields"]) == (after["corrected_at"], ["title", "blocks"])
    assert (correction["before"]["text"], correction["before"]["extractor"]) == (WORSE, "older")
    assert "our reading of it was corrected on" in hemera("show", "sada/2", "-a", spoiled).stdout
    again = reprocess(hemera, spoiled)
    assert (again["changed"], again["written"], corrections(spoiled)) == (1, 1, 3)
    assert hemera("verify", "--deep", "-a", spoiled).returncode == 0


def test_killed_in_the_middle_it_goes_on_where_it_was(spoiled: Path, hemera: Run) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}
    command = [sys.executable, "-m", "hemera", "reprocess", "-a", str(spoiled)]
    fault = environ | {"HEMERA_FAULT": "store.before-commit-correction:2"}
    killed = subprocess.run(command, env=fault, capture_output=True, text=True, timeout=120, check=False)
    assert killed.returncode == -9, killed.stderr
    assert corrections(spoiled) == 1
    assert hemera("verify", "-a", spoiled).returncode == 0
    assert reprocess(hemera, spoiled)["written"] == 2
    assert reprocess(hemera, spoiled)["written"] == 0
    assert corrections(spoiled) == 3


ASKED = """
import json, sys, hemera
with hemera.open(sys.argv[1]) as press:
    year = f"{max(article.published for article in press.articles('lang:ar')):%Y}"
    asked = [
        (press.query("lang:ar", since=year), f"lang:ar date:{year}.."),
        (press.query("lang:fr", since="99 years", until=year), f"lang:fr date:99y..{year}"),
        (press.query("-lang:ar", source="sada"), "-lang:ar source:sada"),
        (press.query(since="3d"), "date:P3D"),
    ]
    read = [press.reprocess(query).articles for query, _ in asked]
    print(json.dumps([read, [press.total(text) for _, text in asked]]))
"""


def test_a_query_and_days_are_answered_as_search_does(collected: Collected) -> None:
    """Through the Python API, which the command stands on."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}
    command = [sys.executable, "-c", ASKED, str(collected[0])]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    read, found = json.loads(done.stdout)
    assert read == found
    assert all(read[:2])


def test_query_and_options_come_together(collected: Collected, hemera: Run) -> None:
    options = ("--dry-run", "--since", "2000", "--until", "1d", "--source", "sada", "--samples", "0")
    result = reprocess(hemera, collected[0], *options, "lang:ar -zzz")
    assert result["query"].startswith("lang:ar -zzz date:2000-01-01..20")
    assert result["query"].endswith(" source:sada")
    assert result["articles"] > 10


def test_a_query_that_finds_nothing_says_what_would(collected: Collected, hemera: Run) -> None:
    done = hemera("reprocess", "--dry-run", "lang:ar", "source:fare", "-a", collected[0])
    assert (done.returncode, done.stdout) == (0, "")
    assert "No article answers lang:ar source:fare" in done.stderr
    assert "lang:ar finds 1" in done.stderr
    assert "no source fare; there are phare, sada" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sorce:sada",), "Meant: source:sada"),
        (("--source", "nobody"), "No source nobody"),
    ],
)
def test_what_is_not_understood_is_refused_not_guessed(
    collected: Collected, hemera: Run, words: tuple[str, ...], said: str
) -> None:
    """A filter left out would let everything through."""
    done = hemera("reprocess", *words, "-a", collected[0])
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr


def test_without_an_index_all_can_be_read_again_all_the_same(spoiled: Path, hemera: Run) -> None:
    shutil.rmtree(spoiled / "index")
    assert reprocess(hemera, spoiled, "--dry-run")["changed"] == 3
    assert hemera("reprocess", "--dry-run", "lang:ar", "-a", spoiled).returncode == 1


@pytest.mark.parametrize("plain", [False, True], ids=["colours", "NO_COLOR"])
def test_on_a_terminal_differences_are_coloured_and_counts_a_table(spoiled: Path, plain: bool) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_", "NO_COLOR"))}
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "hemera", "reprocess", "--dry-run", "--source", "phare", "-a", str(spoiled)]
    given = environ | {"TERM": "xterm", "COLUMNS": "200"} | ({"NO_COLOR": "1"} if plain else {})
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.DEVNULL, env=given) as running:
        os.close(slave)
        output = read_all(master)
    assert running.returncode == 0
    assert "reads otherwise" in output
    assert (f"\x1b[31m\x1b[9m | {WORSE}\x1b[0m" in output) is not plain
    assert (f"[- | {WORSE}-]" in output) is plain


def read_all(descriptor: int) -> str:
    """Read a terminal until nobody writes to it any more."""
    parts = []
    try:
        while part := os.read(descriptor, 65536):
            parts.append(part)
    except OSError:  # how Linux says so
        pass
    os.close(descriptor)
    return b"".join(parts).decode()
