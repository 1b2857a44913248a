"""Rows ↔ dataclasses, and revisions ↔ compressed JSON. A test asserts that the fields agree."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from hemera import types
from hemera.store import models, packing
from hemera.wishes import Wishes, written

_KINDS = {kind.value: kind for kind in types.BlockKind}
SOURCE = tuple(field.name for field in fields(types.Source) if field.name != "feeds")  # its columns
_SAID = tuple(field.name for field in fields(types.Entry))
_CAPTURE = tuple(field.name for field in fields(types.CaptureRef) if field.name != "source")


def encode(content: types.Extraction) -> bytes:
    """Pack an extraction for ``Revision.body``."""
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=_told)
    return packing.pack(plain.encode())


def _told(value: Any) -> Any:
    """Return what JSON has no form for; a copy of all that is in it, as ``asdict`` makes it, would take ten times as long."""
    return value.isoformat() if isinstance(value, datetime) else {name: getattr(value, name) for name in value.__slots__}


def decode(body: bytes | memoryview) -> types.Extraction:
    """Unpack ``Revision.body``."""
    table = json.loads(packing.unpack(body))
    return types.Extraction(
        **table
        | {
            "authors": tuple(table["authors"]),
            "published": _moment(table["published"]),
            "modified": _moment(table["modified"]),
            "blocks": tuple(map(_block, table["blocks"])),
            "image": types.LeadImage(**table["image"]) if table["image"] else None,
            "kind": types.PageKind(table["kind"]),
            "doubts": tuple(types.Doubt(**d) for d in table["doubts"]),
        }
    )


def decode_text(body: bytes | memoryview) -> types.Text:
    """Unpack what a page of results reads of ``Revision.body``."""
    table = json.loads(packing.unpack(body))
    return types.Text(table["lead"], tuple(map(_block, table["blocks"])))


def _block(told: Mapping[str, Any]) -> types.Block:
    return types.Block(_KINDS[told["kind"]], told["text"], told["language"])


def utc(moment: datetime | None) -> datetime | None:
    """Say of a moment read by SQL of our own that it is UTC, as all moments of the record are."""
    return moment.replace(tzinfo=UTC) if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def entry_to_json(entry: types.Entry) -> dict[str, Any]:
    """Pack an entry for ``Entry.said``."""
    table = {name: getattr(entry, name) for name in _SAID}
    table["published"] = entry.published.isoformat() if entry.published else None
    return table


def entry_from_json(table: Mapping[str, Any]) -> types.Entry:
    """Unpack ``Entry.said``."""
    return types.Entry(**{**table, "authors": tuple(table["authors"]), "published": _moment(table["published"])})


def said_digest(said: Mapping[str, Any]) -> str:
    """Hash what a feed says of an item, as packed, so that a change can be seen; some give every item a new GUID each time."""
    return hashlib.sha256(json.dumps({**said, "guid": ""}, sort_keys=True).encode()).hexdigest()


def author_key(name: str) -> str:
    """Fold a name for links and look-ups: case, accents and spacing do not tell two authors apart."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())[:200]


def source(row: models.Source, feeds: tuple[types.Feed, ...] = ()) -> types.Source:
    """Turn a row into a ``Source``; its feeds are given by the caller."""
    return types.Source(
        id=row.id,
        name=row.name,
        home=row.home,
        languages=tuple(row.languages),
        country=row.country,
        zone=row.zone,
        feeds=feeds,
        names=row.names,
        rights=types.Rights(row.rights),
        consent=row.consent,
        images=row.images,
        export=row.export,
        embargo=row.embargo,
        enabled=row.enabled,
        sections=row.sections,
        gap=row.gap,
        loopback=row.loopback,
        notes=row.notes,
        logo=row.logo,
        revisits=row.revisits,
    )


