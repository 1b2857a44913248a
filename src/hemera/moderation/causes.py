"""What keys of errors mean, in the words of whoever reads of them. English is the message id."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

_UNREACHABLE = gettext_noop("its server did not answer")
_SLOW = gettext_noop("its server answered too slowly")
_FAULT = gettext_noop("its server reported a fault")
_DAMAGED = gettext_noop("its server’s answer was damaged")
_DENIED = gettext_noop("access was denied")
_GONE = gettext_noop("the page was not there")
_LARGE = gettext_noop("the answer was larger than we take")
_ROBOTS = gettext_noop("its robots.txt asks not to fetch it")
_FEED = gettext_noop("its feed could not be read")
_TEXT = gettext_noop("no text could be made out on the page")
_OURS = gettext_noop("a fault of ours")
_REFUSED = gettext_noop("the address is none that we follow")
_OTHER = gettext_noop("another reason")
CAUSES: Mapping[str, str] = {  # a key, or how keys begin; the longest that fits counts
    "coverage.away": gettext_noop("we did not come in time"),
    "coverage.burst": gettext_noop("it published more between two visits than its feed shows"),
    "feed.empty": gettext_noop("its feed was empty"),
    "fetch": _UNREACHABLE,
    "fetch.dns": gettext_noop("its name was not to be found on the network"),
    "fetch.tls": gettext_noop("its certificate was not valid"),
    "fetch.deadline": _SLOW,
    "fetch.empty": gettext_noop("the answer was empty"),
    "fetch.paused": gettext_noop("its server needed a rest"),
    "fetch.queue-full": gettext_noop("we did not come in time"),
    "fetch.protocol": _DAMAGED,
    "fetch.truncated": _DAMAGED,
    "fetch.undecodable": _DAMAGED,
    "fetch.refused": _REFUSED,
    "fetch.refused.encoding": _DAMAGED,
    "fetch.refused.headers": _DAMAGED,
    "fetch.refused.partial": _DAMAGED,
    "fetch.refused.robots": _ROBOTS,
    "fetch.robots-unreadable": gettext_noop("its robots.txt could not be read"),
    "fetch.refused.size": _LARGE,
    "fetch.refused.ratio": _LARGE,
    "http": _FAULT,
    "http.401": _DENIED,
    "http.402": _DENIED,
    "http.403": _DENIED,
    "http.404": _GONE,
    "http.410": _GONE,
    "http.429": gettext_noop("its server asked us to come less often"),
    "http.451": _DENIED,
    "parse": _FEED,
    "parse.html-not-feed": gettext_noop("another page stood in place of its feed"),
    "worker.killed": gettext_noop("it took too long to read"),
    "body": _TEXT,
    "body.consent-wall": gettext_noop("a consent wall stood before the text"),
    "template": _TEXT,
    "extract": _TEXT,
    "title.missing": gettext_noop("no title could be made out on the page"),
    "source.hijacked": gettext_noop("its site may be somebody else’s now"),
    "link.home": gettext_noop("its address leads to the front page"),
    "entry.other-site": gettext_noop("the link leads to another site"),
    "entry.later-page": gettext_noop("it is a further page of an article"),
    "past": gettext_noop("it was found in the past, and is not wanted any more"),
    "capture": _OURS,
    "bug": _OURS,
}


def cause(key: str) -> str:
    """Say in words what a key of an error means to a reader."""
    return gettext(in_english(key))


def in_english(key: str) -> str:
    """Say the same as the command line does, which has one language."""
    parts = key.split(".")
    begins = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((CAUSES[begin] for begin in begins if begin in CAUSES), _OTHER)
