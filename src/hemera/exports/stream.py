"""A query → rows → bytes, page by page along the index's key, and what was given and what was not.

What was there all along is given once. What came, went or changed meanwhile is given as it stood when its page was reached, or
not at all: the manifest names the heads of the change log between which that was.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hemera import clock
from hemera.exports import forms
from hemera.exports.columns import COLUMNS, NO_EXPORT, Column, Scope, given, leaves
from hemera.exports.forms import Form
from hemera.query import Query, format  # noqa: A004  the grammar's own word
from hemera.searching import walk

if TYPE_CHECKING:
    from hemera.protocols import Index
    from hemera.types import Article

PAGE = 250  # articles read at a time


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be taken away, and how."""

    query: Query
    form: Form = Form.JSONL
    columns: Sequence[Column] = COLUMNS
    limit: int | None = None  # the newest so many


@dataclass(slots=True)
class Tally:
    """What became of what was found: found = given + withheld, given = texts + texts withheld."""

    found: int = 0
    given: int = 0
    # reason -> articles of which nothing is given: withdrawn, held, lost, no-export
    withheld: Counter[str] = field(default_factory=Counter)
    texts: int = 0
    texts_withheld: Counter[str] = field(default_factory=Counter)  # reason -> articles given without their text

    def let(self, articles: Sequence[Article], scope: Scope) -> list[Article]:
        """Return the articles of which something leaves, and count them; and those of which nothing does."""
        leaving = [article for article in articles if leaves(article, scope)]
        self.given += len(leaving)
        if kept := len(articles) - len(leaving):
            self.withheld[NO_EXPORT] += kept
        return leaving

    def plain(self) -> dict[str, Any]:
        """Return the sums as JSON takes them."""
        return asdict(self) | {"withheld": dict(self.withheld), "texts_withheld": dict(self.texts_withheld)}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was given, and of what. ``sha256`` and ``bytes`` are of the whole file."""

    query: str  # as it was understood
    asked: str  # as it was typed
    zone: str  # whose days are meant
    form: str
    columns: tuple[str, ...]
    order: str
    limit: int | None
    whole: bool  # texts are in it that rights keep from the public: not to be passed on
    matched: int  # articles the index counted when it began
    found: int
    given: int
    withheld: Mapping[str, int]
    texts: int
    texts_withheld: Mapping[str, int]
    complete: bool  # to the end of what was found; False: cut at the limit, or broken off
    bytes: int
    sha256: str
    began_at: datetime
    ended_at: datetime
    head_began: int  # of the change log
    head_ended: int
    analysis: str  # version of the index's analysis of words

    def plain(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        moments = {"began_at": self.began_at.isoformat(), "ended_at": self.ended_at.isoformat()}
        return asdict(self) | moments


class Export:
    """One result set on its way out. Making it counts; ``chunks`` gives the bytes, ``manifest`` then says what they were.

    Raises:
        IndexUnusable: there is no index to ask; ConfigError: Parquet's library is not installed.
    """

    def __init__(self, index: Index, asked: Asked, scope: Scope) -> None:
        self.index, self.asked, self.scope = index, asked, scope
        self.tally = Tally()
        self.bytes = 0
        self.began_at, self.head_began = clock.now(), _head()
        self.matched = index.count(asked.query)
        self._writer = forms.writer(asked.form, asked.columns)
        self._digest = hashlib.sha256()
        self._ended: tuple[datetime, int] | None = None

    @property
    def expected(self) -> int:
        """Return how many articles will be gone through, as far as is known."""
        return self.matched if self.asked.limit is None else min(self.matched, self.asked.limit)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes, some for each page; the last may be empty."""
        for articles in self.pages():
            rows = [row_of(article, self.scope, self.asked.columns, self.tally) for article in articles]
            yield self._counted(self._writer.add(rows))
        end = self._counted(self._writer.end())
        self._ended = clock.now(), _head()
        yield end

    def pages(self) -> Iterator[list[Article]]:
        """Yield the articles that may leave, in the order of the index, and count those that may not."""
        from hemera.store import queries

        for page in walk(self.index, self.asked.query, self.asked.limit, size=PAGE):
            ids = [hit.id for hit in page.hits]
            articles = queries.articles(ids)
            self.tally.found += len(ids)
            if len(articles) < len(ids):
                self.tally.withheld.update(queries.fates(set(ids) - {article.id for article in articles}).values())
            yield self.tally.let(articles, self.scope)

    def manifest(self) -> Manifest:
        """Say what was given, as far as it has come."""
        ended_at, head = self._ended or (clock.now(), _head())
        asked, tally = self.asked, self.tally
        return Manifest(
            query=format(asked.query),
            asked=asked.query.text,
            zone=str(asked.query.zone),
            form=asked.form.value,
            columns=tuple(column.name for column in asked.columns),
            order="newest first",
            limit=asked.limit,
            whole=self.scope.whole,
            matched=self.matched,
            found=tally.found,
            given=tally.given,
            withheld=dict(tally.withheld),
            texts=tally.texts,
            texts_withheld=dict(tally.texts_withheld),
            complete=self._ended is not None and (asked.limit is None or self.matched <= asked.limit),
            bytes=self.bytes,
            sha256=self._digest.hexdigest(),
            began_at=self.began_at,
            ended_at=ended_at,
            head_began=self.head_began,
            head_ended=head,
            analysis=analysis_version(),
        )

    def _counted(self, data: bytes) -> bytes:
        self._digest.update(data)
        self.bytes += len(data)
        return data


def row_of(article: Article, scope: Scope, columns: Sequence[Column], tally: Tally) -> forms.Row:
    """Return an article's row, and count whether its text is in it."""
    one = given(article, scope)
    if one.withheld:
        tally.texts_withheld[one.withheld] += 1
    else:
        tally.texts += 1
    return tuple(column.value(one) for column in columns)


def _head() -> int:
    from hemera.store import changes

    return changes.head()


def analysis_version() -> str:
    """Return the version of the index's analysis of words."""
    from hemera.index.analysis import ANALYSIS_VERSION

    return str(ANALYSIS_VERSION)
