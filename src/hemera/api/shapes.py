"""What the API answers, as dataclasses: the JSON and its description in the OpenAPI document both come from here.

Moments are RFC 3339 with an offset; ``published`` keeps the offset the source printed. A field that the source's
rights keep back is null, never left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from hemera.links import LinkState, SiteState
from hemera.types import BlockKind, Rights


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture an article was printed with, as this archive keeps it."""

    address: str
    width: int
    height: int
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Summary:
    """An article as lists give it."""

    id: int
    address: Annotated[str, "lasting address of the article in this archive"]
    url: Annotated[str, "address at the source"]
    source: Annotated[str, "id of the source"]
    number: Annotated[int, "number within the source; with it, the lasting address"]
    title: str
    language: Annotated[str, "BCP 47"]
    direction: Annotated[str, "ltr or rtl"]
    published: datetime
    section: Annotated[str | None, "section of the archive; null if unknown"]
    authors: tuple[str, ...]
    lead: Annotated[str | None, "null where the source's rights allow the title only"]
    image: Picture | None
    revisions: Annotated[int, "how many different versions are kept"]
    partial: Annotated[bool, "the source showed a part only"]
    rights: Annotated[Rights, "what the source and the publisher's wishes let us show"]
    wishes: Annotated[
        tuple[str, ...], "what the publisher wishes: noindex, noarchive, nosnippet, max-snippet:N, … ; docs/explanation/rights.md"
    ]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, subhead, list item … of plain text."""

    kind: BlockKind
    text: str
    language: Annotated[str | None, "only where it differs from the article's"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The stored exchange a text was read from."""

    record: Annotated[str, "WARC-Record-ID"]
    url: str
    captured_at: datetime
    sha256: Annotated[str, "of the payload as received"]
    extractor: Annotated[str, "version of the rules that read it"]
    corrected_at: Annotated[datetime | None, "when we last corrected our own reading of it; null where it stands as first read"]


@dataclass(frozen=True, slots=True)
class Link:
    """What became of an article's address at its source."""

    state: Annotated[
        LinkState, "doubtful: not there at the last visit; gone: not there at two or more; hijacked: its whole site is"
    ]
    checked_at: Annotated[datetime | None, "the last visit that said something; null where none did"]
    since: Annotated[datetime | None, "since when it is doubtful, gone or hijacked"]
    moved_to: Annotated[str | None, "where permanent redirects lead"]


@dataclass(frozen=True, slots=True)
class Article(Summary):
    """An article with its text, as far as the source's rights allow."""

    agency: Annotated[str | None, "the news agency that signed, by its usual tag; null if none did"]
    house: Annotated[str | None, "the newsroom as it signed itself, where no person did; null if it did not"]
    body: Annotated[tuple[Block, ...] | None, "null where the source's rights do not allow the whole text"]
    revision: int
    modified: datetime | None
    provenance: Provenance
    link: Link


@dataclass(frozen=True, slots=True)
class Reading:
    """What we read of a stored exchange before a correction."""

    extractor: Annotated[str, "version of the rules that read it"]
    title: str
    authors: tuple[str, ...]
    published: datetime | None
    lead: Annotated[str | None, "null where the source's rights allow the title only"]
    body: Annotated[tuple[Block, ...] | None, "null where the source's rights do not allow the whole text"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of ours: better rules read the same stored exchange otherwise. The source changed nothing."""

    at: datetime
    fields: Annotated[tuple[str, ...], "what reads otherwise: title, language, authors, agency, house, published, lead, blocks …"]
    extractor: Annotated[str, "version of the rules that read it so"]
    before: Reading


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of an article."""

    number: int
    kind: Annotated[str, "first, corrected, extended or rewritten by the source; same where only our reading had made two of one"]
    captured_at: datetime
    text_sha256: str
    extractor: Annotated[str, "version of our rules; where the version before has another, some of the difference may be ours"]
    title: str
    body: Annotated[tuple[Block, ...] | None, "null where the source's rights do not allow the whole text"]
    corrections: Annotated[tuple[Correction, ...], "of our own reading of this version, oldest first"]


@dataclass(frozen=True, slots=True)
class Site:
    """A source's own site, as its front page was found last."""

    state: Annotated[SiteState, "silent: it has not answered for days; hijacked: somebody else's site stands there"]
    since: Annotated[datetime | None, "since when it is silent, moved or hijacked"]
    checked_at: datetime | None
    moved_to: str | None


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet and how much of it is kept."""

    id: str
    name: str
    names: Annotated[Mapping[str, str], "interface language → name"]
    home: str
    languages: tuple[str, ...]
    country: Annotated[str, "ISO 3166-1 alpha-2, lower case"]
    rights: Rights
    enabled: bool
    articles: int
    first: datetime | None
    latest: datetime | None
    site: Site


@dataclass(frozen=True, slots=True)
class Articles:
    """A page of articles, newest first."""

    total: Annotated[int, "exact, over all pages"]
    articles: tuple[Summary, ...]
    next_cursor: Annotated[str | None, "give it back as cursor for the next page; null on the last"]


@dataclass(frozen=True, slots=True)
class Revisions:
    """Every shown version of an article, oldest first."""

    article: int
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """Every source, by name."""

    total: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a snippet; ``hit`` where it answers the query."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One article found, and where."""

    article: Summary
    score: float
    snippet: Annotated[tuple[Span, ...], "empty where the source's rights allow the title only"]


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the articles found share a value."""

    value: str
    articles: int


@dataclass(frozen=True, slots=True)
class Results:
    """A page of search results."""

    query: Annotated[str, "the query as it was understood"]
    total: Annotated[int, "exact, over all pages"]
    results: tuple[Result, ...]
    facets: Annotated[Mapping[str, tuple[Count, ...]], "counts over all articles found; on the first page only"]
    timeline: Annotated[tuple[Count, ...], "articles by month, oldest first, gaps included; on the first page only"]
    next_cursor: Annotated[str | None, "give it back as cursor for the next page; null on the last"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer."""

    code: Annotated[str, "stable, for programs"]
    message: Annotated[str, "plain English, for people"]
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """The one shape of every error."""

    error: Problem
