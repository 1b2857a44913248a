"""What may be shown of an article: a source's rights and its publisher's wishes, the strictest of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hemera.types import Rights
from hemera.wishes.said import Wishes, parsed


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be shown of one article, and why not more."""

    level: Rights = Rights.FULL
    most: int | None = None  # characters of the lead; None: as long as it is
    picture: bool = True
    findable: bool = True  # its words may lead a search to it, ours or another's
    minable: bool = True  # its text may leave by ways made for machines: API, feeds, tables
    because: tuple[str, ...] = ()  # the wishes that take something away, by their words

    @property
    def history(self) -> Rights:
        """Return how much of earlier versions may be shown: no more of a lead than the newest may be quoted of."""
        return self.level if self.most is None else Rights.LINK


EVERYTHING = Terms()
UNLISTED = ("noindex", "noarchive", "snippet", "unavailable_after", "not-free")  # in a line: search engines are not told of it
_STRICTER = (Rights.FULL, Rights.EXCERPT, Rights.LINK)


def terms(rights: Rights, line: str, now: datetime) -> Terms:
    """Merge a source's rights with the wishes for an article, as a line: the strictest counts.

    Where there is a consent only an embargo binds.
    """
    if not line:
        return Terms(rights, picture=rights is not Rights.LINK)
    wishes = parsed(line)
    if wishes.consent:
        wishes = Wishes(embargo=wishes.embargo)
    because = tuple(_because(wishes, now))
    level = max(rights, *map(_level, because), key=_STRICTER.index) if because else rights
    return Terms(
        level=level,
        most=wishes.snippet,
        picture=not (rights is Rights.LINK or wishes.noimage or wishes.noindex),
        findable=not wishes.noindex,
        minable="tdm-reservation" not in because,
        because=because,
    )


def quoted(text: str, may: Terms) -> str:
    """Return as much of a lead as may be quoted, cut between words."""
    if may.most is None or len(text) <= may.most:
        return text
    return f"{text[: may.most - 1].rsplit(maxsplit=1)[0].rstrip(' ,;:،؛')}…" if may.most > 1 and text.strip() else ""


def _because(wishes: Wishes, now: datetime) -> list[str]:
    """Name the wishes that bind us now."""
    said = {
        "noindex": wishes.noindex,
        "noarchive": wishes.noarchive,
        "unavailable_after": wishes.until is not None and wishes.until <= now,
        "nosnippet": wishes.snippet == 0,
        "max-snippet": bool(wishes.snippet),
        "noimageindex": wishes.noimage,
        "not-free": wishes.paid,
        "tdm-reservation": wishes.reserved is not None or wishes.tdmrep is not None,
        "embargo": wishes.embargo is not None and now < wishes.embargo,
    }
    return [word for word, binds in said.items() if binds]


def _level(word: str) -> Rights:
    """Return the most that a wish leaves to be shown."""
    if word in {"noindex", "nosnippet"}:
        return Rights.LINK
    return Rights.FULL if word in {"noimageindex", "tdm-reservation"} else Rights.EXCERPT
