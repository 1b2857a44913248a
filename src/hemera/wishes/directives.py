"""What an exchange itself says: ``X-Robots-Tag`` and the robots meta element, and TDMRep's fields of the same meaning.

https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag, https://www.w3.org/community/reports/tdmrep/
Directives addressed to other robots do not concern us; those to all, and to us by name, do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache, reduce

from hemera.wishes.said import MAX_POLICY, NONE, Wishes, strictest

AGENT = "hemera"  # our product name, as robots.txt knows it
MAX_SAID = 4_000  # characters of one header or element
_FIELDS = frozenset({"x-robots-tag", "tdm-reservation", "tdm-policy"})
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
_WORDS: Mapping[str, Wishes] = {
    "noindex": Wishes(noindex=True),
    "none": Wishes(noindex=True),  # noindex, nofollow
    "noarchive": Wishes(noarchive=True),
    "nocache": Wishes(noarchive=True),  # an older name of it
    "nosnippet": Wishes(snippet=0),
    "noimageindex": Wishes(noimage=True),
}
_SPLIT = re.compile(r"[,;\n]")


def of_headers(headers: Iterable[tuple[str, str]]) -> Wishes:
    """Read the headers of an answer."""
    said: dict[str, list[str]] = {}
    for name, value in headers:
        if (known := name.lower()) in _FIELDS:
            said.setdefault(known, []).append(value[:MAX_SAID])
    if not said:
        return NONE
    robots = (_directive(text) for value in said.get("x-robots-tag", ()) for text in _for_us(value))
    return _merged([*robots, _mining(said)])


def of_meta(meta: Mapping[str, list[str]], *, paid: bool = False) -> Wishes:
    """Read a page's meta elements, names in lower case → contents; ``paid``: its JSON-LD calls it not free."""
    found = [Wishes(paid=True)] if paid else []
    for name, contents in meta.items():
        if name == "robots" or name.startswith(AGENT):
            found += [_directive(text) for content in contents for text in _pieces(content[:MAX_SAID])]
    if "tdm-reservation" in meta:
        found.append(_mining(meta))
    return _merged(found) if found else NONE


def _merged(found: Iterable[Wishes]) -> Wishes:
    return reduce(strictest, (wishes for wishes in found if wishes is not NONE), NONE)


def _mining(said: Mapping[str, list[str]]) -> Wishes:
    """Read TDMRep's fields: only a 1 reserves; a policy without it is an offer, and no wish."""
    if not any(value.strip() == "1" for value in said.get("tdm-reservation", ())):
        return NONE
    return Wishes(reserved=next(filter(None, map(address, said.get("tdm-policy", ()))), ""))


def address(value: str) -> str:
    """Return where a policy is, "" for what is no address."""
    text = value.strip()
    return text if re.match(r"https?://\S+$", text) and len(text) <= MAX_POLICY and text.isprintable() else ""


def _for_us(value: str) -> Iterator[str]:
    """Yield the directives of one header for all robots or for us. A name stands before the directives it is for."""
    ours = True
    for text in _pieces(value):
        name, colon, rest = (part.strip() for part in text.partition(":"))
        scoped = bool(colon) and name.lower() not in _VALUED
        ours = name.lower() in (AGENT, "*") if scoped else ours
        if ours:
            yield rest if scoped else text


def _pieces(value: str) -> Iterator[str]:
    """Cut at commas, except those inside a date: ``unavailable_after: Wednesday, 25 Jun 2031 15:00:00 GMT``."""
    open_ = ""
    for part in map(str.strip, _SPLIT.split(value)):
        if open_ and part[:1].isdigit():
            yield f"{open_}, {part}"
            open_ = ""
            continue
        if open_:
            yield open_
        open_ = part if "unavailable_after" in part.lower() and not any(map(str.isdigit, part)) else ""
        if part and not open_:
            yield part
    if open_:
        yield open_


def _directive(text: str) -> Wishes:
    """Read one directive; what is unknown, or says nothing, wishes nothing."""
    name, _, value = (part.strip() for part in text.lower().partition(":"))
    read = _READERS.get(name)
    return read(text.partition(":")[2].strip()) if read else NONE if value else _WORDS.get(name, NONE)


def _snippet(value: str) -> Wishes:
    return Wishes(snippet=int(value)) if value.isascii() and value.isdigit() and len(value) < 7 else NONE


def _preview(value: str) -> Wishes:
    return Wishes(noimage=value.lower() == "none")


@lru_cache(maxsize=64)
def _until(value: str) -> Wishes:
    """Read a moment as RFC 822, RFC 850 or ISO 8601 write it; without a zone it is UTC."""
    readers: tuple[Callable[[str], datetime], ...] = (datetime.fromisoformat, parsedate_to_datetime)
    for read in readers:
        try:
            moment = read(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return Wishes(until=moment.astimezone(UTC).replace(microsecond=0))
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return NONE


_READERS: Mapping[str, Callable[[str], Wishes]] = {
    "max-snippet": _snippet,
    "max-image-preview": _preview,
    "unavailable_after": _until,
}
