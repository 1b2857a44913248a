"""What any feed says of articles, as far as the rights of each source allow; ``feedwriters`` puts it into a form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape

from hemera.languages import direction
from hemera.portal import addresses, lasting, rights, wording
from hemera.portal.lines import Desk
from hemera.types import Article, Block, BlockKind, Rights

LENGTH = 50  # items of a feed
_ELEMENTS = {BlockKind.SUBHEAD: "h3", BlockKind.TIME: "h4", BlockKind.QUOTE: "blockquote", BlockKind.ITEM: "li"}


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is of. Addresses are absolute."""

    title: str
    description: str
    page: str
    address: str
    language: str
    name: str  # of the archive: who speaks where an article names nobody


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture at an address of ours, with the words printed under it."""

    url: str
    caption: str
    credit: str


@dataclass(frozen=True, slots=True)
class Item:
    """One article. Addresses are absolute; ``content`` is HTML, "" where the text may not leave; all else is plain text."""

    id: str
    link: str
    origin: str  # its address at the source
    title: str
    lead: str
    content: str
    language: str
    published: datetime
    changed: datetime  # when the version shown was captured, where that is not the first
    section: str
    authors: tuple[str, ...]
    source: str
    home: str
    picture: Picture | None


def items(articles: Iterable[Article], desk: Desk, site: str) -> list[Item]:
    """Return what a feed in the language of the desk may say of articles."""
    return [_item(article, desk, site) for article in articles]


def _item(article: Article, desk: Desk, site: str) -> Item:
    line, shown = article.line, rights.shown(article, desk.now, trusted=desk.trusted, machine=True)
    known = desk.sources.get(line.source)
    return Item(
        id=site + lasting.path(line),
        link=site + addresses.article(desk.language, line.source, line.number),
        origin=line.url,
        title=line.title or line.url,
        lead=shown.lead,
        content=html(shown.blocks, line.language) if shown.level is Rights.FULL else "",
        language=line.language,
        published=line.published,
        changed=article.capture.fetched_at if article.revision > 1 else line.published,
        section=wording.section(line.section),
        authors=line.authors,
        source=desk.name(line.source, desk.language),
        home=known.home if known else line.url,
        picture=_picture(article, shown, site),
    )


def _picture(article: Article, shown: rights.Shown, site: str) -> Picture | None:
    image = rights.picture(article.line, shown.terms)
    return Picture(site + addresses.image(image.sha256, 1200), image.caption, image.credit) if image else None


def html(blocks: Iterable[Block], language: str) -> str:
    """Return blocks as the little HTML that every news reader knows."""
    body = "".join(_element(block) for block in blocks if block.kind is not BlockKind.CAPTION)
    body = re.sub(r"((?:<li(?: [^>]*)?>.*?</li>)+)", r"<ul>\1</ul>", body, flags=re.DOTALL)
    return f'<div lang="{escape(language)}" dir="{direction(language)}">{body}</div>' if body else ""


def _element(block: Block) -> str:
    name = _ELEMENTS.get(block.kind, "p")
    own = f' lang="{escape(block.language)}" dir="{direction(block.language)}"' if block.language else ""
    return f"<{name}{own}>{escape(block.text)}</{name}>"
