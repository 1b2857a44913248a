"""``hemera template`` over an archive that was really collected: learn, look, correct by hand, try, share."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from two_papers import Run

Collected = tuple[Path, dict[str, Any]]
Call = Any  # run `hemera template …` on the archive


@pytest.fixture(scope="module")
def folder(collected: Collected, hemera: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the archive in which one source's layouts were learned, and nothing of the other's."""
    copy = Path(shutil.copytree(collected[0], tmp_path_factory.mktemp("templates") / "press"))
    forget(copy)
    done = hemera("template", "learn", "phare", "-a", copy)
    assert done.returncode == 0, done.stderr
    return copy


@pytest.fixture(scope="module")
def template(hemera: Run, folder: Path) -> Call:
    def call(command: str, *words: str | Path, **given: Any) -> subprocess.CompletedProcess[str]:
        return hemera("template", command, *words, "-a", folder, **given)

    return call


@pytest.fixture(scope="module")
def layout(template: Call) -> str:
    """Return the layout that was learned from most pages."""
    found = json.loads(template("show", "phare", "--json").stdout)
    return str(max(found, key=lambda one: one["pages"])["layout"])


@pytest.fixture(scope="module")
def exported(template: Call, layout: str) -> str:
    return str(template("export", "phare", layout).stdout)


def forget(folder: Path) -> None:
    """Take away what was learned while the archive was collected: how much that is, is a matter of chance."""
    with sqlite3.connect(folder / "archive.sqlite3") as connection:
        connection.execute("UPDATE store_capture SET lesson_id = NULL")
        connection.execute("DELETE FROM store_lesson")
        connection.execute("DELETE FROM store_template")
    connection.close()


@pytest.fixture
def file(exported: str, tmp_path: Path) -> Path:
    path = tmp_path / "phare.toml"
    path.write_text(exported, encoding="utf-8")
    return path


def corrected(file: Path, **keys: str) -> Path:
    """Write a file anew with other values for some keys, as TOML."""
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = [next((f"{key} = {value}" for key, value in keys.items() if line.startswith(f"{key} =")), line) for line in lines]
    file.write_text("\n".join(changed), encoding="utf-8")
    return file


# -- learn and show ----------------------------------------------------------------------------------------------------


def test_learning_prints_what_differs_and_a_dry_run_keeps_nothing(hemera: Run, collected: Collected, folder: Path) -> None:
    done = hemera("template", "learn", "sada", "--dry-run", "-a", folder)
    assert done.returncode == 0, done.stderr
    assert '+source = "sada"' in done.stdout
    assert done.stdout.splitlines()[-1].endswith("Nothing was kept.")
    assert hemera("template", "show", "sada", "--json", "-a", folder).stdout == "[]\n"
    nothing = hemera("template", "show", "sada", "-a", folder)
    assert "hemera template learn" in nothing.stderr


def test_the_list_says_how_far_each_template_reaches(template: Call) -> None:
    headers, *rows = (line.split("\t") for line in template("show", "phare").stdout.splitlines())
    assert headers == ["layout", "version", "pages", "from", "to", "characters", "reads", "consulted", "doubted"]
    assert rows
    first = dict(zip(headers, rows[0], strict=True))
    assert (first["version"], first["reads"]) == ("1", "text")
    assert int(first["pages"]) >= 4
    assert int(first["characters"]) > 100


def test_a_layout_is_printed_as_its_file(template: Call, layout: str) -> None:
    printed = template("show", "phare", layout).stdout
    assert printed == template("export", "phare", layout).stdout == template("show", "phare", layout, "--version", "1").stdout
    table = tomllib.loads(printed)
    assert (table["source"], table["layout"], table["version"]) == ("phare", layout, 1)
    assert table["container"]


@pytest.mark.parametrize(
    ("words", "names"),
    [(["nobody"], "phare, sada"), (["phare", "no-layout"], "There are "), (["phare", "{layout}", "--version", "9"], "There are 1")],
)
def test_what_is_not_there_is_answered_with_what_is(template: Call, layout: str, words: list[str], names: str) -> None:
    done = template("show", *(word.format(layout=layout) for word in words))
    assert (done.returncode, done.stdout) == (1, "")
    assert names in done.stderr


