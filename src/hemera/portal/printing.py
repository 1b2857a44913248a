"""HTML written without a template, where there is much of it: an article's body, and lists of headlines. Pure.

Django's templates take some microseconds for each variable and condition, which a long article or a front page has a thousand of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from hemera.languages import direction
from hemera.portal.typesetting import bound
from hemera.types import Block, BlockKind

if TYPE_CHECKING:
    from hemera.portal.lines import Row

_AROUND = {
    BlockKind.PARAGRAPH: ("<p{}>", "</p>"),
    BlockKind.SUBHEAD: ("<h2{}>", "</h2>"),
    BlockKind.QUOTE: ("<blockquote{}><p>", "</p></blockquote>"),
    BlockKind.TIME: ('<h2 class="time"{}>', "</h2>"),
    BlockKind.CAPTION: ('<p class="caption"{}>', "</p>"),
}


def body(blocks: Iterable[Block], written: str) -> SafeString:
    """Return an article's blocks, in the language it is ``written`` in unless they say otherwise; list items become lists."""
    parts = []
    for (kind, language), run in groupby(blocks, key=lambda b: (b.kind, b.language)):
        spoken = f' lang="{escape(language)}" dir="{direction(language)}"' if language else ""
        texts = [escape(bound(block.text, language or written)) for block in run]
        if kind is BlockKind.ITEM:
            parts.append(f"<ul{spoken}>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>")
        else:
            before, after = _AROUND[kind]
            parts += [f"{before.format(spoken)}{text}{after}" for text in texts]
    return _safe("\n".join(parts))


def titles(rows: Sequence[Row]) -> SafeString:
    """Return a list of headlines, each with its source and time."""
    return _safe('<ul class="titles">' + "\n".join(map(_title, rows)) + "</ul>") if rows else SafeString()


def meta(row: Row) -> SafeString:
    """Return the line under a headline: its source, its time, and what is to be known of it."""
    notes = "".join(f' <span class="pill">{escape(note)}</span>' for note in row.notes)
    source = f'<a class="src" href="{row.source_href}" lang="{escape(row.lang)}" dir="{row.dir}">{escape(row.source)}</a>'
    return _safe(f'<p class="meta">{source} · {_time(row)}{notes}</p>')


def _title(row: Row) -> str:
    link = f'<a href="{row.href}" lang="{escape(row.lang)}" dir="{row.dir}">{escape(row.title)}</a>'
    source = f'<bdi lang="{escape(row.lang)}">{escape(row.source)}</bdi>'
    return f'<li lang="{row.speech}" dir="{row.speech_dir}">{link}<p class="meta">{source} · {_time(row)}</p></li>'


def _time(row: Row) -> str:
    return f'<time datetime="{row.iso}" title="{row.exact}">{row.time}</time>'


def _safe(text: str) -> SafeString:
    return mark_safe(text)  # noqa: S308  what came from outside was escaped above
