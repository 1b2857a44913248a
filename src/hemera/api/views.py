"""What each address answers: values in, dataclasses out. Nothing here knows HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest

from hemera import archive, clock, searching, types
from hemera.api import shapes
from hemera.errors import NotFound, QueryError
from hemera.languages import direction
from hemera.links import Site
from hemera.portal import addresses, asking, lasting, paging, passages, rights
from hemera.query import LONG, Query, format  # noqa: A004  the grammar's own word
from hemera.store import fronts, mapping, queries
from hemera.wishes import quoted

_COLUMNS = {
    "source": "source_id",
    "author": "bylines__key",
    "published_after": "published__gte",
    "published_before": "published__lt",
}
FACETS = ("source", "language", "section", "author", "year")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, as far as handlers need to know."""

    site: str  # address of the portal, without a slash at its end
    trusted: bool  # is shown everything in full
    sources: Mapping[str, types.Source]
    network: str = ""  # where the request comes from, as quotas count


def articles(asked: Asked, *, limit: int, cursor: str | None, **wanted: Any) -> shapes.Articles:
    """List articles, newest first."""
    where = _where(**wanted)
    page = paging.cut(queries.newest(limit + 1, before=_key(cursor), **where), limit)
    return shapes.Articles(queries.count(**where), tuple(_summary(asked, line) for line in page.lines), page.older or None)


def article(asked: Asked, *, id: int) -> shapes.Article:  # noqa: A002  the parameter's public name
    """Give one article, with its text where the source's rights allow."""
    found = _found(asked, id)
    shown = rights.shown(found, clock.now(), trusted=asked.trusted, machine=True)
    return shapes.Article(
        **_told(asked, found.line),
        agency=found.content.agency or None,
        house=found.content.house or None,
        body=_body(shown.blocks) if shown.level is types.Rights.FULL else None,
        revision=found.revision,
        modified=found.content.modified,
        provenance=shapes.Provenance(
            found.capture.record_id,
            found.capture.url,
            found.captured_at,
            found.capture.sha256,
            found.content.extractor,
            found.corrected_at,
        ),
        link=shapes.Link(found.link.state, found.link.checked_at, found.link.since, found.link.moved_to or None),
    )


def revisions(asked: Asked, *, id: int) -> shapes.Revisions:  # noqa: A002
    """Give every shown version of an article."""
    found = _found(asked, id)
    may = rights.terms(found.line, found.rights, clock.now(), trusted=asked.trusted)
    level = may.history if may.minable else max(may.history, types.Rights.EXCERPT, key=list(types.Rights).index)
    return shapes.Revisions(found.id, tuple(_revision(revision, level) for revision in queries.revisions(found.id)))


def sources(asked: Asked) -> shapes.Sources:
    """List every source."""
    sites = fronts.sites(clock.now())
    kept = tuple(_source(summary, sites.get(summary.source.id, Site())) for summary in queries.source_summaries())
    return shapes.Sources(len(kept), kept)


def search(asked: Asked, *, q: str, sort: str, limit: int, cursor: str | None) -> shapes.Results:
    """Find articles; facets and timeline come with the first page only."""
    query, first = understood(q), cursor is None
    facets, months = (FACETS, searching.MAX_MONTHS) if first else ((), 0)
    index = archive.search_index()
    page = index.search(query, limit=limit, cursor=cursor, newest=sort == "newest", facets=facets, timeline=months)
    return shapes.Results(
        query=format(query),
        total=page.total,
        results=_results(asked, query, page.hits),
        facets={name: _counts(counted) for name, counted in page.facets.items()},
        timeline=_counts(page.timeline),
        next_cursor=page.cursor,
    )


def understood(text: str) -> Query:
    """Read a search text; programs may write longer ones than people."""
    return asking.read(text, bounds=LONG)


def _where(**wanted: Any) -> dict[str, Any]:
    """Turn filters into columns; what was not asked for does not narrow."""
    if wanted["author"]:
        wanted["author"] = mapping.author_key(wanted["author"])
    return {_COLUMNS.get(name, name): value for name, value in wanted.items() if value}


def _key(cursor: str | None) -> queries.Key | None:
    try:
        return paging.decode(cursor)
    except BadRequest as error:
        raise QueryError("parameter.cursor", "cursor is none of ours.", parameter="cursor") from error


