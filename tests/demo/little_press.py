"""A small press of known texts, and a way to ask it."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from hemera.demo.press import Press, parse

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

TEXT = """
[[article]]
slug = "{slug}"
lang = "{lang}"
topic = "culture"
section = "{section}"
title = "{title}"
seo_title = "{title} !"
authors = ["{author}"]
published = 2018-08-03T10:15:30
lead = "{title} & <b>lead</b>"
caption = "Caption & figure"
motif = "bridge"
kind = "{kind}"
body = ["{one}", "Two « quoted » & <i>escaped</i> …", "Three", "Four"]
subheads = [[2, "Between"]]
"""
NAMES = {"fr": "Zohra Essai", "ar": "زهرة التجربة", "en": "Zora Trial"}


def text(slug: str, lang: str, kind: str = "article") -> str:
    """Return one article of known words in the files' format."""
    titles = {"fr": "Un été à l’œuvre", "ar": "صيف في الخليج", "en": "A summer’s work"}
    words = {"slug": slug, "lang": lang, "kind": kind, "title": titles[lang], "author": NAMES[lang]}
    return TEXT.format(section={"fr": "Lettres", "ar": "ثقافة", "en": "Arts"}[lang], one="One " + titles[lang], **words)


def small() -> Press:
    """Return a press of one article a source, all printed on 3 August 2018 at 10:15."""
    files = {
        "phare.toml": text("p", "fr"),
        "gazette.toml": text("g", "fr", "premium"),
        "carnet.toml": text("c", "fr") + text("c-new", "fr").replace("2018-08-03", "2020-08-03"),
        "bousla.toml": text("b", "ar"),
        "sada.toml": text("s", "ar"),
        "nawras.toml": text("n", "ar", "live") + 'entries = [["00:10", "Newest"], ["23:40", "Oldest", "More"]]\n',
        "courier.toml": text("k", "en", "premium"),
        "dhifaf-fr.toml": text("df", "fr", "gallery") + 'photos = ["First photo", "Second photo"]\n',
        "dhifaf-ar.toml": text("da", "ar"),
    }
    return parse(files, START)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


def fetch(address: str, method: str = "GET", **headers: str) -> Reply:
    """Ask once, without following redirects; header names with underscores."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target or "/", headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()
