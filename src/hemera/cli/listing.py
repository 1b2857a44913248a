"""The files of ``sources/``: read whole, changed line by line, so that what an operator wrote around them stays."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from hemera import catalogue, disk
from hemera.config import Config
from hemera.errors import ConfigError
from hemera.types import Source

OWN = "own.toml"
_OFF, _ON = "enabled = false", "enabled = true"


def starter(country: str) -> str:
    """Return the starter catalogue of a country.

    Raises:
        ConfigError: there is none.
    """
    known = starters()
    if country not in known:
        message = "No starter catalogue for {country!r}; there are {known}. `hemera source add URL` adds any other feed."
        raise ConfigError("catalogue.no-starter", message, country=country, known=", ".join(known))
    return (files("hemera") / "starter" / f"{country}.toml").read_text(encoding="utf-8")


def starters() -> list[str]:
    """Return the countries there is a starter catalogue for."""
    return sorted(
        item.name.removesuffix(".toml") for item in (files("hemera") / "starter").iterdir() if item.name.endswith(".toml")
    )


def read(config: Config) -> list[tuple[str, str]]:
    """Return (file, text) of the whole catalogue, by name."""
    return [(f"sources/{path.name}", path.read_text(encoding="utf-8")) for path in sorted(config.sources.glob("*.toml"))]


def sources(config: Config) -> tuple[Source, ...]:
    """Return every source of the catalogue, disabled ones included.

    Raises:
        ConfigError: a file is wrong, or two say the same.
    """
    return catalogue.merge(read(config))


def add(config: Config, file: str, new: list[Source]) -> Path:
    """Append sources to a file, which is made where it is not there yet.

    Raises:
        ConfigError: the catalogue would be wrong with them; nothing is written then.
    """
    path = config.sources / file
    name = f"sources/{file}"
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    text = (old.rstrip("\n") + "\n\n" if old.strip() else "") + catalogue.dump(new)
    catalogue.merge([*(pair for pair in read(config) if pair[0] != name), (name, text)])
    config.sources.mkdir(parents=True, exist_ok=True)
    disk.replace(path, text.encode())
    return path


def enable(text: str, url: str) -> str:
    """Switch a feed on, on the line that names it; the remark behind it goes with its reason."""
    return _on_line(text, url, lambda line: line.partition("  # ")[0].replace(_OFF, _ON))


def remark(text: str, url: str, words: str) -> str:
    """Write behind a feed why it is off."""
    return _on_line(text, url, lambda line: f"{line.partition('  # ')[0]}  # {' '.join(words.split())[:100]}")


def _on_line(text: str, url: str, change: Callable[[str], str]) -> str:
    quoted = f"url = {json.dumps(url, ensure_ascii=False)}"
    return "\n".join(change(line) if quoted in line and line.lstrip().startswith("{") else line for line in text.split("\n"))
