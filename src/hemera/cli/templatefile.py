"""Template files as people edit them: read with the file and the line in what is wrong."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from hemera.errors import ConfigError, ParseError

if TYPE_CHECKING:
    from hemera.extract import Template

_QUOTED = re.compile(r"'((?:[^'\\]|\\.)+)'|\"((?:[^\"\\]|\\.)+)\"")
_WORD = re.compile(r"\w+")
_KEY = re.compile(r"\s*\[?\"?(\w+)\"?\s*[=\]]")


def read(path: Path) -> tuple[str, Template]:
    """Return a file's text and its template.

    Raises:
        ConfigError: not UTF-8, or no template; the message names the file, the line where that can be told, and what is wrong.
    """
    from hemera.extract.templates import MAX_FILE, of_toml

    if path.stat().st_size > 4 * MAX_FILE:
        raise _wrong(path, "", "it is too long for a template")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(path, "", f"it is not UTF-8: {error}") from None
    try:
        return text, of_toml(text)
    except (ConfigError, ParseError) as error:
        raise _wrong(path, text, str(error.details.get("why", error)).rstrip(".")) from None


def _wrong(path: Path, text: str, why: str) -> ConfigError:
    number = 0 if "(at " in why else _line(text, why)  # TOML's own errors name theirs
    where = f"{path.name}, line {number}" if number else path.name
    return ConfigError("template.file", "{where}: {why}.", where=where, why=why)


def _line(text: str, why: str) -> int:
    """Return the number of the line a message speaks of, from 1: of the text it quotes, else of the key it names; 0 if of none."""
    quoted = [(one or other).replace("\\\\", "\\") for one, other in _QUOTED.findall(why)]
    named = set(_WORD.findall(why))
    lines = list(enumerate(text.splitlines(), 1))
    holding = (number for number, line in lines if any(said in line.replace('\\"', '"') for said in quoted))
    keyed = (number for number, line in lines if (key := _KEY.match(line)) and key[1] in named)
    return next(chain(holding, keyed), 0)
