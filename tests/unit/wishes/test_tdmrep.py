"""A site's file of what it reserves."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.wishes import tdmrep
from hemera.wishes.tdmrep import Rule

FILE = [
    {"location": "/free/*", "tdm-reservation": 0},
    {"location": "/*.pdf$", "tdm-reservation": "1"},
    {"location": "/", "tdm-reservation": 1, "tdm-policy": "https://press.example/terms"},
]


def reserved(url: str) -> str | None:
    return tdmrep.reserved(tdmrep.rules(json.dumps(FILE).encode()), url)


def test_the_first_rule_that_matches_counts() -> None:
    assert reserved("https://press.example/free/1") is None
    assert reserved("https://press.example/a.pdf") == ""
    assert reserved("https://press.example/a.pdf?page=2") == "https://press.example/terms"
    assert reserved("https://press.example") == "https://press.example/terms"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>404</html>",
        b'{"location": "/", "tdm-reservation": 1}',
        b"[" * 100_000,
        b"null",
        b'["/", 1, null, {"tdm-reservation": 1}, {"location": 7, "tdm-reservation": 1}, {"location": "/", "tdm-reservation": [1]}]',
        b'[{"location": "x", "tdm-reservation": 1}, {"location": "/", "tdm-reservation": 2}]',
        json.dumps([{"location": "/", "tdm-reservation": 1, "x": "y" * tdmrep.MAX_BYTES}]).encode(),
    ],
)
def test_what_is_no_list_of_rules_says_nothing(body: bytes) -> None:
    assert tdmrep.rules(body) == ()


def test_rules_are_bounded() -> None:
    many = json.dumps([{"location": "/a", "tdm-reservation": 1}] * 5_000).encode()
    assert len(tdmrep.rules(many)) == tdmrep.MAX_RULES


def test_a_file_speaks_for_its_own_origin() -> None:
    assert tdmrep.place("https://press.example:8443/a/b?c") == "https://press.example:8443/.well-known/tdmrep.json"


@given(st.text("/ab*$", max_size=12), st.text("/ab$", max_size=12))
def test_patterns_are_those_of_robots_txt(pattern: str, path: str) -> None:
    whole = pattern.endswith("$")
    said = "".join(".*" if c == "*" else re.escape(c) for c in pattern.removesuffix("$"))
    assert tdmrep.matches(pattern, path) == bool(re.match(said + (r"\Z" if whole else ""), path, re.DOTALL))


@given(st.binary(max_size=300))
def test_wild_bytes_are_no_rules(body: bytes) -> None:
    assert all(isinstance(rule, Rule) for rule in tdmrep.rules(body))


def test_no_pattern_takes_long() -> None:
    assert not tdmrep.matches("/" + "*a" * 499 + "$", "/" + "a" * 5_000 + "b")
