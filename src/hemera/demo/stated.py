"""What the little press wishes for its pages: one article by a header, one by a meta element, one outlet by a well-known file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from hemera.demo.html import Html, fill

Article = tuple[str, str]  # source, slug
TDMREP = "/.well-known/tdmrep.json"


def _headers() -> dict[Article, str]:
    return {("carnet", "radio-qsar-lahmam-cinquante-ans-archives"): "max-snippet:60, noimageindex"}


def _metas() -> dict[Article, str]:
    return {("gazette", "eloge-de-la-reunion-qui-finit-a-l-heure"): "follow, noarchive"}


def _files() -> dict[str, list[Mapping[str, object]]]:
    return {"dhifaf": [{"location": "/fr/*", "tdm-reservation": 1, "tdm-policy": "https://dhifaf.example/conditions"}]}


@dataclass(slots=True)
class Stated:
    """May be changed while the press is open."""

    headers: dict[Article, str] = field(default_factory=_headers)  # X-Robots-Tag
    metas: dict[Article, str] = field(default_factory=_metas)  # robots
    files: dict[str, list[Mapping[str, object]]] = field(default_factory=_files)  # source → tdmrep.json

    def answered(self, article: Article) -> dict[str, str]:
        """Return the headers an article's page is sent with."""
        said = self.headers.get(article)
        return {"X-Robots-Tag": said} if said else {}

    def printed(self, article: Article, page: Html) -> Html:
        """Return a page with what its head says to robots."""
        said = self.metas.get(article)
        meta = fill('<head>\n<meta name="robots" content="$said">', said=said) if said else "<head>"
        return Html(page.replace("<head>", meta, 1))

    def file(self, source: str) -> bytes | None:
        """Return an outlet's well-known file."""
        rules = self.files.get(source)
        return json.dumps(rules, indent=1).encode() if rules is not None else None
