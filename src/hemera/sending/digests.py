"""What a delivery tells: its articles as the portal shows them to anybody at this moment, copies of one text folded into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import override

from hemera.alerts import Delivery, Digest, Item, Named
from hemera.config import INTERFACE_LANGUAGES, Config
from hemera.errors import ConfigError
from hemera.languages import direction
from hemera.portal import addresses, dates, letters, rights
from hemera.portal.lines import Desk
from hemera.store import queries
from hemera.types import Article, Line

MOST = 50  # articles listed in one delivery; a mail of them stays below what mail programs cut off (100 kB)
READ = 200  # articles looked at for them, copies included
LEAD = 300  # characters
TITLE = 300


def compose(delivery: Delivery, token: str, now: datetime) -> Digest | None:
    """Return what a delivery tells now; None where all of it was withdrawn, or may not be shown, meanwhile.

    Raises:
        ConfigError: links have no address to begin with.
    """
    return digest(delivery, queries.named(delivery.articles), token, now)


def digest(delivery: Delivery, ids: Sequence[int], token: str, now: datetime) -> Digest | None:
    """Put a digest of articles together, given by their ids, the newest first; None where none of them is public."""
    articles, alert = queries.articles(ids[:READ]), delivery.alert
    if not articles:
        return None
    config: Config = settings.HEMERA
    site = base(config)
    desk = Desk(alert.language, now, ZoneInfo(config.zone), queries.sources(), trusted=False)
    folded = _folded(sorted(articles, key=lambda article: (article.published, article.id), reverse=True))
    items = tuple(_item(desk, site, group, machine=bool(alert.webhook)) for group in folded[:MOST])
    total, listed = len(ids) - len(ids[:READ]) + len(articles), sum(1 + len(item.also) for item in items)
    with override(alert.language):
        words = letters.words(alert, total, listed, config.name, test=delivery.test)
    return Digest(
        key=delivery.key,
        alert=alert.id,
        name=alert.name,
        query=alert.query,
        language=alert.language,
        direction=direction(alert.language),
        archive=config.name,
        site=site,
        search=f"{site}/{alert.language}/search?q={quote(alert.query)}",
        end=f"{site}/{alert.language}/alerts/end/{token}",
        made_at=now,
        items=items,
        total=total,
        words=words,
        test=delivery.test,
    )


def base(config: Config) -> str:
    """Return the portal's public address; raises ``ConfigError``: whoever reads a mail elsewhere cannot guess it."""
    if not config.base_url:
        raise ConfigError("config.base-url", "Alerts hold links: set base_url in hemera.toml to the portal's public address.")
    return config.base_url.rstrip("/")


def _folded(articles: Iterable[Article]) -> list[list[Article]]:
    """Put together what carries the same text; the earliest of them, which is likely its origin, comes first."""
    groups: dict[object, list[Article]] = {}
    for article in articles:
        groups.setdefault(("copies", article.copy_group) if article.copy_group else article.id, []).insert(0, article)
    return list(groups.values())


def _item(desk: Desk, site: str, group: Sequence[Article], *, machine: bool) -> Item:
    first, *others = group
    line, shown = first.line, rights.shown(first, desk.now, trusted=False, machine=machine)
    tongue = direction(line.language)
    return Item(
        address=f"{line.source}/{line.number}",
        title=Named(_short(line.title or line.url, TITLE), line.language, tongue),
        url=_url(desk, site, first),
        origin=line.url,
        source=Named(desk.name(line.source, line.language), line.language, tongue),
        when=_when(desk, line),
        published=line.published,
        lead=_short(" ".join(shown.lead.split()), LEAD),
        authors=line.authors,
        also=tuple((_source(desk, other), _url(desk, site, other)) for other in others),
    )


def _source(desk: Desk, article: Article) -> Named:
    language = article.line.language
    return Named(desk.name(article.source, language), language, direction(language))


def _url(desk: Desk, site: str, article: Article) -> str:
    return site + addresses.article(desk.language, article.source, article.line.number)


def _when(desk: Desk, line: Line) -> str:
    """Return the moment on the archive's clock, in the article's language where we speak it."""
    language = line.language if line.language in INTERFACE_LANGUAGES else desk.language
    local = line.published.astimezone(desk.zone)
    return f"{dates.day(local, language)}{'،' if language == 'ar' else ','} {dates.clock(local)}"


def _short(text: str, most: int) -> str:
    """Cut between words, hard where there are none."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rsplit(maxsplit=1)[0] if " " in head[most // 2 :] else head).rstrip(" ,;:،؛") + "…"
