"""How a provincial paper's texts and its page meet: a page is a ``string.Template`` with names for what differs per article.

Names every page may use: ``$title $lead $section $authors $agency`` (escaped), ``$kind``, ``$partial`` (``1`` or nothing),
``$path $url $home $name``, ``$iso $iso_utc $iso_naive`` (the moment of publication), ``$cut`` (the body's first 160 characters),
``$json_title`` and so on for what stands inside a JSON string, ``$json_text`` (all of the body), ``$json_people`` (a JSON array of
the by-line), ``$body``, and ``$gallery`` (the captions, each set by the markup ``photo``). Besides these, in this order, each may
use the names before it:

* the article's ``[article.fill]``, then the outlet's ``[fill]`` for what the article does not give: raw markup by name;
* ``[when.lead] standfirst = "<h2>$lead</h2>"``: ``$standfirst`` is that markup where ``$lead`` holds something, else nothing;
  ``[unless.lead]`` the other way round;
* ``[lists.related] item = "<a href='$url'>$title</a>", first = 1, count = 4``: ``$related`` shows the outlet's next articles.

In texts ``**bold**`` and ``[text](address)`` become the markup ``bold`` and ``link``. ``noise`` is raw markup after the nth block.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from string import Template
from typing import Any

from hemera.errors import ConfigError

BLOCKS = ("p", "h", "li", "q", "time")

_MARKUP = {
    "p": "<p>$text</p>",
    "h": "<h2>$text</h2>",
    "li": "<li>$text</li>",
    "list": "<ul>$items</ul>",
    "q": "<blockquote>$text</blockquote>",
    "time": "<p><b>$text</b></p>",
    "entry": "$items",  # around an hour and what follows it in a live blog
    "photo": "<figure><img src='$home/photo-$n.jpg' alt=''><figcaption>$text</figcaption></figure>",
    "bold": "<b>$text</b>",
    "link": '<a href="$href">$text</a>',
    "between": "\n",  # two blocks
}
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_CUT = 160  # characters


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its newsroom wrote it: texts may hold inline markup, ``noise`` is (after which block, markup)."""

    path: str
    title: str
    authors: tuple[str, ...]
    agency: str
    published: datetime
    section: str
    lead: str
    kind: str
    partial: bool
    captions: tuple[str, ...]
    body: tuple[tuple[str, str], ...]
    fill: Mapping[str, str]
    noise: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An outlet's layout."""

    outlet: str  # for messages
    html: str
    markup: Mapping[str, str]
    fill: Mapping[str, str]
    when: Mapping[str, Mapping[str, str]]
    unless: Mapping[str, Mapping[str, str]]
    lists: Mapping[str, Mapping[str, Any]]
    noise: tuple[tuple[int, str], ...]  # of every article
    between: str  # two authors


def plain(text: str) -> str:
    """Return a text without its inline markup."""
    return _LINK.sub(r"\1", _BOLD.sub(r"\1", text))


def page(sheet: Sheet, articles: tuple[Article, ...], number: int, names: Mapping[str, str]) -> str:
    """Return the page of the article of that number (from 0). ``names`` are the outlet's. Raises ``ConfigError``."""
    values = _values(sheet, articles[number], names)
    shown = [articles[(number + step) % len(articles)] for step in range(1, len(articles))]
    others = [_values(sheet, other, names) for other in shown]
    lists = {name: _list(sheet, spec, others) for name, spec in sheet.lists.items()}
    return _set(sheet, "page.html", sheet.html, {**lists, **values})


def _list(sheet: Sheet, spec: Mapping[str, Any], others: list[dict[str, str]]) -> str:
    first = spec.get("first", 1) - 1
    chosen = others[first : first + spec.get("count", 3)]
    return "\n".join(_set(sheet, "a list", spec["item"], {**other, "n": str(n)}) for n, other in enumerate(chosen, 1))


def _values(sheet: Sheet, article: Article, names: Mapping[str, str]) -> dict[str, str]:
    values = {**names, **_facts(sheet, article, names["home"])}
    values |= {name: _set(sheet, name, html, values) for name, html in article.fill.items()}
    values |= {name: _set(sheet, name, html, values) for name, html in sheet.fill.items() if name not in values}
    values["gallery"] = _gallery(sheet, article, values)
    for table, wanted in ((sheet.when, True), (sheet.unless, False)):
        for name, parts in table.items():
            _depending(sheet, values, parts, shown=bool(values.get(name)) is wanted)
    values["body"] = _body(sheet, article, values)
    return values


