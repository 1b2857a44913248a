"""Articles whole, with the text shown of them and where it came from, a page or a file of them at once: SQL of our own.

A page of results reads a dozen. Through the models each costs as much again as its text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC
from typing import Any

from hemera import types
from hemera.links import Link, LinkState
from hemera.store import mapping, statements
from hemera.store.mapping import utc

CAPTURE = tuple(f"c.{field.name}" if field.name != "source" else "c.source_id" for field in fields(types.CaptureRef))
_LINE = (
    *("a.id", "a.source_id", "a.number", "a.url", "a.title", "a.language", "a.published", "a.published_offset", "a.section"),
    *("a.lead", "a.authors", "a.image_caption", "a.image_credit", "a.revision_count", "a.partial", "a.wishes", "a.copy_group"),
    *("i.sha256", "i.width", "i.height", "i.state", "s.rights", "s.consent", "s.embargo", "r.body"),
)
_WHOLE = (
    *("a.visibility", "a.reason", "a.gone_at", "a.link_state", "a.link_checked_at", "a.link_moved_to", "r.number"),
    *("r.captured_at", "f.checked_at", "f.hijacked_at", "k.at", "s.export"),
)
# Names are our own columns; every value is a parameter.
_SHOWN = """
FROM store_article a
JOIN store_source s ON s.id = a.source_id
JOIN store_revision r ON r.id = a.current_id
LEFT JOIN store_image i ON i.sha256 = a.image_id"""
_FOUND = f"SELECT {', '.join(_LINE)} {_SHOWN} WHERE "
_READ = f"""
SELECT {", ".join((*_LINE, *_WHOLE, *CAPTURE))} {_SHOWN}
JOIN store_capture c ON c.id = r.capture_id
LEFT JOIN store_front f ON f.source_id = a.source_id
LEFT JOIN store_correction k ON k.id = (SELECT max(id) FROM store_correction WHERE revision_id = r.id)
WHERE """  # noqa: S608  names of ours
_PUBLIC = "a.id IN (SELECT value FROM json_each(%s)) AND a.visibility = %s"


def found(ids: Sequence[int]) -> dict[int, types.Found]:
    """Return what a page of results reads of public articles, by id; ids that are not public are left out."""
    rows = statements.rows(_FOUND + _PUBLIC, json.dumps(list(ids)), types.Visibility.PUBLIC.value)
    return {row[0]: _found(dict(zip(_LINE, row, strict=True))) for row in rows}


def public(ids: Sequence[int]) -> dict[int, types.Article]:
    """Return public articles by id; ids that are not public are left out."""
    return {article.id: article for article in _read(_PUBLIC, json.dumps(list(ids)), types.Visibility.PUBLIC.value)}


def by_id(pk: int) -> types.Article | None:
    """Return an article, public or withdrawn."""
    return next(_read("a.id = %s AND a.visibility <> %s", pk, types.Visibility.HELD.value), None)


def by_number(source: str, number: int) -> types.Article | None:
    """As ``by_id``, by its number within a source."""
    where = "a.source_id = %s AND a.number = %s AND a.visibility <> %s"
    return next(_read(where, source, number, types.Visibility.HELD.value), None)


def _read(where: str, *values: str | int) -> Iterator[types.Article]:
    columns = (*_LINE, *_WHOLE)
    for row in statements.rows(_READ + where, *values):
        yield _article(dict(zip(columns, row, strict=False)), row[len(columns) :])


def _found(told: dict[str, Any]) -> types.Found:
    return types.Found(_line(told), mapping.decode_text(told["r.body"]), types.Rights(told["s.rights"]), told["a.copy_group"])


def _article(told: dict[str, Any], of_capture: Sequence[Any]) -> types.Article:
    return types.Article(
        line=_line(told),
        content=mapping.decode(told["r.body"]),
        revision=told["r.number"],
        visibility=types.Visibility(told["a.visibility"]),
        reason=told["a.reason"],
        captured_at=told["r.captured_at"].replace(tzinfo=UTC),
        capture=capture(*of_capture),
        rights=types.Rights(told["s.rights"]),
        gone_at=utc(told["a.gone_at"]),
        link=_link(told),
        copy_group=told["a.copy_group"],
        corrected_at=utc(told["k.at"]),
        export=bool(told["s.export"]),
    )


def _line(told: dict[str, Any]) -> types.Line:
    published = told["a.published"].replace(tzinfo=UTC)
    return types.Line(
        id=told["a.id"],
        source=told["a.source_id"],
        number=told["a.number"],
        url=told["a.url"],
        title=told["a.title"],
        language=told["a.language"],
        published=mapping.local(published, told["a.published_offset"]),
        section=told["a.section"],
        lead=told["a.lead"],
        authors=tuple(json.loads(told["a.authors"])),
        image=_image(told) if told["i.sha256"] else None,
        revisions=told["a.revision_count"],
        partial=told["a.partial"],
        wishes=mapping.wished(told["a.wishes"], published, consent=told["s.consent"], embargo=told["s.embargo"]),
    )


def _image(told: dict[str, Any]) -> types.Image:
    size, said = (told["i.width"], told["i.height"]), (told["a.image_caption"], told["a.image_credit"])
    return types.Image(told["i.sha256"], *size, types.ImageState(told["i.state"]), *said)


def capture(*told: Any) -> types.CaptureRef:
    """Return the capture that ``CAPTURE``, columns of a row called ``c``, tell of."""
    values = dict(zip(types.CaptureRef.__slots__, told, strict=True))
    moment, purpose = values["fetched_at"].replace(tzinfo=UTC), types.Purpose(values["purpose"])
    return types.CaptureRef(**values | {"fetched_at": moment, "purpose": purpose})


def _link(told: dict[str, Any]) -> Link:
    """Return what is known of an article's address at its source; where the whole site is another's, that comes first."""
    gone, state = utc(told["a.gone_at"]), told["a.link_state"]
    if told["f.hijacked_at"]:
        return Link(LinkState.HIJACKED, utc(told["f.checked_at"]), utc(told["f.hijacked_at"]))
    if state is None:  # it was found gone before this was kept
        return Link(LinkState.DOUBTFUL, None, gone) if gone else Link()
    return Link(LinkState(state), utc(told["a.link_checked_at"]), gone, told["a.link_moved_to"] or "")
