"""The wishes for one page as a value, and as the line of text they are kept as.

The line is made of words, in this order, each where it applies: ``noindex noarchive nosnippet max-snippet:N noimageindex
unavailable_after:MOMENT not-free tdm-reservation[:POLICY] tdmrep[:POLICY] consent embargo:MOMENT``. "" is a page for which nothing
is wished. The last two are the operator's word for the publisher: no page says them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

MAX_POLICY = 500  # characters of a policy's address; a longer one is left out, the reservation stays
_RESERVED, _TDMREP = "tdm-reservation", "tdmrep"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is wished for one page. Reservations of text and data mining: where their terms are, "" unsaid, None for none."""

    noindex: bool = False
    noarchive: bool = False
    snippet: int | None = None  # most characters that may be quoted; None: nothing is said of it
    noimage: bool = False
    until: datetime | None = None  # UTC; as if it were noarchive from then on
    paid: bool = False  # the publisher calls it not free
    reserved: str | None = None  # by the page itself
    tdmrep: str | None = None  # by the site's well-known file
    consent: bool = False  # the operator states that the publisher agreed: the wishes are known, and do not bind
    embargo: datetime | None = None  # UTC; as if it were noarchive until then, whatever was agreed


NONE = Wishes()


def strictest(one: Wishes, other: Wishes) -> Wishes:
    """Merge what is wished in two places; where they contradict each other, the stricter counts."""
    untils = [moment for moment in (one.until, other.until) if moment is not None]
    snippets = [most for most in (one.snippet, other.snippet) if most is not None]
    embargoes = [moment for moment in (one.embargo, other.embargo) if moment is not None]
    return Wishes(
        noindex=one.noindex or other.noindex,
        noarchive=one.noarchive or other.noarchive,
        snippet=min(snippets, default=None),
        noimage=one.noimage or other.noimage,
        until=min(untils, default=None),
        paid=one.paid or other.paid,
        reserved=policy(one.reserved, other.reserved),
        tdmrep=policy(one.tdmrep, other.tdmrep),
        consent=one.consent and other.consent,
        embargo=max(embargoes, default=None),
    )


def policy(one: str | None, other: str | None) -> str | None:
    """Return where the terms of one of two reservations are; None where there is none."""
    return None if one is None and other is None else one or other or ""


def written(wishes: Wishes) -> str:
    """Write wishes as a line; ``parsed`` reads it back."""
    return "" if wishes == NONE else " ".join(_words(wishes))


def _words(wishes: Wishes) -> Iterator[str]:
    flags = (("noindex", wishes.noindex), ("noarchive", wishes.noarchive), ("nosnippet", wishes.snippet == 0))
    yield from (word for word, said in flags if said)
    if wishes.snippet:
        yield f"max-snippet:{wishes.snippet}"
    if wishes.noimage:
        yield "noimageindex"
    if wishes.until is not None:
        yield f"unavailable_after:{_moment(wishes.until)}"
    if wishes.paid:
        yield "not-free"
    for word, where in ((_RESERVED, wishes.reserved), (_TDMREP, wishes.tdmrep)):
        if where is not None:
            yield f"{word}:{where}" if where else word
    yield from _agreed(wishes)


def _agreed(wishes: Wishes) -> Iterator[str]:
    if wishes.consent:
        yield "consent"
    if wishes.embargo is not None:
        yield f"embargo:{_moment(wishes.embargo)}"


def _moment(moment: datetime) -> str:
    return f"{moment.isoformat().removesuffix('+00:00')}Z"


@lru_cache(maxsize=4096)
def parsed(line: str) -> Wishes:
    """Read a line that ``written`` wrote."""
    if not line:
        return NONE
    said = {word: value for word, _, value in (part.partition(":") for part in line.split())}
    most, until, embargo = said.get("max-snippet"), said.get("unavailable_after"), said.get("embargo")
    return Wishes(
        noindex="noindex" in said,
        noarchive="noarchive" in said,
        snippet=0 if "nosnippet" in said else int(most) if most else None,
        noimage="noimageindex" in said,
        until=datetime.fromisoformat(until) if until else None,
        paid="not-free" in said,
        reserved=said.get(_RESERVED),
        tdmrep=said.get(_TDMREP),
        consent="consent" in said,
        embargo=datetime.fromisoformat(embargo) if embargo else None,
    )