def _depending(sheet: Sheet, values: dict[str, str], parts: Mapping[str, str], *, shown: bool) -> None:
    """Add markup that is printed only where ``shown``; a name may have another text for the other case."""
    for name, html in parts.items():
        if shown:
            values[name] = _set(sheet, name, html, values)
        else:
            values.setdefault(name, "")


def _facts(sheet: Sheet, article: Article, home: str) -> dict[str, str]:
    text = "\n".join(plain(text) for _, text in article.body)
    raw = {
        "title": article.title,
        "lead": article.lead,
        "section": article.section,
        "agency": article.agency,
        "authors": sheet.between.join(article.authors),
        "kind": article.kind,
        "partial": "1" if article.partial else "",
        "path": article.path,
        "url": home + article.path,
        "cut": text[:_CUT].replace("\n", " "),
    }
    within = {**raw, "text": text}
    return {
        **{name: escape(value) for name, value in raw.items()},
        **{f"json_{name}": _json(value)[1:-1] for name, value in within.items()},
        "json_people": _json([{"@type": "Person", "name": name} for name in article.authors]),
        "iso": article.published.isoformat(),
        "iso_utc": article.published.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "iso_naive": article.published.strftime("%Y-%m-%dT%H:%M:%S"),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def _body(sheet: Sheet, article: Article, values: Mapping[str, str]) -> str:
    pieces = list(_listed(sheet, _pieces(sheet, article, values)))
    entries: list[list[str]] = [[]]
    for kind, html in pieces:
        if kind == "time":
            entries.append([])
        entries[-1].append(html)
    glue, entry = _markup(sheet, "between"), _markup(sheet, "entry")
    lives = [_set(sheet, "entry", entry, {**values, "items": glue.join(items)}) for items in entries[1:]]
    return glue.join([*entries[0], *lives])


def _pieces(sheet: Sheet, article: Article, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the kind and the markup of each block, and of the noise between blocks."""
    last = len(article.body)
    noise = [*article.noise, *((after, html) for after, html in sheet.noise if after < last)]
    for number in range(last + 1):
        if number:
            kind, text = article.body[number - 1]
            yield kind, _set(sheet, kind, _markup(sheet, kind), {**values, "text": _inline(sheet, text), "n": str(number)})
        yield from (("noise", _set(sheet, "noise", html, values)) for after, html in noise if after == number)


def _listed(sheet: Sheet, pieces: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for kind, run in groupby(pieces, key=lambda piece: piece[0]):
        if kind == "li":
            yield "list", _set(sheet, "list", _markup(sheet, "list"), {"items": "\n".join(html for _, html in run)})
        else:
            yield from run


def _gallery(sheet: Sheet, article: Article, values: Mapping[str, str]) -> str:
    photo = _markup(sheet, "photo")
    return "\n".join(
        _set(sheet, "photo", photo, {**values, "text": escape(caption, quote=False), "n": str(n)})
        for n, caption in enumerate(article.captions, 1)
    )


def _inline(sheet: Sheet, text: str) -> str:
    bold, link = _markup(sheet, "bold"), _markup(sheet, "link")
    text = _BOLD.sub(lambda m: _set(sheet, "bold", bold, {"text": m[1]}), escape(text, quote=False))
    return _LINK.sub(lambda m: _set(sheet, "link", link, {"text": m[1], "href": m[2]}), text)


def _markup(sheet: Sheet, kind: str) -> str:
    return sheet.markup.get(kind, _MARKUP[kind])


def _set(sheet: Sheet, what: str, html: str, values: Mapping[str, str]) -> str:
    try:
        return Template(html).substitute(values)
    except KeyError as error:
        why = f"nothing is called {error}"
        raise ConfigError("demo.layout", "{outlet}: {what}: {why}", outlet=sheet.outlet, what=what, why=why) from error
    except ValueError as error:
        why = f"a dollar is written $$: {error}"
        raise ConfigError("demo.layout", "{outlet}: {what}: {why}", outlet=sheet.outlet, what=what, why=why) from error
