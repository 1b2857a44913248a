"""Write those pages of docs/reference/ that the code itself can tell, or check that they are what it would write.

    python tools/reference.py write|check

``commands.md`` is the command line's own help, ``api.md`` its OpenAPI description. In ``settings.md`` key, type, default and
environment variable come from the code; unit and meaning are written by hand, kept, and missed where they are missing.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_type_hints

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
WIDTH = 88  # characters of a help page

_TYPES = {str: "text", bool: "true or false", int: "whole number", float: "number", tuple[str, ...]: "list of texts"}
_ROW = re.compile(r"^\| `(\w+)` \|.*\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
_TABLE = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)


def main() -> int:
    """Write or check; return 1 where a page is not what it should be."""
    if sys.argv[1:] not in (["write"], ["check"]):
        print(__doc__)
        return 2
    wrong = []
    for name, text in pages().items():
        path = REFERENCE / name
        if sys.argv[1] == "write":
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            wrong.append(f"docs/reference/{name} is not what the code says: python tools/reference.py write")
    wrong += [f"docs/reference/settings.md: unit or meaning of {key} is missing" for key in undescribed()]
    print("\n".join(wrong) or "docs/reference/ is what the code says.")
    return bool(wrong)


def pages() -> dict[str, str]:
    """Return the text of every page this writes, by file name."""
    writers: dict[str, Callable[[], str]] = {"commands.md": commands, "settings.md": settings, "api.md": api}
    return {name: write() for name, write in writers.items()}


# -- commands ----------------------------------------------------------------------------------------------------------


def commands() -> str:
    """Return every command's help page."""
    parts = [
        "# Commands",
        "What `--help` prints, command by command.",
        "Exit codes: 0 done · 1 failed, or problems found · 2 wrong usage · 130 interrupted.",
        "Data goes to standard output, all else to standard error; tables are tab-separated where the output is no terminal.",
    ]
    return "\n\n".join([*parts, *(f"## {name}\n\n```text\n{text}\n```" for name, text in helps())]) + "\n"


def helps() -> Iterator[tuple[str, str]]:
    """Yield (command, help page), groups before what is in them."""
    import click

    from hemera.cli import main as root

    def walk(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
        context = click.Context(command, parent, name, terminal_width=WIDTH, **command.context_settings)
        yield context.command_path, command.get_help(context)
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                if found is not None and not found.hidden:
                    yield from walk(found, below, context)

    return walk(root, "hemera", None)


# -- settings ----------------------------------------------------------------------------------------------------------


def settings() -> str:
    """Return ``settings.md`` with its table written anew; what stands around it and the last two columns stay."""
    path = REFERENCE / "settings.md"
    old = path.read_text(encoding="utf-8") if path.exists() else "<!-- settings -->\n<!-- /settings -->\n"
    table = "\n".join(_settings_rows(_by_hand(old)))
    return _TABLE.sub(lambda match: f"{match[1]}{table}\n{match[2]}", old)


def undescribed() -> list[str]:
    """Return the settings whose unit or meaning nobody has written."""
    return [key for key, told in _by_hand(settings()).items() if not all(told)]


def _by_hand(text: str) -> dict[str, tuple[str, str]]:
    return {match[1]: (match[2].strip(), match[3].strip()) for match in _ROW.finditer(text)}


def _settings_rows(told: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    from hemera.config import SETTABLE, Config

    kinds, defaults = get_type_hints(Config), {f.name: f.default for f in fields(Config) if f.default is not MISSING}
    yield "| key | type | default | in the environment | unit | meaning |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for key in SETTABLE:
        default = json.dumps(defaults[key], ensure_ascii=False)
        unit, meaning = told.get(key, ("", ""))
        yield f"| `{key}` | {_TYPES[kinds[key]]} | `{default}` | `HEMERA_{key.upper()}` | {unit} | {meaning} |"


# -- API ---------------------------------------------------------------------------------------------------------------


def api() -> str:
    """Return the OpenAPI document as a page."""
    document = described()
    parts = [
        "# JSON API",
        document["info"]["description"],
        "Every path is below `/api/v1`. `/api/v1/openapi.json` says the same for programs.",
        *(
            _operation(method.upper(), path, said)
            for path, methods in document["paths"].items()
            for method, said in methods.items()
        ),
        "## Answers",
        *(_shape(name, said) for name, said in document["components"]["schemas"].items()),
    ]
    return "\n\n".join(parts) + "\n"


def described() -> dict[str, Any]:
    """Return the OpenAPI document."""
    import django
    from django.conf import settings as site

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemera.server.settings")
    if not site.configured:
        django.setup()
    from hemera.api.description import document

    return document()


def _operation(method: str, path: str, said: Mapping[str, Any]) -> str:
    rows = [_parameter(p["name"], p["in"], p) for p in said.get("parameters", ())]
    if "requestBody" in said:
        body = said["requestBody"]["content"]["application/json"]["schema"]["properties"]
        rows += [_parameter(name, "body", {"schema": value, **value}) for name, value in body.items()]
    table = ["| parameter | in | type | meaning |", "| --- | --- | --- | --- |", *rows]
    content = said["responses"]["200"]["content"]
    answer = _type(content["application/json"]["schema"]) if "application/json" in content else ", ".join(f"`{m}`" for m in content)
    errors = ", ".join(code for code in said["responses"] if code != "200")
    lines = [f"## {method} {path}", f"{said['summary']}.", *(["\n".join(table)] if rows else [])]
    return "\n\n".join([*lines, f"Answers {answer}; or {_link('Failure')} with {errors}."])


def _parameter(name: str, where: str, said: Mapping[str, Any]) -> str:
    return f"| `{name}` | {where} | {_type(said['schema'])} | {said['description']} |"


def _shape(name: str, said: Mapping[str, Any]) -> str:
    rows = [f"| `{key}` | {_type(value)} | {value.get('description', '')} |" for key, value in said["properties"].items()]
    return "\n".join([f"### {name}\n", f"{said['description']}\n", "| field | type | meaning |", "| --- | --- | --- |", *rows])


def _type(schema: Mapping[str, Any]) -> str:
    """Say a JSON Schema in words."""
    if "$ref" in schema:
        return _link(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " · ".join(f"`{value}`" for value in schema["enum"]) + _default(schema)
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    if schema.get("type") == "object":
        return f"object of {_type(schema['additionalProperties'])}"
    return _plain(schema)


def _plain(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "any")
    name = " or ".join(kind) if isinstance(kind, list) else str(schema.get("format", kind))
    least, most = schema.get("minimum"), schema.get("maximum")
    bounds = f", {'' if least is None else least}–{most}" if most is not None else f", from {least}" if least is not None else ""
    return name + bounds + _default(schema)


def _default(schema: Mapping[str, Any]) -> str:
    return f", default `{json.dumps(schema['default'])}`" if "default" in schema else ""


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


if __name__ == "__main__":
    sys.exit(main())
