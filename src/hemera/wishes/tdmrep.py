"""A site's ``/.well-known/tdmrep.json``: which of its paths are reserved from text and data mining.

https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/ Patterns are those of robots.txt: ``*`` stands for
anything, ``$`` for the end; of several that match, the first in the file counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from hemera.wishes.directives import address

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 500_000
MAX_RULES = 1_000  # of one file
MAX_PATTERN = 1_000  # characters
_SAID = (0, 1, "0", "1")


class Rule(NamedTuple):
    """What is said of the paths that match a pattern."""

    location: str
    reserved: bool
    policy: str = ""


def place(url: str) -> str:
    """Return the address of the file that speaks for another address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{PATH}"


def rules(body: bytes) -> tuple[Rule, ...]:
    """Read a file. One that is no JSON array says nothing, and neither does an item that is no rule."""
    if len(body) > MAX_BYTES:
        return ()
    try:
        found = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return ()
    return tuple(_rules(found)) if isinstance(found, list) else ()


def _rules(items: list[object]) -> Iterator[Rule]:
    for item in items[:MAX_RULES]:
        if not isinstance(item, dict):
            continue
        location, said, policy = (item.get(name) for name in ("location", "tdm-reservation", "tdm-policy"))
        if isinstance(location, str) and location.startswith(("/", "*")) and len(location) <= MAX_PATTERN and said in _SAID:
            yield Rule(location, said in (1, "1"), address(policy) if isinstance(policy, str) else "")


def reserved(found: Sequence[Rule], url: str) -> str | None:
    """Return where the terms are under which an address may be mined, "" where that is unsaid; None where it is not reserved."""
    if not found:
        return None
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    rule = next((rule for rule in found if matches(rule.location, path)), None)
    return rule.policy if rule is not None and rule.reserved else None


def matches(pattern: str, path: str) -> bool:
    """Say whether a pattern matches a path. One pass: no pattern makes it slow."""
    whole = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others[:-1] if whole else others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not whole:
        return True
    return path.endswith(others[-1]) and len(path) - len(others[-1]) >= at if others else at == len(path)
