"""Whose an address is."""

from __future__ import annotations

import pytest

from hemera.pipeline.owners import Owners
from hemera.types import Feed, Source


def source(name: str, home: str, *feeds: str) -> Source:
    return Source(name, name, home, ("fr",), "ma", "Africa/Casablanca", tuple(map(Feed, feeds)))


SOURCES = (
    source("phare", "https://www.phare.example/", "https://feeds.phare.example/rss"),
    source("sada-fr", "https://sada.example/fr/"),
    source("sada", "https://sada.example/"),
    source("nawras", "https://nawras.other.example/"),
    source("local", "http://127.0.0.1:8123/"),
    source("invented", "https://www.journal-invente.ma/"),  # a public suffix: what lies below its domain is of one site
)


@pytest.mark.parametrize(
    ("target", "owner"),
    [
        ("https://phare.example/1", "phare"),
        ("http://WWW.PHARE.example:80/1", "phare"),
        ("<https://www.phare.example/1>", "phare"),
        ("https://feeds.phare.example/1", "phare"),
        ("https://archives.journal-invente.ma/1", "invented"),
        ("https://sada.example/fr/2", "sada-fr"),
        ("https://sada.example/fr", "sada-fr"),
        ("https://sada.example/france", "sada"),
        ("https://sada.example/ar/2", "sada"),
        ("http://127.0.0.1:8123/x", "local"),
    ],
)
def test_an_address_is_of_the_source_that_is_nearest(target: str, owner: str) -> None:
    assert Owners(SOURCES)(target)[0] == owner


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://phare.example.evil.test/1", "unknown-host"),
        ("https://evilphare.example.net/1", "unknown-host"),
        ("http://127.0.0.1:9999/x", "unknown-host"),
        ("ftp://phare.example/1", "unknown-host"),
        ("dns:phare.example", "unknown-host"),
        ("", "unknown-host"),
        ("https://user@phare.example/", "unknown-host"),
        ("https://phare.example/a%0d%0ab", "address"),
        ("https://phare.example/" + "x" * 2001, "address"),
    ],
)
def test_an_address_of_nobody_says_why(target: str, reason: str) -> None:
    assert Owners(SOURCES)(target) == ("", reason)


def test_the_normal_form_is_what_the_record_goes_by() -> None:
    assert Owners(SOURCES)("HTTPS://Phare.example/a/../b c?utm_source=x")[1] == "https://phare.example/b%20c"


def test_only_sources_asked_for_count() -> None:
    owners = Owners(SOURCES, ("sada",))
    assert owners("https://sada.example/1")[0] == "sada"
    assert owners("https://phare.example/1") == ("", "other-source")
    assert owners("https://nobody.test/1") == ("", "unknown-host")
