"""The documentation is true: its commands run, its links lead somewhere, its tables say all there is to say."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import MISSING, fields, replace
from functools import cache
from pathlib import Path

import click
import pytest

import hemera
from hemera import catalogue, clock
from hemera.cli import main
from hemera.demo import PressServer, sources
from hemera.query.vocabulary import KEYWORDS, OPERATORS
from hemera.text import fold
from hemera.types import Feed, Source

ROOT = Path(__file__).resolve().parents[1]
DEMO = "my-demo"  # what README and tutorial call the demo's archive
PRESS = ("carnet", "dhifaf", "phare", "sada")  # the newspapers their examples speak of
READING = {"search", "show", "status", "config", "list", "export"}  # commands that change nothing and ask nobody
HEAVY = ("django", "tantivy", "aiohttp", "trafilatura", "PIL", "lxml", "pyarrow", "rich")

EXAMPLES = """
import contextlib, io, json, sys
from hemera.cli import main

def heard(act):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = act()
    return code, out.getvalue()

codes, commands = json.loads(sys.argv[1])
ends = [(code, *heard(lambda: exec(code, {}))) for code in codes]
ends += [(words, *heard(lambda: main(words[1:], standalone_mode=False))) for words in commands]
print(json.dumps(ends))
"""

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def run(*words: str, **given: object) -> subprocess.CompletedProcess[str]:
    """Run the installed Python; the archive is named by the command, never by the environment."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith(("HEMERA_", "DJANGO_"))}
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=120, check=False, env=environ, **given)  # type: ignore[call-overload]


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file of the project that git does not ignore."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


@cache
def pages() -> dict[str, str]:
    """Return every Markdown page by its place."""
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in tracked() if path.suffix == ".md"}


def fences(page: str, *languages: str) -> list[str]:
    return [text for language, text in _FENCE.findall(pages()[page]) if language in languages]


