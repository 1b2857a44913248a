"""Which links of a site lead to articles, learned from its own pages.

Nobody describes the site. Every link says a little for itself (how long it reads, whether it is a headline, what its address
holds); links whose addresses have one shape, and links that stand in one place, then speak for each other, round by round,
as articles of one list do to a reader. Addresses known to be articles, or known not to be, speak loudest.

Weights are in log-odds: 0 is undecided, +2 is "seven to one".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import exp
from urllib.parse import urlsplit

from hemera.feeds.links import Link, Page
from hemera.feeds.shapes import Shape, shape

_ROUNDS = 4
_KNOWN = 8.0  # what an address known to be an article, or none, weighs
_LOUD = 4  # guesses that one known address outweighs in its group
_SHARE = {"fine": 3.0, "wide": 1.6, "coarse": 1.0, "place": 3.0}  # what a group's verdict weighs for its members
_HALF = {"fine": 1.5, "wide": 2.0, "coarse": 3.0, "place": 2.0}  # members at which it has half of that
_EVERYWHERE = 4  # pages, from which on a link on nearly all of them is part of the frame

# What systems call their other pages, in paths and queries; in our languages' habits of transcription.
_OTHER = frozenset((
    "tag", "tags", "t", "topic", "topics", "author", "authors", "auteur", "auteurs", "category", "categories", "categorie",
    "cat", "rubrique", "rubriques", "section", "sections", "page", "search", "recherche", "login", "logout", "register",
    "account", "compte", "contact", "about", "apropos", "print", "imprimer", "pdf", "share", "mailto", "recommander",
    "comment", "comments", "forum", "feed", "feeds", "rss", "backend", "banner", "banners", "ads", "ad", "adv", "pub",
    "publicite", "click", "clic", "go", "out", "subscribe", "abonnement", "newsletter", "newsletters", "archive", "archives",
    "label", "labels", "keyword", "user", "users", "itemlist", "component", "wp-content", "uploads", "img", "images",
    "media", "files", "download", "downloads", "sitemap", "privacy", "cookies", "mentions", "legal", "terms", "help",
    "agenda", "calendar", "poll", "sondage", "survey", "surveys", "sendtofriend", "reply", "replytocom", "cart", "shop",
    "boutique", "jobs", "careers", "wp-login", "wp-admin",
))  # fmt: skip
_ARTICLE = frozenset((
    "article", "articles", "art", "news", "newsdetails", "post", "posts", "story", "item", "node", "actualite", "khabar",
))  # fmt: skip
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|rss|css|js|txt|docx?)$")
_PARTS = re.compile(r"[/&=.]")
_OTHER_RELS = frozenset((
    "tag", "author", "category", "next", "prev", "home", "search", "license", "alternate", "sponsored", "nofollow",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Visited:
    """An address whose page was read before: an article, or none."""

    url: str
    article: bool


@dataclass(frozen=True, slots=True)
class Habits:
    """What was learned of a site: log-odds of shapes of addresses and of places on pages, and what is known for sure."""

    shapes: Mapping[str, float] = field(default_factory=dict)
    places: Mapping[str, float] = field(default_factory=dict)
    known: Mapping[str, bool] = field(default_factory=dict)
    frame: frozenset[str] = frozenset()  # addresses that every page links

    def weigh(self, link: Link) -> float:
        """Return the log-odds that a link leads to an article."""
        if link.url in self.known:
            return _KNOWN if self.known[link.url] else -_KNOWN
        found = shape(link.url)
        learned = sum(self.shapes.get(key, 0.0) for key in _keys(found)) + self.places.get(link.place, 0.0)
        return _own(link, found, link.url in self.frame) + learned

    def articles(self, page: Page) -> tuple[Link, ...]:
        """Return the links of a page that lead to articles, in its order."""
        return tuple(link for link in page.links if self.weigh(link) > 0)


def learn(pages: Collection[Page], visited: Iterable[Visited] = ()) -> Habits:
    """Learn a site's habits from some of its pages; fronts and section pages tell most."""
    habits = Habits(known={one.url: one.article for one in visited}, frame=_frame(pages))
    links = sorted((link for page in pages for link in page.links), key=lambda link: len(link.title))  # the longest text wins
    own = {link.url: _own(link, shape(link.url), link.url in habits.frame) for link in links}
    places = _Groups((link.place, link.url) for link in links)
    shapes = _Groups((key, url) for url in {*own, *habits.known} for key in _keys(shape(url)))
    return _settle(own, shapes, places, habits)


