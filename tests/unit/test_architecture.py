"""The shape of the code: short functions, small files, few parameters, everything annotated, errors caught by name."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "hemera"
# Where everything may be caught: each item of work is settled, and no command ends with a traceback.
OUTERMOST = {"pipeline/outcomes.py", "cli/ending.py"}
BROAD = {"Exception", "BaseException"}

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef | ast.Module


@cache
def trees() -> dict[str, ast.Module]:
    """Return every module's tree, by its place below ``hemera``; migrations are written by Django."""
    paths = (path for path in sorted(SRC.rglob("*.py")) if "migrations" not in path.parts)
    return {path.relative_to(SRC).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def functions() -> list[tuple[str, Function]]:
    """Return (where, function) of all the code, methods and functions within functions included."""
    nodes = ((name, node) for name, tree in trees().items() for node in ast.walk(tree))
    return [(f"{name}:{node.lineno} {node.name}", node) for name, node in nodes if isinstance(node, Function)]


def docstring(node: Documented) -> int:
    """Count the lines of a docstring."""
    if not node.body or ast.get_docstring(node, clean=False) is None:
        return 0
    return (node.body[0].end_lineno or 0) - node.body[0].lineno + 1


def length(node: Function) -> int:
    """Count a function's lines from ``def`` on, without its docstring."""
    return (node.end_lineno or 0) - node.lineno + 1 - docstring(node)


def parameters(node: Function) -> list[ast.arg]:
    """List what a caller gives: ``self`` and ``cls`` are not given."""
    given = [*node.args.posonlyargs, *node.args.args]
    if given and given[0].arg in ("self", "cls"):
        given = given[1:]
    return [*given, *node.args.kwonlyargs, *(one for one in (node.args.vararg, node.args.kwarg) if one)]


def test_there_is_something_to_measure() -> None:
    assert len(trees()) > 100
    assert len(functions()) > 500


def test_half_of_the_functions_have_at_most_7_lines_and_nine_in_ten_25() -> None:
    lengths = sorted(length(node) for _, node in functions())
    assert lengths[len(lengths) // 2] <= 7
    assert lengths[len(lengths) * 9 // 10] <= 25


def test_no_function_is_longer_than_60_lines() -> None:
    assert [(where, length(node)) for where, node in functions() if length(node) > 60] == []


def test_no_file_is_longer_than_400_lines() -> None:
    long = {}
    for name, tree in trees().items():
        told = sum(docstring(node) for node in ast.walk(tree) if isinstance(node, Documented))
        lines = len((SRC / name).read_text(encoding="utf-8").splitlines()) - told
        if lines > 400:
            long[name] = lines
    assert long == {}


def test_no_function_takes_more_than_6_parameters() -> None:
    many = [(where, len(parameters(node))) for where, node in functions() if len(parameters(node)) > 6]
    assert many == []


def test_every_parameter_and_every_result_is_annotated() -> None:
    bare = [where for where, node in functions() if node.returns is None or any(one.annotation is None for one in parameters(node))]
    assert bare == []


def test_everything_is_caught_in_the_outermost_frames_only() -> None:
    found = {
        name for name, tree in trees().items() for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler) and broad(node)
    }
    assert found == OUTERMOST


def broad(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler catches everything."""
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(one is None or (isinstance(one, ast.Name) and one.id in BROAD) for one in caught)