def shell_lines(page: str) -> Iterator[list[str]]:
    """Yield the words of every command in a page's shell blocks, without assignments before it and comments behind it."""
    for block in fences(page, "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            while words and re.fullmatch(r"\w+=.*", words[0]):
                words = words[1:]
            if words:
                yield words


def spoken(page: str) -> Iterator[list[str]]:
    """Yield the words of every ``hemera …`` in a page: of its shell blocks, and in its running text."""
    yield from (["hemera", *words[1:]] for words in shell_lines(page) if words[0].rpartition("/")[2] == "hemera")
    text = _FENCE.sub("", pages()[page])
    yield from (shlex.split(found) for found in re.findall(r"`(hemera(?: [^`…]*)?)`", text))


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """Follow a command line to its command; the rest is options and arguments."""
    command: click.Command = main
    rest = words[1:]
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(click.Context(command), rest[0])
        assert found is not None, f"there is no command {' '.join(words)}"
        command, rest = found, rest[1:]
    return command, rest


def options(command: click.Command) -> set[str]:
    return {"--help", "-h"} | {name for param in command.params for name in (*param.opts, *param.secondary_opts)}


# -- README ------------------------------------------------------------------------------------------------------------


def test_readme_is_short_and_begins_with_the_law() -> None:
    text = pages()["README.md"]
    assert len(text.splitlines()) < 150
    assert text.index("**Law first.**") < text.index("```")


def test_readme_pictures_are_there_and_light() -> None:
    found = [ROOT / (match[1] or match[0]) for match in _LINK.findall(pages()["README.md"]) if match[1]]
    assert len(found) == 2
    assert all(0 < path.stat().st_size < 250_000 for path in found)


def test_changelog_names_this_version_or_what_comes() -> None:
    assert re.search(rf"^## \[?(Unreleased|{re.escape(hemera.__version__)})\b", pages()["CHANGELOG.md"], re.MULTILINE)


# -- commands ----------------------------------------------------------------------------------------------------------


def test_every_command_and_option_spoken_of_exists() -> None:
    wrong, seen = [], 0
    for page in pages():
        for words in spoken(page):
            command, rest = resolve(words)
            given = {word.partition("=")[0] for word in rest if word.startswith("-")}
            wrong += [f"{page}: {' '.join(words)}: no option {word}" for word in given - options(command)]
            seen += 1
    assert wrong == []
    assert seen > 50


def test_the_help_pages_own_examples_exist() -> None:
    seen = 0
    for block in fences("docs/reference/commands.md", "text"):
        for line in block.partition("Example:")[2].splitlines():
            words = shlex.split(line.partition(" | ")[0].partition(" > ")[0])
            words = words[1:] if words and "=" in words[0] else words
            if words:
                command, rest = resolve(words)
                assert {word.partition("=")[0] for word in rest if word.startswith("-")} <= options(command), line
                seen += 1
    assert seen >= len(main.list_commands(click.Context(main)))


def test_every_make_target_spoken_of_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {words[1] for page in pages() for words in shell_lines(page) if words[0] == "make"}
    named |= {name for text in pages().values() for name in re.findall(r"`make ([a-z-]+)`", text)}
    assert {"demo", "test", "setup", "check"} <= named
    assert named <= targets


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the demo's archive in it, as the examples expect to find it: collected once, without pictures."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / DEMO / "sources").mkdir(parents=True)
    (folder / DEMO / "hemera.toml").write_text("gap = 0.001\nworkers = 1\npoll_min = 3600\nrevisit_min = 3600\n", encoding="utf-8")
    with PressServer(clock.now(), pace=0) as server:
        some = [replace(source, images=False, gap=None) for source in sources(server) if source.id in PRESS]
        (folder / DEMO / "sources" / "demo.toml").write_text(catalogue.dump(some), encoding="utf-8")
        done = run("-m", "hemera", "update", "--once", "--quiet", "--archive", DEMO, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_python_example_of_the_readme_prints_what_it_says(shelf: Path) -> None:
    (code,), (output,) = fences("README.md", "python"), fences("README.md", "text")
    assert len(code.partition("\n\n")[2].strip().splitlines()) == 3
    done = run("-W", "error", "-c", code, cwd=shelf)
    assert (done.stdout, done.stderr) == (output, "")


def test_examples_that_only_read_run(shelf: Path) -> None:
    """Commands and Python alike, one after another in one process: starting one for each would take most of the time."""
    lines = {tuple(words) for page in ("README.md", "docs/tutorial.md", "docs/how-to/search.md") for words in shell_lines(page)}
    commands = sorted(words for words in lines if words[0] == "hemera" and (READING & set(words[1:3]) or "--dry-run" in words))
    codes = [text for page in ("docs/tutorial.md", "docs/how-to/python.md") for text in fences(page, "python")]
    assert len(commands) >= 8
    assert len(codes) >= 2
    done = run("-W", "error", "-c", EXAMPLES, json.dumps([codes, commands]), cwd=shelf)
    assert done.returncode == 0, done.stderr
    assert [what for what, code, output in json.loads(done.stdout) if code or not output] == []


def test_searches_shown_find_something_or_are_understood(shelf: Path) -> None:
    """Every search in the tables of the how-to is read without a hint."""
    from hemera.query import parse

    rows = [line for line in pages()["docs/how-to/search.md"].splitlines() if line.startswith("| `")]
    typed = [text for row in rows for cell in row.split("|")[1:4] for text in re.findall(r"`([^`]+)`", cell)]
    assert len(typed) > 40
    assert [text for text in typed if parse(text, today=clock.now().date()).hints] == []


# -- reference ---------------------------------------------------------------------------------------------------------


def test_reference_pages_say_what_the_code_says() -> None:
    done = run("tools/reference.py", "check", cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_reference_check_sees_a_missing_setting(tmp_path: Path) -> None:
    """A page that lacks a row, or a row that nobody has explained, is not passed over."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        import reference
    finally:
        sys.path.pop(0)
    told = reference._by_hand(pages()["docs/reference/settings.md"])
    assert set(told) == set(hemera.config.SETTABLE)
    assert reference._by_hand("| `gap` | number | `5.0` | `HEMERA_GAP` | seconds |  |") == {"gap": ("seconds", "")}


@pytest.mark.parametrize(("kind", "heading"), [(Source, "## Keys of a source"), (Feed, "## Keys of a feed")])
def test_every_key_of_the_catalogue_is_described(kind: type, heading: str) -> None:
    part = pages()["docs/reference/catalogue.md"].partition(heading)[2].partition("\n## ")[0]
    described = {name: bool(needed.strip()) for name, needed in re.findall(r"^\| `(\w+)` \| ([^|]*)\|", part, re.MULTILINE)}
    assert described == {f.name: f.default is MISSING and f.default_factory is MISSING for f in fields(kind)}


def test_the_catalogues_in_the_pages_are_good() -> None:
    blocks = [text for page in pages() for text in fences(page, "toml") if "[[source]]" in text]
    assert len(blocks) >= 2
    assert all(catalogue.parse(text, "page") for text in blocks)


def test_the_settings_in_the_pages_exist() -> None:
    from tomllib import loads

    (table,) = (loads(text) for text in fences("docs/how-to/run-it-for-real.md", "toml"))
    assert set(table) <= set(hemera.config.SETTABLE)


def test_every_word_of_the_search_language_is_described() -> None:
    words = {fold(word) for word in re.findall(r"[`\" |]([^\W\d_]+)[`\" |]", pages()["docs/reference/query.md"].replace("`", "``"))}
    assert {fold(word) for word in KEYWORDS} <= words
    assert {fold(word) for word in OPERATORS} <= words


def test_every_header_of_ours_is_described() -> None:
    source = (ROOT / "src" / "hemera" / "captures" / "records.py").read_text(encoding="utf-8")
    constants = {
        node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    headers = {value for value in constants if re.fullmatch(r"(?:WARC|Hemera)-[A-Za-z-]+", value)} - {"WARC-Type", "WARC-Filename"}
    assert len(headers) >= 10
    assert {name for name in headers if f"`{name}`" not in pages()["docs/reference/warc.md"]} == set()


def test_every_page_is_in_the_index() -> None:
    docs = {name.removeprefix("docs/") for name in pages() if re.fullmatch(r"docs/(?:[\w-]+/)?[\w-]+\.md", name)}
    listed = set(re.findall(r"\]\(([\w./-]+\.md)", pages()["docs/README.md"]))
    assert {name for name in docs if not name.startswith("decisions/")} - {"README.md"} <= listed


def test_links_lead_somewhere() -> None:
    dead, seen = [], 0
    for page, text in pages().items():
        for match in _LINK.findall(_FENCE.sub("", text)):
            target, _, anchor = (match[0] or match[1]).partition("#")
            if "://" in target:
                continue
            seen += 1
            path = (ROOT / page).parent / target if target else ROOT / page
            if not path.exists() or (anchor and path.suffix == ".md" and anchor not in anchors(path)):
                dead.append(f"{page}: {match[0] or match[1]}")
    assert dead == []
    assert seen > 60


def anchors(path: Path) -> set[str]:
    """Return what a page's headings are called in addresses."""
    text = _FENCE.sub("", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text)}


# -- the project -------------------------------------------------------------------------------------------------------


def test_importing_hemera_and_asking_for_help_load_nothing_heavy() -> None:
    code = "import sys\nimport hemera\n{}\nprint(sorted({{name.partition('.')[0] for name in sys.modules}} & set({})))"
    ask = "from hemera.cli import main\nmain(['--help'], standalone_mode=False)"
    for act in ("", ask):
        done = run("-c", code.format(act, HEAVY))
        assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_what_is_source_text_says_its_direction_with_its_language() -> None:
    """Wherever an element has a ``lang`` of its own it has a ``dir``; every page's root has both."""
    templates = [path for path in tracked() if path.suffix == ".html" and "templates" in path.parts]
    bare = []
    for path in templates:
        text = re.sub(r"\{\{.*?\}\}", "x", re.sub(r"\{%.*?%\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL))
        told = ((tag, set(re.findall(r"\s(lang|dir)=", tag))) for tag in re.findall(r"<[a-z][^<>]*>", text))
        bare += [f"{path.name}: {tag}" for tag, has in told if has == {"lang"} or ("<html" in tag and has != {"lang", "dir"})]
    assert len(templates) > 20
    assert bare == []


def test_no_tracked_file_names_a_machine_or_a_package_index() -> None:
    # Written so that this very file does not hold what it looks for. Bousla is a newspaper of the demo.
    forbidden = re.compile(
        r"/(?:home|Users)/(?!bousla/)\w|/roo[t]/|(?<![\w.])/wor[k]/|pypi\.(?:or[g])|pythonhoste[d]|--(?:extra-)?index-ur[l]\b|artifactor[y]"
    )
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in forbidden.finditer(text)]
    assert found == []
