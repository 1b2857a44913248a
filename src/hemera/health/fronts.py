"""Whether a front page is still its source's: what it was, what it is now, and by how many signs they differ. Pure.

A newspaper may be drawn anew, renamed, translated or moved; each of these alone is its own affair. That somebody else sits at
its address is believed only where signs of different kinds agree, at two looks, hours apart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from hemera import urls
from hemera.text import fold

AGAIN = timedelta(hours=6)  # from the look that raised the suspicion to one that may confirm it
FEW_LINKS = 5  # a page with fewer says too little: a wall, a notice of maintenance
ALIKE = 0.2  # share in common below which links, or layouts, are another's
_KEPT_NAMES, _KEPT_SHAPES = 12, 80
_WORD = re.compile(r"[^\W\d_]{3,}")
_COMMON = frozenset(("www", "com", "net", "org", "the", "les", "des", "news", "info", "home", "accueil", "الرئيسيه", "online"))


class Sign(StrEnum):
    """How a front page differs from what it was."""

    ADDRESS = "address"  # it answers from another domain
    NAME = "name"  # neither its name nor its title has a word of a name it ever had
    LANGUAGE = "language"  # of none it ever had
    LINKS = "links"  # they lead to no addresses like those of its articles and sections
    LAYOUT = "layout"
    PARKED = "parked"  # it says that the domain is for sale


_STRUCTURE = frozenset({Sign.LINKS, Sign.LAYOUT})
_TELLING = frozenset({Sign.NAME, Sign.PARKED})


@dataclass(frozen=True, slots=True)
class Look:
    """What a front page is, in a few words."""

    url: str  # that answered
    name: str = ""  # of the site, as it says itself
    title: str = ""
    language: str = ""
    shapes: tuple[str, ...] = ()  # of its links' addresses
    marks: tuple[str, ...] = ()  # what its frame is made of
    links: int = 0
    parked: bool = False


@dataclass(frozen=True, slots=True)
class Identity:
    """What a source's front page has been so far."""

    url: str
    names: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held of a source's front page. Moments are UTC."""

    identity: Identity | None = None
    look: Look | None = None  # the last
    signs: tuple[Sign, ...] = ()  # by which that look differs
    good_at: datetime | None = None  # the last look at which it was itself
    suspected_at: datetime | None = None  # since when it may be somebody else's: nothing is fetched from there
    hijacked_at: datetime | None = None  # as that, confirmed; stays until a person decides

    @property
    def is_suspected(self) -> bool:
        return self.suspected_at is not None and self.hijacked_at is None


def after_look(before: Standing, look: Look, known: Identity, now: datetime) -> Standing:
    """Return what is held after a look; ``known`` is what the catalogue and the articles kept say of the source."""
    whole = _joined(before.identity, known)
    signs = tuple(sorted(found(whole, look)))
    seen = replace(before, look=look, signs=signs)
    if says_too_little(look, signs):
        return seen
    if is_another(signs):
        since = before.suspected_at or now
        confirmed = now - since >= AGAIN
        return replace(seen, suspected_at=since, hijacked_at=before.hijacked_at or (since if confirmed else None))
    seen = replace(seen, good_at=now, identity=learned(before.identity or Identity(known.url), look, signs))
    return seen if before.hijacked_at else replace(seen, suspected_at=None)


def found(known: Identity, look: Look) -> set[Sign]:
    """Return by which signs a look differs from what is known; what is not known differs in nothing."""
    differs = {
        Sign.ADDRESS: not urls.same_site(look.url, known.url),
        Sign.NAME: bool(words(known.names) and words((look.name, look.title))) and not _named_alike(known, look),
        Sign.LANGUAGE: bool(look.language and known.languages) and look.language not in known.languages,
        Sign.LINKS: bool(known.shapes) and _share(look.shapes, known.shapes) < ALIKE,
        Sign.LAYOUT: bool(known.marks) and _share(look.marks, known.marks) < ALIKE,
        Sign.PARKED: look.parked,
    }
    return {sign for sign, here in differs.items() if here}


def is_another(signs: Collection[Sign]) -> bool:
    """Say whether signs of different kinds agree that it is somebody else's page.

    Another address under the old name is a move; another layout with other links is a page drawn anew.
    """
    given = frozenset(signs)
    kinds = len(given - _STRUCTURE) + bool(given & _STRUCTURE)
    return bool((given & _TELLING and kinds > 1) or (Sign.LANGUAGE in given and given >= _STRUCTURE))


def says_too_little(look: Look, signs: Collection[Sign]) -> bool:
    """Say whether nothing follows from a look: hardly a link, and no domain offered for sale."""
    return look.links < FEW_LINKS and Sign.PARKED not in signs


def learned(identity: Identity | None, look: Look, signs: Collection[Sign]) -> Identity:
    """Take up what a look that is the source's own says: what it was, and what it is from now on."""
    if identity is None:
        return Identity(look.url, _texts(look), (look.language,) if look.language else (), look.shapes, look.marks)
    return Identity(
        url=identity.url if Sign.ADDRESS in signs else look.url,
        names=_kept((*_texts(look), *identity.names), _KEPT_NAMES),
        languages=_kept(filter(None, (*identity.languages, look.language)), _KEPT_NAMES),
        shapes=_kept((*look.shapes, *identity.shapes), _KEPT_SHAPES),
        marks=look.marks or identity.marks,
    )


def words(texts: Iterable[str]) -> set[str]:
    """Return the words by which a name is known again."""
    return {word for text in texts for word in _WORD.findall(fold(text))} - _COMMON


def to_json(standing: Standing) -> dict[str, Any]:
    """Pack what is no column of its own."""
    return {
        "identity": asdict(standing.identity) if standing.identity else None,
        "look": asdict(standing.look) if standing.look else None,
        "signs": list(standing.signs),
    }


def of_json(table: Mapping[str, Any], **moments: datetime | None) -> Standing:
    """Unpack it."""
    identity, look = table.get("identity"), table.get("look")
    return Standing(
        identity=Identity(**_tuples(identity)) if identity else None,
        look=Look(**_tuples(look)) if look else None,
        signs=tuple(Sign(sign) for sign in table.get("signs", ())),
        **moments,
    )


def _tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}


def _named_alike(known: Identity, look: Look) -> bool:
    return bool(words(known.names) & words((look.name, look.title)))


def _joined(identity: Identity | None, known: Identity) -> Identity:
    if identity is None:
        return known
    return replace(
        identity,
        names=(*identity.names, *known.names),
        languages=(*identity.languages, *known.languages),
        shapes=(*identity.shapes, *known.shapes),
    )


def _share(here: Collection[str], known: Collection[str]) -> float:
    """Return the share of what is here that is known; of nothing, none."""
    return len(set(here) & set(known)) / len(set(here)) if here else 0.0


def _texts(look: Look) -> tuple[str, ...]:
    return tuple(text for text in (look.name, look.title) if text)


def _kept(values: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:most]
