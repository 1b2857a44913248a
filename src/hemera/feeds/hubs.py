"""WebSub (https://www.w3.org/TR/websub/): which hub a feed names, what a hub is asked, whether a delivery is the hub's."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from hemera import urls
from hemera.errors import ParseError

LOOKED_AT = 64 << 10  # bytes of a feed: its own links stand before its entries
MAX_LINKS = 50
LEASE = 10 * 86_400  # seconds asked for; the hub decides
METHODS = ("sha1", "sha256", "sha384", "sha512")

_LINK = re.compile(rb"<(?:[\w-]+:)?link\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""\b(rel|href)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_HEADER = re.compile(r'<([^<>]{1,2000})>\s*;[^<>,]{0,200}?\brel\s*=\s*"?([\w\s:/.-]{1,200})"?', re.IGNORECASE)
_JSON = re.compile(rb'"hubs"\s*:\s*\[\s*\{[^\]]{0,1000}?"url"\s*:\s*"([^"]{1,2000})"')
_JSON_SELF = re.compile(rb'"feed_url"\s*:\s*"([^"]{1,2000})"')


@dataclass(frozen=True, slots=True)
class Hub:
    """Who tells of changes of a feed, and the address by which the hub knows it."""

    url: str
    topic: str


def find(headers: Iterable[tuple[str, str]], body: bytes, url: str) -> Hub | None:
    """Return the hub that a feed's answer names: its headers before its text, as the standard has it."""
    said: dict[str, str] = {}
    for rel, href in (*_in_headers(headers), *_in_text(body[:LOOKED_AT])):
        try:
            said.setdefault(rel, urls.normalise(href, url))
        except ParseError:
            continue
    return Hub(said["hub"], said.get("self", url)) if "hub" in said else None


def _in_headers(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, value in headers:
        if name.lower() == "link":
            for match in list(_HEADER.finditer(value[:8_000]))[:MAX_LINKS]:
                yield from ((rel, match[1]) for rel in match[2].lower().split())


def _in_text(text: bytes) -> Iterator[tuple[str, str]]:
    for match in list(_LINK.finditer(text))[:MAX_LINKS]:
        said = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(match[1])}
        href = unescape(said.get(b"href", b"").decode("utf-8", "replace"))
        yield from ((rel, href) for rel in said.get(b"rel", b"").decode("utf-8", "replace").lower().split() if href)
    if text.lstrip()[:1] == b"{":
        for rel, pattern in (("hub", _JSON), ("self", _JSON_SELF)):
            if found := pattern.search(text):
                yield rel, found[1].decode("utf-8", "replace").replace("\\/", "/")


def request(hub: Hub, callback: str, secret: str) -> tuple[tuple[str, str], ...]:
    """Return what a hub is sent to subscribe, or to renew."""
    return (
        ("hub.callback", callback),
        ("hub.mode", "subscribe"),
        ("hub.topic", hub.topic),
        ("hub.secret", secret),
        ("hub.lease_seconds", str(LEASE)),
    )


def signed(header: str, secret: str, body: bytes) -> bool:
    """Say whether a delivery carries our secret's signature (``X-Hub-Signature: sha256=…``); unsigned ones do not."""
    method, _, digest = header.strip().partition("=")
    if method.lower() not in METHODS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode("utf-8", "replace"))
