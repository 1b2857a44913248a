"""A new archive: its settings, its catalogue, and what asking the feeds came to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from hemera import catalogue, config
from hemera.cli import listing, main
from hemera.cli.init import settings


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*map(str, words)])
    return done.exit_code, done.output


def test_without_asking_everything_is_there_and_off(tmp_path: Path) -> None:
    code, said = run("init", tmp_path / "p", "--no-probe", "-c", "tn", "-c", "ma", "--name", 'Al "Manar"')
    assert code == 0, said
    made = config.load(tmp_path / "p", {})
    assert (made.name, made.zone) == ('Al "Manar"', "Africa/Tunis")
    found = listing.sources(made)
    assert {source.country for source in found} == {"tn", "ma"}
    assert not any(feed.enabled for source in found for feed in source.feeds)
    assert "hemera run" in said


def test_nothing_is_written_in_a_dry_run(tmp_path: Path) -> None:
    code, said = run("init", tmp_path / "p", "--dry-run", "-c", "dz")
    assert code == 0
    assert "would ask https://" in said
    assert not list(tmp_path.iterdir())


def test_an_archive_is_never_overwritten(tmp_path: Path) -> None:
    run("init", tmp_path, "--no-probe")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    code, said = run("init", tmp_path, "--no-probe", "-c", "ma")
    assert (code, "already" in said) == (1, True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_country_without_a_catalogue_is_answered_with_those_that_have_one(tmp_path: Path) -> None:
    code, said = run("init", tmp_path / "p", "-c", "xx")
    assert code == 1
    assert "dz, eg, fr, ma, tn" in said
    assert not (tmp_path / "p").exists()


def test_the_settings_name_every_key_with_its_default(tmp_path: Path) -> None:
    commented = settings("Hemera", "UTC")
    uncommented = re.sub(r"^# (\w+ = )", r"\1", commented, flags=re.MULTILINE)
    assert all(re.search(rf"^{key} = ", uncommented, re.MULTILINE) for key in config.SETTABLE)
    for text in (commented, uncommented):
        (tmp_path / "hemera.toml").write_text(text, encoding="utf-8")
        assert config.load(tmp_path, {}) == config.Config(folder=tmp_path.resolve())


def test_feeds_that_answer_are_switched_on_and_the_others_say_why_not(
    tmp_path: Path, feeds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"""# Kept.
country = "ma"
zone = "Africa/Casablanca"
rights = "excerpt"
languages = ["fr"]

[[source]]
id = "phare"
name = "Le Petit Phare"
home = "{feeds}/"
loopback = true
feeds = [
    {{ url = "{feeds}/feed.xml", enabled = false }},
    {{ url = "{feeds}/missing.xml", enabled = false }},
    {{ url = "{feeds}/", enabled = false }},
]
"""
    monkeypatch.setattr(listing, "starter", lambda country: text)
    monkeypatch.setenv("HEMERA_GAP", "0.01")
    code, said = run("init", tmp_path / "p", "-c", "ma")
    assert code == 0, said
    assert "1 of 3 feeds answer" in said
    assert f"the page announces {feeds}/feed.xml" in said
    kept = (tmp_path / "p" / "sources" / "ma.toml").read_text(encoding="utf-8")
    assert kept.startswith("# Kept.\n")
    assert [feed.enabled for feed in catalogue.parse(kept, "ma.toml")[0].feeds] == [True, False, False]
    assert re.search(r'missing\.xml", enabled = false \},  # .*404', kept)
