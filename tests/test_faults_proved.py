"""The table of faults is whole: all groups, every test it names, every fault test there is, and how many cases each has."""

from __future__ import annotations

import ast
import re
from functools import cache
from math import prod
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "faults"
ROW = re.compile(r"^\| F(\d+) \| .* \| .+ \| (\d*|HEMERA_KILLS) \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "reference" / "faults.md").read_text(encoding="utf-8"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named_in(path: Path) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def cases(path: Path, test: ast.FunctionDef) -> int:
    """Count what a test is parametrised with, by what is written there."""
    marks = [mark for mark in test.decorator_list if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("parametrize")]
    return prod(size(path, mark.args[1]) for mark in marks)


def size(path: Path, written: ast.expr) -> int:
    if isinstance(written, ast.Name):
        said = (node for node in tree(path).body if isinstance(node, ast.Assign | ast.AnnAssign))
        [written] = [node.value for node in said if node.value and written.id in ast.unparse(node).partition("=")[0]]
    if isinstance(written, ast.ListComp):
        return size(path, written.generators[0].iter)
    if isinstance(written, ast.Dict):
        return len(written.keys)
    if isinstance(written, ast.List | ast.Tuple):
        return len(written.elts)
    return len(range(*map(ast.literal_eval, written.args))) if isinstance(written, ast.Call) else 0


def test_no_group_is_missing() -> None:
    assert list(dict.fromkeys(int(number) for number, _, _ in ROWS)) == list(range(1, 17))


def test_every_proof_is_there_and_no_fault_test_is_left_out() -> None:
    named = [(ROOT / path, name) for _, _, proofs in ROWS for path, name in NAMED.findall(proofs)]
    assert [name for path, name in named if name not in named_in(path)] == []
    all_ = {(path, name) for path in FOLDER.glob("test_*.py") for name in named_in(path)}
    beside = {(FOLDER / "test_month.py", "test_a_month_with_misfortunes_every_loss_has_its_cause")}  # told of in coverage.md
    assert all_ - beside == {(path, name) for path, name in named if path.parent == FOLDER}


def test_the_cases_are_counted_right() -> None:
    for _, told, proofs in ROWS:
        ours = [(ROOT / path, name) for path, name in NAMED.findall(proofs) if (ROOT / path).parent == FOLDER]
        if told != "HEMERA_KILLS":
            assert sum(cases(path, named_in(path)[name]) for path, name in ours) == int(told or 0), proofs
