"""A small, escaping way to write pages: ``fill("<p>$text</p>", text=…)``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape as _escape
from string import Template

from hemera.demo.press import Piece


class Html(str):
    """Text that is markup already and must not be escaped again."""

    __slots__ = ()


def escape(value: object) -> Html:
    """Return any value as markup; ``Html`` stays as it is."""
    return value if isinstance(value, Html) else Html(_escape(str(value)))


def fill(template: str, **values: object) -> Html:
    """Return the template with each ``$name`` replaced by its escaped value (``$$`` is a dollar)."""
    return Html(Template(template).substitute({name: escape(value) for name, value in values.items()}))


def join(parts: Iterable[Html], between: str = "\n") -> Html:
    """Return markup one after the other."""
    return Html(between.join(parts))


def script(kind: str, data: object, attributes: str = "") -> Html:
    """Return a ``<script>`` holding JSON that cannot end it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    return Html(f'<script type="{kind}"{attributes}>{text}</script>')


def json_ld(data: object) -> Html:
    """Return a JSON-LD block."""
    return script("application/ld+json", data)


def flow(piece: Piece, paragraph: str = "<p>$text</p>", subhead: str = "<h2>$text</h2>") -> Iterator[Html]:
    """Yield the body a reader sees: each paragraph as one piece of markup, with its subhead before it."""
    for number, text in enumerate(piece.visible, 1):
        title = piece.subhead(number)
        before = fill(subhead, text=title) + "\n" if title else ""
        yield Html(before + fill(paragraph, text=text))


def insert(parts: Iterable[Html], **extras: Html) -> Iterator[Html]:
    """Yield body parts with something slipped in: ``after2=…`` follows the second."""
    for number, part in enumerate(parts, 1):
        yield part
        if extra := extras.get(f"after{number}"):
            yield extra