def _settle(own: Mapping[str, float], shapes: _Groups, places: _Groups, habits: Habits) -> Habits:
    """Let groups speak for their members and members for their groups, until they agree.

    What a link tells its shape is what it knows without it, from its text and its place; and the other way round. Else a
    group would hear its own voice.
    """
    sure = {url: _KNOWN if article else -_KNOWN for url, article in habits.known.items()}
    by_place: dict[str, float] = dict.fromkeys(places.members, 0.0)
    for _ in range(_ROUNDS):
        placed = {url: weight + places.loudest(by_place, url) for url, weight in own.items()} | sure
        by_shape = {key: _verdict(key[0], _votes(urls, placed, sure)) for key, urls in shapes.members.items()}
        shaped = {url: weight + shapes.sum(by_shape, url) for url, weight in own.items()} | sure
        by_place = {place: _verdict("p", _votes(urls, shaped, sure)) for place, urls in places.members.items()}
    return replace(habits, shapes=by_shape, places=by_place)


def _votes(urls: Iterable[str], scores: Mapping[str, float], sure: Collection[str]) -> Iterator[float]:
    """Ask the members; what is known counts as much as many guesses."""
    for url in urls:
        yield from [scores[url]] * (_LOUD if url in sure else 1)


class _Groups:
    """Addresses by something they share, and back."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.members: dict[str, set[str]] = defaultdict(set)
        self._of: dict[str, set[str]] = defaultdict(set)
        for group, url in pairs:
            self.members[group].add(url)
            self._of[url].add(group)

    def sum(self, verdicts: Mapping[str, float], url: str) -> float:
        return sum(verdicts[group] for group in self._of[url])

    def loudest(self, verdicts: Mapping[str, float], url: str) -> float:
        return max((verdicts[group] for group in self._of[url]), default=0.0)


_LEVELS = {"f": "fine", "w": "wide", "c": "coarse", "p": "place"}


def _keys(found: Shape) -> tuple[str, ...]:
    return f"f{found.fine}", f"w{found.wide}", f"c{found.coarse}"


def _verdict(kind: str, scores: Iterable[float]) -> float:
    """Say what a group thinks, from −1 to +1 times its weight; few members weigh less."""
    level = _LEVELS[kind]
    votes = [2 / (1 + exp(-max(-20.0, min(20.0, score)))) - 1 for score in scores]
    return _SHARE[level] * sum(votes) / (len(votes) + _HALF[level]) if votes else 0.0


def _frame(pages: Collection[Page]) -> frozenset[str]:
    """Return the addresses nearly every page links: menus and footers, and perhaps the most read."""
    if len(pages) < _EVERYWHERE:
        return frozenset()
    seen: dict[str, int] = defaultdict(int)
    for page in pages:
        for link in page.links:
            seen[link.url] += 1
    return frozenset(url for url, times in seen.items() if times >= 0.9 * len(pages))


def _own(link: Link, found: Shape, framed: bool) -> float:
    """Weigh a link by itself."""
    path = urlsplit(link.url).path.lower()
    if (path in ("", "/") and not found.number) or _FILE.search(path):
        return -_KNOWN
    weight = _by_text(link, found) + _by_address(link, found)
    weight -= 1.5 * link.chrome + 1.0 * framed
    weight -= 2.0 * (not _OTHER_RELS.isdisjoint(link.rel))
    return weight + 1.2 * (link.heading and not link.chrome)


def _by_text(link: Link, found: Shape) -> float:
    """Headlines are sentences; names of sections and people, "read more" and numbers are not."""
    words = [word for word in link.title.casefold().split() if len(word) > 1 or word.isalnum()]
    weight = (-1.5, -3.5, -2.0, -0.3, 0.8, 1.5, 2.0)[min(len(words), 6)]
    title = link.title.casefold()
    if len(words) >= 4 and found.words and sum(word[:5] in title for word in found.words) * 2 > len(found.words):
        weight += 1.0  # the slug is made of the headline
    return weight


def _by_address(link: Link, found: Shape) -> float:
    parts = urlsplit(link.url.lower())
    named = {piece for text in _PARTS.split(f"{parts.path}/{parts.query}") for piece in _pieces(text)}
    weight = -3.0 if not _OTHER.isdisjoint(named) else 0.0
    weight += 0.7 * (not _ARTICLE.isdisjoint(named)) + 1.5 * found.dated
    weight += (0.0, 0.0, 0.2, 0.8, 1.2)[min(found.number, 4)] + (1.0 if len(found.words) >= 4 else 0.0)
    plain = not (found.dated or found.number >= 2 or len(found.words) >= 3)
    return weight - 1.0 * plain


def _pieces(text: str) -> tuple[str, ...]:
    """Return a word of an address, and the first of two: ``breve-3`` is a breve."""
    return (text, text.partition("-")[0]) if text.count("-") == 1 else (text,)
