"""Manners every command has: a help page with an example, exit codes, one line of regret."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hemera.cli import COMMANDS, main

HEAVY = {
    "django",
    "tantivy",
    "trafilatura",
    "aiohttp",
    "feedparser",
    "lxml",
    "PIL",
    "rich",
    "waitress",
    "zstandard",
    "hemera.archive",
}


def commands(command: click.Command = main, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command and group below ``hemera`` with the words that reach it."""
    if path:
        yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            child = command.get_command(click.Context(command), name)
            assert child is not None
            yield from commands(child, (*path, name))


@pytest.mark.parametrize("path", [path for path, _ in commands()], ids=" ".join)
def test_every_help_page_has_an_example_of_the_command_itself(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*path, "--help"])
    assert done.exit_code == 0
    assert f"hemera {' '.join(path)}" in done.output.partition("Example:")[2]


def test_every_option_says_what_it_does() -> None:
    silent = [
        (path, option.name)
        for path, command in commands()
        for option in command.params
        if isinstance(option, click.Option) and not option.help and not option.hidden
    ]
    assert not silent


@pytest.mark.parametrize("command", ["status", "verify", "search", "show", "config", "reprocess", "update"])
def test_what_prints_data_prints_json_too(command: str) -> None:
    assert "--json" in CliRunner().invoke(main, [command, "--help"]).output


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom hemera.cli import main\nmain(['--help'], standalone_mode=False)\n"
        "print(sorted({n for n in sys.modules} & set(sys.argv[1:])), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
    assert all(name in done.stdout for name in COMMANDS)


def test_opening_an_archive_loads_no_reader(tmp_path: Path) -> None:
    (tmp_path / "hemera.toml").write_text('name = "Le Phare"')
    readers = ["hemera.extract", "hemera.feeds", "hemera.sitemaps", "hemera.dates", "hemera.moderation.admin", "tantivy"]
    script = "import sys, hemera\nhemera.open(sys.argv[1])\nprint(sorted({*sys.modules} & {*sys.argv[2:]}))"
    done = subprocess.run([sys.executable, "-c", script, tmp_path, *readers], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_wrong_usage_ends_with_2() -> None:
    assert CliRunner().invoke(main, ["updat"]).exit_code == 2
    assert CliRunner().invoke(main, ["serve", "--port", "high"]).exit_code == 2


def test_a_folder_that_is_no_archive_ends_with_1_and_one_line(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["config", "-a", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("hemera: ")
    assert "hemera init" in done.stderr
    assert done.stderr.count("\n") == 1


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--debug", "config", "-a", str(tmp_path)])
    assert done.exit_code == 1
    assert type(done.exception).__name__ == "ConfigError"


def test_the_archive_is_found_by_option_environment_or_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {}
    for name in ("given", "named", "here"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "hemera.toml").write_text(f'name = "{name}"')
        names[name] = tmp_path / name
    monkeypatch.delenv("HEMERA_ARCHIVE", raising=False)
    monkeypatch.chdir(names["here"])
    found = [json.loads(CliRunner().invoke(main, ["config", "--json"]).stdout)["name"]]
    monkeypatch.setenv("HEMERA_ARCHIVE", str(names["named"]))
    found.append(json.loads(CliRunner().invoke(main, ["config", "--json"]).stdout)["name"])
    found.append(json.loads(CliRunner().invoke(main, ["config", "--json", "-a", str(names["given"])]).stdout)["name"])
    assert found == ["here", "named", "given"]


def test_config_says_what_the_environment_overrides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hemera.toml").write_text("gap = 3")
    monkeypatch.setenv("HEMERA_WORKERS", "7")
    lines = CliRunner().invoke(main, ["config", "-a", str(tmp_path)]).stdout.splitlines()
    assert "gap = 3.0" in lines
    assert "workers = 7  # HEMERA_WORKERS" in lines
