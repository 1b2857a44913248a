"""Settings: what a file and the environment may say, and how a wrong value is answered."""

from dataclasses import fields
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hemera import config
from hemera.errors import ConfigError


def archive(folder: Path, text: str = "") -> Path:
    (folder / "hemera.toml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path, environ: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        config.load(folder, environ or {})
    return str(caught.value)


def named_or_none(folder: Path) -> bool:
    """Say whether a folder's settings can be read, or are refused by the name of their file."""
    try:
        config.load(folder, {})
    except ConfigError as error:
        return "hemera.toml" in str(error)
    return True


def test_an_empty_file_is_an_archive_with_the_defaults(tmp_path: Path) -> None:
    found = config.load(archive(tmp_path), {})
    assert found == config.Config(folder=tmp_path.resolve())
    assert (found.captures, found.blocks) == (tmp_path / "captures", tmp_path / "blocks.log")


def test_the_file_speaks_and_the_environment_has_the_last_word(tmp_path: Path) -> None:
    text = 'name = "Manar"\nlanguages = ["ar", "fr"]\nbehind_proxy = true\npoll_min = 60\nworkers = 4\n'
    folder = archive(tmp_path, text)
    environ = {"HEMERA_NAME": "منار", "HEMERA_LANGUAGES": "en", "HEMERA_BEHIND_PROXY": "no", "HEMERA_WORKERS": "1", "HOME": "/x"}
    said, overridden = config.load(folder, {}), config.load(folder, environ)
    assert (said.name, said.languages, said.behind_proxy, said.poll_min, said.workers) == ("Manar", ("ar", "fr"), True, 60.0, 4)
    assert (overridden.name, overridden.languages, overridden.behind_proxy, overridden.workers) == ("منار", ("en",), False, 1)


def test_a_folder_without_settings_is_no_archive_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    assert "hemera init" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = x", ["hemera.toml", "line 1"]),
        ('nam = "x"', ["hemera.toml", "'nam'", "name"]),
        ('gap = "soon"', ["hemera.toml", "gap", "'soon'"]),
        ("name = 3", ["hemera.toml", "name", "3"]),
        ('log_level = "loud"', ["hemera.toml", "log_level", "'loud'"]),
        ('log_format = "xml"', ["log_format", "'xml'"]),
        ('metrics = ["everybody"]', ["metrics", "everybody"]),
        ('mail_from = "nobody"', ["mail_from", "nobody"]),
        ('mail_from = "a@b.example\\nBcc: c@d.example"', ["mail_from"]),
        ('smtp_tls = "sometimes"', ["smtp_tls", "sometimes"]),
        ("smtp_port = 0", ["smtp_port"]),
        ('behind_proxy = "maybe"', ["behind_proxy", "'maybe'"]),
        ("languages = 3", ["languages", "3"]),
        ('languages = ["xx"]', ["languages"]),
        ("languages = []", ["languages"]),
        ('zone = "Africa/Nowhere"', ["zone"]),
        ('visibility = "hidden"', ["visibility"]),
        ("gap = -1", ["gap"]),
        ("workers = 0", ["workers"]),
        ("poll_min = 100\npoll_max = 10", ["poll_min"]),
        ("revisit_min = 0", ["revisit_min"]),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, words: list[str]) -> None:
    message = refusal(archive(tmp_path, text))
    assert all(word in message for word in words), message


def test_a_wrong_value_in_the_environment_is_named_by_its_variable(tmp_path: Path) -> None:
    assert "HEMERA_GAP" in refusal(archive(tmp_path), {"HEMERA_GAP": "soon"})


def test_settings_that_are_not_utf8_are_refused_as_such(tmp_path: Path) -> None:
    (tmp_path / "hemera.toml").write_bytes(b'name = "\xe9"')
    assert "hemera.toml" in refusal(tmp_path)


@given(st.text(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_stands_in_the_file_is_settings_or_a_named_refusal(tmp_path: Path, text: str) -> None:
    (tmp_path / "hemera.toml").write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    assert named_or_none(tmp_path)


def test_every_field_but_the_folder_can_be_set() -> None:
    assert {f.name for f in fields(config.Config)} == {"folder", *config.SETTABLE}


def test_a_zone_is_one_of_those_the_system_lists_whatever_file_is_there() -> None:
    assert all(map(config.is_zone, available_timezones()))
    for name in (
        "",
        ".",
        "Africa",
        "Africa/",
        "africa/casablanca",
        "../UTC",
        "/etc/passwd",
        "UTC\0",
        "posix/UTC",
        "right/UTC",
        "a" * 9_000,
    ):
        assert not config.is_zone(name), name