@lru_cache(maxsize=1024)
def source_of(*row: Any) -> types.Source:
    """Return the source of these columns: the same for all its feeds, as long as they say the same."""
    told = dict(zip(SOURCE, row, strict=True))
    for name in ("languages", "names", "sections"):
        told[name] = _read(told[name])
    for name in ("consent", "images", "export", "enabled", "loopback"):
        told[name] = bool(told[name])
    return types.Source(**told | {"languages": tuple(told["languages"]), "rights": types.Rights(told["rights"])})


@lru_cache(maxsize=1024)
def _read(written: str) -> Any:
    """Read what a column of a source says: most sources say the same, and nobody writes into it."""
    return json.loads(written)


def host(url: str) -> str | None:
    """Return the host an address is asked at, as work is ranked by it; None where nobody can tell."""
    try:
        return urlsplit(url).netloc.lower()[:255] or None
    except ValueError:
        return None


def feed(row: models.Feed) -> types.Feed:
    return types.Feed(
        url=row.url,
        kind=types.FeedKind(row.kind),
        enabled=row.enabled,
        language=row.language,
        section=row.section,
        articles=row.articles,
    )


def of_capture(ref: types.CaptureRef) -> dict[str, Any]:
    """Return the columns that say where a capture lies: the inverse of ``capture``."""
    values = {name: getattr(ref, name) for name in _CAPTURE}
    return values | {"source_id": ref.source, "mime": ref.mime[:100]}


def capture(row: models.Capture) -> types.CaptureRef:
    return types.CaptureRef(
        record_id=row.record_id,
        file=row.file,
        offset=row.offset,
        length=row.length,
        url=row.url,
        requested_url=row.requested_url,
        status=row.status,
        mime=row.mime,
        sha256=row.sha256,
        fetched_at=row.fetched_at,
        source=row.source_id,
        purpose=types.Purpose(row.purpose),
        origin=row.origin,
        origin_offset=row.origin_offset,
    )


def image(row: models.Image | None, article: models.Article) -> types.Image | None:
    if row is None:
        return None
    return types.Image(row.sha256, row.width, row.height, types.ImageState(row.state), article.image_caption, article.image_credit)


def local(moment: datetime, offset: int) -> datetime:
    """Give a stored moment back in the offset its source printed (minutes east of UTC)."""
    return moment.astimezone(timezone(timedelta(minutes=offset)))


def line(row: models.Article) -> types.Line:
    """Turn an article row, read with its image, what its source agreed to, and (for lists) how many carry its text, into a line."""
    consent, embargo = row.consented, row.embargo  # type: ignore[attr-defined]  # annotated: read otherwise it is an error
    return types.Line(
        id=row.pk,
        source=row.source_id,
        number=row.number,
        url=row.url,
        title=row.title,
        language=row.language,
        published=local(row.published, row.published_offset),
        section=row.section,
        lead=row.lead,
        authors=tuple(row.authors),
        image=image(row.image, row),
        revisions=row.revision_count,
        partial=row.partial,
        copies=max(0, (getattr(row, "alike", None) or 0) - 1),
        wishes=wished(row.wishes, row.published, consent=consent, embargo=embargo),
    )


def wished(line: str | None, published: datetime, *, consent: bool, embargo: int) -> str:
    """Return the wishes for an article, whether its publisher agreed to more than they let us show, and until when it is kept back.

    ``embargo`` is in days from when it was published, UTC.
    """
    line = f"{line} consent" if line and consent else line or ""
    if not embargo:
        return line
    until = written(Wishes(embargo=published.astimezone(UTC) + timedelta(days=embargo)))
    return f"{line} {until}" if line else until


def correction(row: models.Correction) -> types.Correction:
    return types.Correction(row.at, tuple(row.fields), row.extractor, decode(row.body))


def revision(row: models.Revision) -> types.Revision:
    return types.Revision(
        number=row.number,
        kind=types.RevisionKind(row.kind),
        captured_at=row.captured_at,
        held=row.held,
        text_sha256=row.text_sha256,
        content=decode(row.body),
        corrections=tuple(correction(found) for found in row.corrections.all()),
    )
