"""From a home page alone to all that can be collected of an outlet: what ``hemera source add`` asks and concludes.

Polite like a poll: robots.txt, one request at a time and the gap of the host, and never more than ``MAX_REQUESTS`` in all.
Nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from hemera import httpcontent, urls
from hemera.errors import FetchError, HemeraError
from hemera.exchanges import Response
from hemera.feeds import posts, whereabouts
from hemera.pipeline import survey as surveying
from hemera.pipeline.desks import polite, purpose_of
from hemera.pipeline.survey import Survey, Taught, WordPress
from hemera.pipeline.tasks import CPU_SECONDS, Arrived
from hemera.protocols import Fetcher
from hemera.types import Feed, FeedKind, Purpose, Source
from hemera.workers import BoundedPool

if TYPE_CHECKING:
    from hemera.feeds.discover import Edition, Front

MAX_REQUESTS = 40  # robots.txt files that the fetcher itself reads come on top: one a host
MAX_FEEDS, MAX_SITEMAPS, MAX_SECTIONS, MAX_EDITIONS = 10, 4, 6, 3
STALE = timedelta(days=90)  # without a new entry: such a feed was forgotten
# Where systems put their feeds when they say nothing: WordPress, most others, Drupal, Joomla, SPIP, Blogger, Hugo.
FEED_PATHS = ("/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json", "/spip.php?page=backend", "/index.xml")
SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml", "/wp-sitemap.xml")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that was asked. ``feed.enabled`` says whether it is worth polling, ``why`` in a few words of English."""

    feed: Feed
    how: str  # it was found
    found: Survey | None = None
    error: str = ""  # key
    why: str = ""

    @property
    def good(self) -> bool:
        return self.found is not None


@dataclass(frozen=True, slots=True)
class Finding:
    """All that was learned of an outlet. ``guesses`` names what is a guess."""

    source: Source
    candidates: tuple[Candidate, ...]
    editions: tuple[Edition, ...]  # on sites of their own: sources of their own
    system: str
    asked: int
    asked_for: str  # the address that was given
    guesses: tuple[str, ...] = ()


