"""What a site's robots.txt lets us ask for (RFC 9309), remembered for a day.

Only the lines that speak to us are kept. That also disarms files that name thousands of robots over thousands of
rules, each of which a parser would have to multiply out.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hemera.errors import FetchError, FetchRefused

if TYPE_CHECKING:
    from hemera.fetch.limits import Manners

_KEPT = 50_000  # sites
_CUT = 500 << 10  # bytes, RFC 9309, 2.5
_LONG_UNREADABLE = 30 * 24 * 3600.0  # seconds, RFC 9309, 2.3.1.4: after that, as if there were none
_AGENT_LINE = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*(.*)", re.IGNORECASE)
_RULE_LINE = re.compile(r"\s*(?:dis+al+ow|disallaw|diasllow|allow|crawl[- ]delay)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """One site's answer. ``text`` holds the lines for us, under one User-agent line; empty means everything is allowed."""

    text: str = ""
    unreadable: bool = False  # 5xx: nothing may be asked until it can be read

    def allows(self, url: str) -> bool:
        """Say whether an address of this site may be asked."""
        return not self.unreadable and (not self.text or bool(_parsed(self.text).can_fetch(url, "*")))

    @property
    def crawl_delay(self) -> float | None:
        """Return the seconds the site wants between two requests, as written."""
        delay = _parsed(self.text).crawl_delay("*") if "delay" in self.text.lower() else None
        return None if delay is None else float(delay)


ALLOWED = Rules()
UNREADABLE = Rules(unreadable=True)


@lru_cache(maxsize=512)
def _parsed(text: str) -> Any:
    from protego import Protego

    return Protego.parse(text)


def read(status: int, mime: str, body: bytes, token: str) -> Rules:
    """Read the answer to a request for robots.txt; ``token`` is our product name.

    4xx allows everything, 5xx and 429 pause the site, HTML is no robots.txt and allows everything.
    """
    if status >= 500 or status == 429:
        return UNREADABLE
    if not 200 <= status < 300 or "html" in mime.lower() or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return ALLOWED
    return _rules(for_agent(body[:_CUT].decode("utf-8", "replace").removeprefix("\ufeff"), token))


@lru_cache(maxsize=512)
def _rules(text: str) -> Rules:
    """Return the rules of these lines: thousands of sites say the same."""
    return Rules(text)


def after_error(error: FetchError, hops: int) -> Rules | None:
    """Read a failed request for robots.txt; None where the failure is the host's own and stands for every request.

    A site that redirects its robots.txt in circles or nowhere has none (RFC 9309, 2.3.1.2); one that redirects it to
    where we do not go is paused.
    """
    if error.key in ("fetch.refused.redirects", "fetch.redirect"):
        return ALLOWED
    return UNREADABLE if hops else None


def for_agent(text: str, token: str) -> str:
    """Reduce a robots.txt to the group that speaks to ``token``, else to the one for all, under ``User-agent: *``."""
    ours, everyone = _groups(text, token.lower())
    lines = everyone if ours is None else ours
    return "\n".join(["User-agent: *", *lines]) if lines else ""


def _groups(text: str, token: str) -> tuple[list[str] | None, list[str]]:
    """Collect the rule lines of all groups naming us (None: no group does) and of all groups naming everyone."""
    ours: list[str] | None = None
    everyone: list[str] = []
    named: set[str] = set()
    in_agents = False
    for line in (line.partition("#")[0] for line in text.splitlines()):
        if match := _AGENT_LINE.match(line):
            named = (named if in_agents else set()) | _names(match[1], token)
            ours = [] if ours is None and token in named else ours
            in_agents = True
        elif _RULE_LINE.match(line):
            in_agents = False
            if ours is not None and token in named:
                ours.append(line.strip())
            if "*" in named:
                everyone.append(line.strip())
    return ours, everyone


def _names(value: str, token: str) -> set[str]:
    """Say which of ``token`` and ``*`` a User-agent line names: our name alone, or followed by a version."""
    words = value.strip().lower()
    if words == "*":
        return {"*"}
    return {token} if re.split(r"[/\s*]", words, maxsplit=1)[0] == token else set()


class Cache:
    """Rules by origin, for a day; the time is monotonic seconds."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._rules: OrderedDict[str, tuple[Rules, float]] = OrderedDict()
        self._since: dict[str, float] = {}  # origin -> unreadable since
        self._before: dict[str, Rules] = {}  # what an unreadable origin said last

    def get(self, origin: str, now: float) -> Rules | None:
        """Return an origin's rules, or None where they are unknown or too old."""
        rules, until = self._rules.get(origin, (ALLOWED, now))
        return rules if now < until else None

    def put(self, origin: str, rules: Rules, now: float) -> None:
        """Remember an origin's rules; unreadable ones are asked for again soon."""
        if rules.unreadable:
            rules = self._unreadable(origin, now)
        else:
            self._since.pop(origin, None)
            self._before.pop(origin, None)
        life = self._manners.robots_retry if origin in self._since else self._manners.robots_ttl
        self._rules[origin] = (rules, now + life)
        self._rules.move_to_end(origin)
        if len(self._rules) > _KEPT:
            dropped, _ = self._rules.popitem(last=False)
            self._since.pop(dropped, None)
            self._before.pop(dropped, None)

    def _unreadable(self, origin: str, now: float) -> Rules:
        known, _ = self._rules.get(origin, (ALLOWED, now))
        if origin not in self._since:
            self._since[origin], self._before[origin] = now, known
        return self._before[origin] if now - self._since[origin] > _LONG_UNREADABLE else UNREADABLE

    def check(self, origin: str, url: str, now: float) -> bool:
        """Agree to an address (True), say that robots.txt must be read first (False), or raise ``FetchError``."""
        rules = self.get(origin, now)
        if rules is None:
            return False
        if rules.unreadable:
            wait = self._rules[origin][1] - now
            raise _paused(wait)
        if not rules.allows(url):
            raise FetchRefused("fetch.refused.robots", "robots.txt does not allow {url}.", url=url)
        return True


def _paused(wait: float) -> FetchError:
    error = FetchError("fetch.robots-unreadable", "robots.txt cannot be read now.", retry_after=round(wait, 1))
    error.weight = 0.5
    return error
