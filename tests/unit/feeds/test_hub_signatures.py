"""Which hub a feed names, and whether a delivery is the hub's."""

from __future__ import annotations

import hashlib
import hmac
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.feeds import hubs
from hemera.feeds.hubs import Hub

URL = "https://phare.example/feed"
ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Le Phare</title>
<link href='https://hub.example/?a=1&amp;b=2' rel='hub'/><link rel="self" href="/atom.xml"/>
<link rel="alternate" href="/"/></feed>"""
RSS = b"""<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<atom:link rel="hub self" href="https://hub.example/"/></channel></rss>"""
JSON = rb"""{"version": "https://jsonfeed.org/version/1.1", "feed_url": "https:\/\/phare.example\/feed.json",
"hubs": [{"type": "WebSub", "url": "https://hub.example/"}]}"""


@pytest.mark.parametrize(
    ("headers", "body", "found"),
    [
        ((), ATOM, Hub("https://hub.example/?a=1&b=2", "https://phare.example/atom.xml")),
        ((), RSS, Hub("https://hub.example/", "https://hub.example/")),
        ((), JSON, Hub("https://hub.example/", "https://phare.example/feed.json")),
        ((), b"<rss><channel><title>Le Phare</title></channel></rss>", None),
        ((), b"", None),
        ([("link", '<https://h.example/>; rel="hub", </f>; rel=self')], b"", Hub("https://h.example/", "https://phare.example/f")),
        ([("Link", "<https://h.example/>; rel=hub")], ATOM, Hub("https://h.example/", "https://phare.example/atom.xml")),
        ([("Link", '<javascript:alert(1)>; rel="hub"')], b"", None),
        ((), b'<link rel="hub" href="file:///etc/passwd"/>', None),
        ((), b'<link rel="hub"/>', None),
        ((), b" " * hubs.LOOKED_AT + ATOM, None),  # a feed's own links stand before its entries
    ],
)
def test_the_hub_a_feed_names(headers: list[tuple[str, str]], body: bytes, found: Hub | None) -> None:
    assert hubs.find(headers, body, URL) == found


@given(st.binary(max_size=400), st.text(max_size=200))
def test_any_bytes_name_a_hub_or_none(body: bytes, link: str) -> None:
    found = hubs.find([("Link", link)], body, URL)
    assert found is None or found.url.startswith("http")


@pytest.mark.parametrize(
    "hostile", [b"<link " * 12_000, b'<link rel="' * 8_000, b'"hubs":[{' * 8_000, b"<link rel=hub href='" + b"a" * 64_000]
)
def test_looking_for_a_hub_takes_no_time(hostile: bytes) -> None:
    began = time.process_time()
    hubs.find([("Link", hostile.decode())], b"{" + hostile, URL)
    hubs.find([], hostile, URL)
    assert time.process_time() - began < 2.0


@pytest.mark.parametrize("method", hubs.METHODS)
def test_signatures(method: str) -> None:
    body, secret = "خبر".encode(), "un-secret"
    digest = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
    assert hubs.signed(f"{method}={digest}", secret, body)
    assert hubs.signed(f" {method.upper()}={digest.upper()} ", secret, body)
    assert not hubs.signed(f"{method}={digest}", "another", body)
    assert not hubs.signed(f"{method}={digest}", secret, body + b" ")
    assert not hubs.signed(f"{method}={digest[:-1]}", secret, body)


@given(st.text(max_size=80))
def test_nothing_else_is_a_signature(header: str) -> None:
    assert not hubs.signed(header, "un-secret", b"x")