def _found(asked: Asked, pk: int) -> types.Article:
    """Return a public article; of a withdrawn one only its tombstone, as an error."""
    found = queries.article_by_id(pk)
    if found.visibility is types.Visibility.PUBLIC:
        return found
    line = found.line
    raise NotFound(
        "article.withdrawn.legal" if found.reason == "legal" else "article.withdrawn",
        "This article was withdrawn from the archive.",
        id=line.id,
        address=asked.site + lasting.path(line),
        source=line.source,
        published=line.published,
        reason=found.reason,
    )


def _summary(asked: Asked, line: types.Line) -> shapes.Summary:
    return shapes.Summary(**_told(asked, line))


def _told(asked: Asked, line: types.Line) -> dict[str, Any]:
    """Return the fields of a ``Summary``, as far as the source's rights allow."""
    known = asked.sources.get(line.source)
    level = known.rights if known else types.Rights.LINK
    may = rights.terms(line, level, clock.now(), trusted=asked.trusted)
    return {
        "id": line.id,
        "address": asked.site + lasting.path(line),
        "url": line.url,
        "source": line.source,
        "number": line.number,
        "title": line.title,
        "language": line.language,
        "direction": direction(line.language),
        "published": line.published,
        "section": line.section or None,
        "authors": line.authors,
        "lead": None if may.level is types.Rights.LINK else quoted(line.lead, may),
        "image": _picture(asked, rights.picture(line, may)),
        "revisions": line.revisions,
        "partial": line.partial,
        "rights": max(level, may.level, key=list(types.Rights).index),
        "wishes": tuple(line.wishes.split()),
    }


def _picture(asked: Asked, image: types.Image | None) -> shapes.Picture | None:
    if image is None:
        return None
    address = asked.site + addresses.image(image.sha256, 1200)
    return shapes.Picture(address, image.width, image.height, image.caption, image.credit)


def _body(blocks: Iterable[types.Block]) -> tuple[shapes.Block, ...]:
    return tuple(shapes.Block(b.kind, b.text, b.language) for b in blocks)


def _revision(revision: types.Revision, level: types.Rights) -> shapes.Revision:
    corrections = (shapes.Correction(c.at, c.fields, c.extractor, _reading(c.before, level)) for c in revision.corrections)
    return shapes.Revision(
        number=revision.number,
        kind=revision.kind,
        captured_at=revision.captured_at,
        text_sha256=revision.text_sha256,
        extractor=revision.content.extractor,
        title=revision.content.title,
        body=_body(revision.content.blocks) if level is types.Rights.FULL else None,
        corrections=tuple(corrections),
    )


def _reading(content: types.Extraction, level: types.Rights) -> shapes.Reading:
    return shapes.Reading(
        extractor=content.extractor,
        title=content.title,
        authors=content.authors,
        published=content.published,
        lead=None if level is types.Rights.LINK else content.lead,
        body=_body(content.blocks) if level is types.Rights.FULL else None,
    )


def _source(summary: queries.SourceSummary, site: Site) -> shapes.Source:
    s = summary.source
    kept = (summary.articles, summary.first, summary.latest)
    told = shapes.Site(site.state, site.since, site.checked_at, site.moved_to or None)
    return shapes.Source(s.id, s.name, s.names, s.home, s.languages, s.country, s.rights, s.enabled, *kept, told)


def _results(asked: Asked, query: Query, hits: Sequence[searching.Hit]) -> tuple[shapes.Result, ...]:
    found = {article.id: article for article in queries.found([hit.id for hit in hits])}
    return tuple(_result(asked, query, found[hit.id], hit.score) for hit in hits if hit.id in found)


def _result(asked: Asked, query: Query, article: types.Found, score: float) -> shapes.Result:
    spans = passages.passage(query, rights.shown(article, clock.now(), trusted=asked.trusted, machine=True), article.line.language)
    return shapes.Result(_summary(asked, article.line), score, tuple(shapes.Span(text, hit) for text, hit in spans))


def _counts(counted: Iterable[tuple[str, int]]) -> tuple[shapes.Count, ...]:
    return tuple(shapes.Count(value, n) for value, n in counted)