# -- test --------------------------------------------------------------------------------------------------------------


def test_its_own_templates_agree_with_the_pages(template: Call) -> None:
    result = json.loads(template("test", "phare", "--limit", "6", "--json").stdout)
    assert sum(result["counts"].values()) == len(result["pages"]) == 6
    assert result["counts"]["unreadable"] == 0
    assert result["counts"]["same"] + result["counts"]["changed"] > 0


def test_the_same_file_changes_nothing(template: Call, file: Path) -> None:
    counts = json.loads(template("test", "phare", file, "--limit", "6", "--json").stdout)["counts"]
    assert counts["same"] > 0
    assert counts["changed"] == counts["doubted"] == 0


def test_a_change_by_hand_is_shown_word_by_word_and_not_written(hemera: Run, template: Call, file: Path, folder: Path) -> None:
    pages = json.loads(template("test", "phare", "--limit", "6", "--json").stdout)["pages"]
    url = next(page["url"] for page in pages if page["state"] == "same")
    text = json.loads(hemera("extract", url, "--json", "-a", folder).stdout)["text"].splitlines()
    line = json.dumps(text[-1], ensure_ascii=False)
    file.write_text(file.read_text(encoding="utf-8").replace("repeated = [", f"repeated = [\n  {line},"), encoding="utf-8")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm"))}
    done = template("test", "phare", file, "--limit", "6")
    assert done.returncode == 0, done.stderr
    assert f"changed  {url}  blocks\n    blocks: [-{text[-1][:40]}" in done.stdout
    assert {path: path.read_bytes() for path in before} == before


def test_a_template_that_finds_nothing_is_doubted(template: Call, file: Path) -> None:
    done = template("test", "phare", corrected(file, container='"div.nowhere"'), "--limit", "4")
    assert "template.container" in done.stdout
    assert "doubted\t" in done.stdout


def test_a_file_of_no_page_says_so(template: Call, file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace(
        "marks = [", 'marks = [ "b.none", "b.never", "b.no", "b.nor", "b.not", "b.nil", "b.a", "b.b",'
    )
    file.write_text(text.replace('layout = "', 'layout = "other-'), encoding="utf-8")
    done = template("test", "phare", file, "--limit", "2")
    assert "other layout\t2" in done.stdout
    assert "None of these pages is of its layout" in done.stderr


def test_a_file_of_another_source_is_refused(template: Call, file: Path) -> None:
    done = template("test", "sada", file)
    assert (done.returncode, "a template of phare" in done.stderr) == (2, True)


# -- export and import -------------------------------------------------------------------------------------------------


def test_all_layouts_go_into_a_folder(template: Call, layout: str, tmp_path: Path) -> None:
    assert template("export", "phare", "--to", tmp_path / "out").returncode == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert f"phare.{layout}.toml" in names
    assert template("export", "phare").returncode == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("version = 1", "version = ", "line 4"),
        ('container = "', 'container = "[[', "is no CSS selector"),
        ("[paths]", "[paths]\nheadline = 'h1'", "there is no field headline"),
        ("marks = [", "marks = 7\nother = [", "marks is no list"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_with_its_line(template: Call, file: Path, old: str, new: str, said: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = template("import", file, "--yes")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert said in done.stderr
    number = 1 + text[: text.index(old)].count("\n") + (new.startswith("[paths]"))
    assert f"line {number}" in done.stderr


def test_importing_asks_unless_told(template: Call, file: Path) -> None:
    done = template("import", file, input="")
    assert (done.returncode, "--yes" in done.stderr) == (2, True)


def test_an_imported_template_is_the_layouts_next_version(
    hemera: Run, folder: Path, file: Path, layout: str, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    done = hemera("template", "import", corrected(file, length="1234"), "--yes", "--limit", "2", "-a", copy)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"phare.toml: phare, {layout}\n")
    assert f"{layout}@2 reads pages of phare from now on" in done.stdout
    found = json.loads(hemera("template", "show", "phare", layout, "--json", "-a", copy).stdout)
    assert (found["version"], found["length"], found["extractor"], found["reads"]) == (2, 1234, "hand", True)
