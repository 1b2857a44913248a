"""What an alert may be made of: refused by name before it is kept. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import time
from urllib.parse import urlsplit

from hemera.errors import AlertError

MAX_NAME = 120  # characters
# What every mail server takes: no quoted local parts, no comments, no address literals, nothing beyond ASCII.
_ADDRESS = re.compile(
    r"(?=.{3,254}$)(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
)
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def recipient(text: str) -> str:
    """Return a mail address; raises ``AlertError`` for what is none, and for whatever would say more than one in a header."""
    if not _ADDRESS.fullmatch(text):
        raise AlertError("alert.bad-address", "{what!r} is no mail address.", what=text[:100])
    return text


def reachable(url: str) -> str:
    """Return the address of a webhook as far as its text can be judged; raises ``AlertError``."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and not parts.username and len(url) <= 2000
    except ValueError:
        good = False
    if not good or not url.isprintable() or " " in url:
        raise AlertError("alert.bad-webhook", "{what!r} is no address to call: https://…, without a password.", what=url[:100])
    return url


def named(text: str) -> str:
    """Return a name on one line; raises ``AlertError`` where it holds what could end a line of a mail's head."""
    if any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in text):
        raise AlertError("alert.bad-name", "A name is one line, without control characters.")
    if len(text) > MAX_NAME:
        raise AlertError("alert.bad-name", "A name has at most {limit} characters.", limit=MAX_NAME)
    return " ".join(text.split())


def timed(text: str) -> time:
    """Read a time of day, ``07:00``; raises ``AlertError``."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise AlertError("alert.bad-time", "{what!r} is no time of day; write it as 07:00.", what=text[:20])
    return time(int(found[1]), int(found[2]))
