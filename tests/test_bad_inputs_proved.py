"""The table of bad inputs is whole, and every test it names is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROW = re.compile(r"^\| (\d+) \| .+ \| .+ \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs" / "reference" / "bad-inputs.md").read_text(encoding="utf-8"))


@cache
def named_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_no_number_is_missing() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 90))


@pytest.mark.parametrize(("number", "proofs"), ROWS, ids=[number for number, _ in ROWS])
def test_every_proof_is_there(number: str, proofs: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", proofs)
    assert named, f"{number} is proved by nothing"
    assert len(named) == proofs.count("::")
    missing = [name for path, name in named if name not in named_in(path)]
    assert not missing