class Scout:
    """Explores one outlet. ``report`` is called with the requests made and a few words, before each."""

    def __init__(self, fetcher: Fetcher, pool: BoundedPool, report: Callable[[int, str], None] = lambda *_: None) -> None:
        self.fetcher, self.pool, self.report = fetcher, pool, report
        self.asked = 0

    def explore(self, draft: Source) -> Finding | None:
        """Explore from ``draft.home``; None where that is a feed and no page. What the draft says is taken as it is.

        Raises ``FetchError`` where the home page does not answer.
        """
        arrived = self._get(draft, draft.home, "front page")
        front = self._run(surveying.front, arrived)
        if front is None:
            return None
        asked_for, draft = draft.home, replace(draft, home=front.url)
        system = self._wordpress(draft, front)
        others, ours = _by_site(front)
        fronts = [front, *self._fronts(draft, ours)]
        candidates = self._candidates(draft, fronts, front.wordpress if system else "")
        found = Finding(draft, tuple(candidates), others, fronts[0].system, self.asked, asked_for)
        return _concluded(found, fronts, system)

    # -- asking ----------------------------------------------------------------------------------------------------

    def _get(self, source: Source, url: str, what: str, purpose: Purpose = Purpose.PAGE) -> Arrived:
        """Ask for one address. Raises ``FetchError``, over the budget too."""
        if self.asked >= MAX_REQUESTS:
            raise FetchError("probe.budget", "Over {limit} requests: not asked.", limit=MAX_REQUESTS)
        self.asked += 1
        self.report(self.asked, what)
        response: Response = httpcontent.usable(self.fetcher.submit(polite(source, url, purpose)).result())
        return response.body, response.header("Content-Type") or "", response.final_url, response.fetched_at

    def _run(self, function: Callable[..., Any], *args: object) -> Any:
        return self.pool.submit(function, *args, cpu_seconds=CPU_SECONDS["page"]).result()

    def _try(self, source: Source, feed: Feed, how: str) -> Candidate:
        try:
            arrived = self._get(source, feed.url, _what(feed), purpose_of(feed))
            found: Survey = self._run(surveying.survey, arrived, feed, source)
        except HemeraError as error:
            return Candidate(replace(feed, enabled=False), how, error=error.key, why=str(error))
        return Candidate(feed, how, found)

    def _first(self, source: Source, feeds: Iterable[Feed], how: str) -> list[Candidate]:
        """Ask one after another until one answers; those that do not are no news."""
        for feed in feeds:
            candidate = self._try(source, feed, how)
            if candidate.good or candidate.error == "probe.budget":
                return [candidate] if candidate.good else []
        return []

    # -- looking ---------------------------------------------------------------------------------------------------

    def _wordpress(self, source: Source, front: Front) -> WordPress | None:
        if not front.wordpress:
            return None
        try:
            found: WordPress = self._run(surveying.wordpress, self._get(source, front.wordpress, "WordPress's JSON")[0])
        except HemeraError:
            return None
        return found

    def _fronts(self, source: Source, editions: Sequence[Edition]) -> list[Front]:
        """Read the front pages of other languages' editions on the same site."""
        found = []
        for edition in editions[:MAX_EDITIONS]:
            try:
                front: Front | None = self._run(surveying.front, self._get(source, edition.url, f"edition in {edition.language}"))
            except HemeraError:
                continue
            if front is not None:
                found.append(replace(front, language=front.language or edition.language))
        return found

    def _candidates(self, source: Source, fronts: Sequence[Front], root: str) -> list[Candidate]:
        """Ask for feeds, sitemaps and section pages; ``root`` is that of WordPress's JSON, if there is one."""
        feeds, listed = self._feeds(source, fronts), self._posts(source, root)
        sitemaps = self._sitemaps(source)
        articles = [url for candidate in (*feeds, *listed, *sitemaps) if candidate.found for url in candidate.found.urls]
        taught = Taught(tuple(articles), tuple(edition.url for front in fronts for edition in front.editions))
        sections = [each for front in fronts for each in self._sections(source, front, taught, several=len(fronts) > 1)]
        return _chosen(feeds, listed, sitemaps, sections)

    def _feeds(self, source: Source, fronts: Sequence[Front]) -> list[Candidate]:
        several = len(fronts) > 1
        announced: dict[str, Feed] = {}
        for front in fronts:
            for feed in front.feeds:
                if "comment" not in f"{feed.url} {feed.title}".lower():
                    announced.setdefault(feed.url, Feed(feed.url, language=front.language if several else None))
        found = [self._try(source, feed, "the page announces it") for feed in list(announced.values())[:MAX_FEEDS]]
        if any(each.good for each in found):
            return found
        usual = (Feed(urls.normalise(path, source.home)) for path in FEED_PATHS)
        return found + self._first(source, (feed for feed in usual if feed.url not in announced), "a usual address")

    def _posts(self, source: Source, root: str) -> list[Candidate]:
        """Ask for the newest posts in WordPress's JSON, which many sites keep to themselves."""
        return self._first(source, [Feed(posts.address(root))] if root else [], "WordPress's JSON")

    def _sitemaps(self, source: Source) -> list[Candidate]:
        named = self._named_sitemaps(source)
        newest = sorted(named, key=lambda url: "news" not in url.lower())[:MAX_SITEMAPS]
        found = [self._try(source, Feed(url, FeedKind.SITEMAP), "robots.txt names it") for url in newest]
        if any(each.good for each in found):
            return found
        usual = (Feed(urls.normalise(path, source.home), FeedKind.SITEMAP) for path in SITEMAP_PATHS)
        return found + self._first(source, (feed for feed in usual if feed.url not in newest), "a usual address")

    def _named_sitemaps(self, source: Source) -> tuple[str, ...]:
        try:
            body = self._get(source, urls.normalise("/robots.txt", source.home), "robots.txt")[0]
        except HemeraError:
            return ()
        return surveying.named_sitemaps(body, source.home)

    def _sections(self, source: Source, front: Front, taught: Taught, *, several: bool) -> list[Candidate]:
        fetched = []
        for url in self._run(surveying.menu, front.page, taught)[:MAX_SECTIONS]:
            try:
                fetched.append(self._get(source, url, "section page"))
            except HemeraError:
                continue
        language = front.language if several else None
        return [
            Candidate(
                Feed(url, FeedKind.SECTION, language=language),
                "a menu leads to it" if name else "the front page",
                Survey(count, name, titled=True),
            )
            for url, name, count in self._run(surveying.sections, front.page, taught, fetched)
        ]


