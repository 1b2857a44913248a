"""Asking feeds whether they answer with something we can read, before anybody relies on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any

from hemera import httpcontent
from hemera.errors import HemeraError, ParseError
from hemera.exchanges import Response
from hemera.pipeline.desks import polite, purpose_of
from hemera.pipeline.tasks import CPU_SECONDS, read_feed
from hemera.protocols import Fetcher
from hemera.types import Feed, FeedDocument, Source
from hemera.workers import BoundedPool


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of asking one feed. ``found`` names feeds the page announces, where it was a page and no feed."""

    source: Source
    feed: Feed
    title: str = ""
    entries: int = 0
    error: str = ""  # key of the error, "" where the feed is good
    reason: str = ""  # in English
    found: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.error


class Prober:
    """Asks feeds through the polite fetcher, all hosts at once, and reads the answers in bounded processes."""

    def __init__(self, fetcher: Fetcher, pool: BoundedPool) -> None:
        self.fetcher, self.pool = fetcher, pool

    def probe(self, sources: Iterable[Source], report: Callable[[Probe], None] = lambda _: None) -> list[Probe]:
        """Ask every feed of the sources, enabled or not; results in their order, ``report`` as they come."""
        feeds = [(source, feed) for source in sources for feed in source.feeds]
        asked = [(source, feed, self.fetcher.submit(polite(source, feed.url, purpose_of(feed)))) for source, feed in feeds]
        by_future = {future: (source, feed) for source, feed, future in asked}
        results: dict[Future[Response], Probe] = {}
        waiting = set(by_future)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                results[future] = self._judge(*by_future[future], future)
                report(results[future])
        return [results[future] for _, _, future in asked]

    def _judge(self, source: Source, feed: Feed, future: Future[Response]) -> Probe:
        try:
            response = httpcontent.usable(future.result())
        except HemeraError as error:
            return Probe(source, feed, error=error.key, reason=str(error))
        kind = response.header("Content-Type") or ""
        arrived = (response.body, kind, response.final_url, response.fetched_at)
        try:
            document: FeedDocument = self._run(read_feed, arrived, feed, source.zone)
            if not document.entries and not document.children:
                raise ParseError("feed.empty", "It can be read, and has no entries.")
        except HemeraError as error:
            found = self._announced(response, kind)
            return Probe(source, feed, error=error.key, reason=str(error), found=found)
        return Probe(source, feed, document.title, len(document.entries) + len(document.children))

    def _announced(self, response: Response, kind: str) -> tuple[str, ...]:
        if "html" not in kind:
            return ()
        try:
            found: tuple[str, ...] = self._run(announced_feeds, response.body, response.final_url, kind)
        except HemeraError:
            return ()
        return found

    def _run(self, function: Callable[..., Any], *args: object) -> Any:
        return self.pool.submit(function, *args, cpu_seconds=CPU_SECONDS["feed"]).result()


def announced_feeds(body: bytes, url: str, content_type: str) -> tuple[str, ...]:
    """Return the addresses of the feeds a page announces; for the bounded child processes."""
    from hemera.feeds.discover import discover

    return tuple(feed.url for feed in discover(body, url, content_type))
