"""``hemera export``, as it is typed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

FILL = """
import sys, hemera
from pathlib import Path
folder = Path(sys.argv[1])
with hemera.open(folder) as press:
    import shelf
    def fill():
        from hemera.store import models
        for name in ("phare", "sada"):
            models.Source.objects.create(pk=name, name=name, home=f"https://{name}.example/", languages=["fr"], country="ma",
                                         zone="UTC", rights="full" if name == "phare" else "excerpt")
        for number in range(1, 4):
            shelf.article("phare", number, f"Le bac, {number}", "Il part à midi.", days=number)
        shelf.article("sada", 1, "Le bac encore", "Il revient.", days=9)
    press.decide(fill)
    press.reindex()
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles of two sources, one of which lets no text go."""
    folder = tmp_path_factory.mktemp("export") / "press"
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text('name = "Export"\n', encoding="utf-8")
    site = Path(__file__).parents[1] / "site"
    subprocess.run([sys.executable, "-c", FILL, str(folder)], check=True, env={**environment(), "PYTHONPATH": str(site)})
    return folder


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}


def run(archive: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hemera", "export", "-a", str(archive), *words]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=100, check=False)
    assert done.returncode == code, done.stderr
    return done


def test_a_file_and_its_summary(archive: Path, tmp_path: Path) -> None:
    path = tmp_path / "bac.csv"
    told = json.loads(run(archive, "bac", "--until", "2020-06-15", "-o", str(path), "--fields", "number,title", "--json").stdout)
    assert (told["given"], told["form"], told["query"]) == (3, "csv", "bac date:..2020-06-15")
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows == [["number", "title"], ["3", "Le bac, 3"], ["2", "Le bac, 2"], ["1", "Le bac, 1"]]


def test_standard_output_holds_the_articles_alone(archive: Path) -> None:
    done = run(archive, "--limit", "2")
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == ["Le bac encore", "Le bac, 3"]
    assert done.stderr.splitlines()[:3] == [
        "2 found: 2 given; " + done.stderr.partition("; ")[2].partition("\n")[0],
        "1 with their text; withheld: 1 rights.",
        "The newest 2 of 4: the limit cut the rest.",
    ]


def test_a_dry_run_counts(archive: Path) -> None:
    assert run(archive, "--dry-run", "source:phare", "--limit", "2").stdout == "3 articles, of which the newest 2\n"
    assert json.loads(run(archive, "--dry-run", "--json").stdout) == {"matched": 4, "found": 4}


def test_what_cannot_be_is_said_in_a_line(archive: Path, tmp_path: Path) -> None:
    assert "There is no field texte" in run(archive, "--fields", "texte", code=1).stderr
    assert "not understood" in run(archive, 'le "bac', code=1).stderr
    assert "There is no folder" in run(archive, "-o", str(tmp_path / "none" / "x.csv"), code=1).stderr
    assert "give a FILE" in run(archive, "--json", code=2).stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_it_leaves_what_was_there(archive: Path, tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "bac.jsonl"
    path.write_text("before")
    script = "from hemera.exports import files as f; import time; f.to_stream = lambda e, file, stop, r, w=f.to_stream: "
    script += "(print(flush=True), stop.wait(100), w(e, file, stop, r))[2]; from hemera.cli import main; main()"
    command = [sys.executable, "-c", script, "export", "-a", str(archive), "-o", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as running:
        assert running.stdout is not None
        running.stdout.readline()  # it is at work
        busy = run(archive, "-o", str(path), code=1) if number == signal.SIGINT else None
        running.send_signal(number)
    assert running.returncode == (-9 if number == signal.SIGKILL else 130)
    assert busy is None or "under way" in busy.stderr
    assert path.read_text() == "before"
    assert not list(tmp_path.glob("*.manifest.json"))
    run(archive, "-o", str(path))
    assert len(path.read_text().splitlines()) == 4
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bac.jsonl", "bac.jsonl.manifest.json"]