# -- concluding ----------------------------------------------------------------------------------------------------


def _by_site(front: Front) -> tuple[tuple[Edition, ...], tuple[Edition, ...]]:
    """Part editions into those on sites of their own and those on this one."""
    ours = tuple(edition for edition in front.editions if urls.same_site(edition.url, front.url))
    return tuple(edition for edition in front.editions if edition not in ours), ours


def _what(feed: Feed) -> str:
    return {FeedKind.FEED: "feed", FeedKind.SITEMAP: "sitemap", FeedKind.SECTION: "section page"}[feed.kind]


def _chosen(
    feeds: list[Candidate], listed: list[Candidate], sitemaps: list[Candidate], sections: list[Candidate]
) -> list[Candidate]:
    """Say of each what it is good for: feeds first, a news sitemap beside them, section pages where there is neither."""
    known: set[str] = set()
    judged = []
    for feed in sorted(feeds, key=lambda each: -(each.found.entries if each.found else 0)):
        judged.append(_judged(feed, known))
        known.update(feed.found.urls if feed.found else ())
    fed = any(each.feed.enabled and each.good for each in judged)
    judged += [_off(each, "not needed: the feeds bring it") if fed else _judged(each, known) for each in listed]
    fed = any(each.feed.enabled and each.good for each in judged)
    fed = fed or any(_is_news(each) for each in sitemaps)
    maps = [_off(each, "the whole past: `enabled = true` collects it") if fed and not _is_news(each) else each for each in sitemaps]
    return judged + maps + [_off(each, "not needed: the feeds bring it") if fed else each for each in sections]


def _judged(candidate: Candidate, known: set[str]) -> Candidate:
    found = candidate.found
    if found is None:
        return candidate
    if not found.entries:
        return _off(candidate, "it leads to other sites only")
    if found.newest and _age(found) > STALE:
        return _off(candidate, f"nothing new since {found.newest:%Y-%m-%d}")
    if found.urls and known.issuperset(found.urls):
        return _off(candidate, "another feed holds all of it")
    return candidate


def _age(found: Survey) -> timedelta:
    return found.asked_at - found.newest if found.asked_at and found.newest else timedelta()


def _is_news(candidate: Candidate) -> bool:
    """A news sitemap is a second channel; a whole sitemap is the past, and would be collected at once."""
    return candidate.found is not None and surveying.kind_of(candidate.feed, candidate.found) == "news sitemap"


def _off(candidate: Candidate, why: str) -> Candidate:
    if not candidate.good:
        return candidate
    return replace(candidate, feed=replace(candidate.feed, enabled=False), why=why)


def _concluded(finding: Finding, fronts: Sequence[Front], system: WordPress | None) -> Finding:
    """Say who and where it is, as far as its own pages tell."""
    draft, candidates = finding.source, finding.candidates
    dates = [date for each in candidates if each.found for date in each.found.dates]
    country = draft.country or _country(fronts, system)
    zone = (system.zone if system else "") or whereabouts.guess_zone(country, dates)
    source = replace(
        draft,
        name=draft.name or (system.name if system else "") or fronts[0].name or _titles(candidates),
        names={front.language: front.name for front in fronts[1:] if front.name and front.language},
        country=country,
        zone=draft.zone or zone,
        languages=draft.languages or _languages(fronts, candidates),
        logo=fronts[0].logo or (system.logo if system else ""),
        feeds=tuple(each.feed for each in candidates if each.good),
    )
    given = {"country": draft.country, "zone": draft.zone, "languages": draft.languages}
    return replace(finding, source=source, guesses=tuple(name for name, said in given.items() if not said))


def _country(fronts: Sequence[Front], system: WordPress | None) -> str:
    by_host = whereabouts.country_of_host(fronts[0].url)
    by_zone = whereabouts.country_of_zone(system.zone) if system else ""
    return by_host or by_zone or whereabouts.most(whereabouts.country_of_tag(tag) for front in fronts for tag in front.tags)


def _languages(fronts: Sequence[Front], candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the languages in which there is something to collect, the front page's first."""
    said = [front.language for front in fronts] + [each.found.language for each in candidates if each.found]
    return tuple(dict.fromkeys(language for language in said if language))


def _titles(candidates: Sequence[Candidate]) -> str:
    return next((each.found.title for each in candidates if each.found and each.found.title), "")
