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
import json
from click.testing import CliRunner
from hemera.cli import main
told = {}
for name, words in json.loads(sys.argv[2]).items():
    done = CliRunner().invoke(main, ["export", "-a", str(folder), *words], catch_exceptions=False, standalone_mode=True)
    told[name] = [done.exit_code, done.stdout, done.stderr]
print(json.dumps(told))
"""


COMMANDS = {
    "file": ["bac", "--until", "2020-06-15", "-o", "bac.csv", "--fields", "number,title", "--json"],
    "stdout": ["--limit", "2"],
    "dry": ["--dry-run", "source:phare", "--limit", "2"],
    "dry-json": ["--dry-run", "--json"],
    "field": ["--fields", "texte"],
    "quote": ['le "bac'],
    "folder": ["-o", "none/x.csv"],
    "json": ["--json"],
    "whole": ["source:sada", "-o", "whole.jsonl", "--whole"],
}
Told = dict[str, tuple[int, str, str]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four articles of two sources, one of which lets no text go."""
    folder = tmp_path_factory.mktemp("export") / "press"
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text('name = "Export"\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(archive: Path) -> Told:
    """What all the commands said and did, run in one process: starting one for each would take most of the time."""
    here = environment() | {"PYTHONPATH": str(Path(__file__).parents[1] / "site")}
    command = [sys.executable, "-c", FILL, str(archive), json.dumps(COMMANDS)]
    done = subprocess.run(command, capture_output=True, text=True, env=here, cwd=archive, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}


def test_a_file_and_its_summary(archive: Path, told: Told) -> None:
    said, path = json.loads(told["file"][1]), archive / "bac.csv"
    assert (said["given"], said["form"], said["query"]) == (3, "csv", "bac date:..2020-06-15")
    assert said["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert rows == [["number", "title"], ["3", "Le bac, 3"], ["2", "Le bac, 2"], ["1", "Le bac, 1"]]


def test_standard_output_holds_the_articles_alone(told: Told) -> None:
    code, out, err = told["stdout"]
    assert code == 0
    assert [json.loads(line)["title"] for line in out.splitlines()] == ["Le bac encore", "Le bac, 3"]
    first, second, third, _ = err.splitlines()
    assert first.startswith("2 found: 2 given; ")
    assert second == "1 with their text; withheld: 1 rights."
    assert third == "The newest 2 of 4: the limit cut the rest."


def test_a_dry_run_counts(told: Told) -> None:
    assert told["dry"][1] == "3 articles, of which the newest 2\n"
    assert json.loads(told["dry-json"][1]) == {"matched": 4, "found": 4}


def test_the_whole_is_for_ones_own_eyes(archive: Path, told: Told) -> None:
    assert "do not pass it on" in told["whole"][2]
    assert json.loads((archive / "whole.jsonl").read_text())["text"] == "Il revient."


def test_what_cannot_be_is_said_in_a_line(told: Told) -> None:
    assert [told[name][0] for name in ("field", "quote", "folder")] == [1, 1, 1]
    assert "There is no field texte" in told["field"][2]
    assert "not understood" in told["quote"][2]
    assert "There is no folder" in told["folder"][2]
    assert told["json"][0] == 2
    assert "give a FILE" in told["json"][2]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_interrupted_it_leaves_what_was_there(archive: Path, tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "bac.jsonl"
    path.write_text("before")
    script = "from hemera.exports import files as f; import time; f.to_stream = lambda e, file, stop, r, w=f.to_stream: "
    script += "(print(flush=True), stop.wait(100), w(e, file, stop, r))[2]; from hemera.cli import main; main()"
    command = [sys.executable, "-c", script, "export", "-a", str(archive), "-o", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()) as running:
        assert running.stdout is not None
        running.stdout.readline()  # it is at work
        running.send_signal(number)
        said = running.communicate()[1]
    assert running.returncode == (-9 if number == signal.SIGKILL else 130), said
    assert path.read_text() == "before"
    left = [".bac.jsonl.part"] if number == signal.SIGKILL else []
    assert sorted(file.name for file in tmp_path.iterdir()) == [*left, "bac.jsonl"]
