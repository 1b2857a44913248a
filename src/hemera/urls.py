"""Addresses in one form: the same page gives the same text, whatever a feed, a page or a redirect wrote.

The form is RFC 3986's syntax-based normalisation (https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2) plus three
habits of the press: fragments, default ports and campaign parameters do not make another article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address
from typing import NamedTuple
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from hemera.errors import ParseError

MAX_LENGTH = 4_000  # characters, escaped; longer ones are traps or mistakes
MAX_KEPT = 2_000  # of addresses that articles and feeds are known by
DEFAULT_PORTS = {"http": 80, "https": 443}
_LAST_PORT, _LONGEST_HOST = 65_535, 253

TRACKING = re.compile(
    r"(?:utm|mtm|pk|hsa|_hs)_\w+|at_(?:medium|campaign|format|creation|variant|custom\w*)|mc_[ce]id|ns_(?:campaign|mchannel|source|linkname)"
    r"|(?:fb|g|d|ms|y|tw|tt|ig)cl(?:id|src)|twclid|[gw]braid|igsh(?:id)?|xtor|xtref|_g[al]|__twitter_impression",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|%(?:0[0ad])", re.IGNORECASE)
# What most addresses are already: no query, no port, nothing escaped, no dot segments. Worth a short way: sitemaps hold 50,000.
_NORMAL = re.compile(r"https?://([a-z0-9.-]+)(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)?)+")
# Likewise to tell whom an address asks: a name in lower case or four numbers, perhaps a port, nothing that would be escaped.
_NAME = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_PLAIN = re.compile(rf"(https?)://((?:{_NAME}\.)*{_NAME})(?::([1-9][0-9]{{0,4}}))?(/[A-Za-z0-9_.~/-]*)?(\?[A-Za-z0-9_.~/=&-]+)?")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PATH_SAFE = "/:@!$&'()*+,;=%"
_QUERY_SAFE = _PATH_SAFE + "?"


def normalise(url: str, base: str | None = None) -> str:
    """Return the absolute http(s) form of ``url``, resolved against ``base`` (an absolute URL) where it is relative.

    Raises ``ParseError`` (``url.invalid``) for anything that is not an http(s) address we would dial: other schemes,
    user names, control characters written or escaped, backslashes, hosts that are no names, over 4,000 characters.
    """
    text = url.strip(" \t\r\n\f\u00a0\ufeff")
    if not text or len(text) > MAX_LENGTH or _UNSAFE.search(text):
        raise _invalid(url)
    try:
        normal = _NORMAL.fullmatch(text)
        if normal and _host(normal[1]) == normal[1]:
            return text
        absolute = text[:8].lower().startswith(("http://", "https://"))
        return _rebuild(urlsplit(text if absolute or not base else urljoin(base, text)))
    except ValueError:  # urlsplit and .port judge brackets and port numbers
        raise _invalid(url) from None


def is_http(url: str) -> bool:
    """Say whether ``url`` is an absolute http(s) address that ``normalise`` accepts."""
    try:
        normalise(url)
    except ParseError:
        return False
    return True


class Plain(NamedTuple):
    """An address that is as it would be asked, in its parts."""

    scheme: str
    host: str
    port: int
    asked: str  # path and query

    @property
    def netloc(self) -> str:
        """Return the host, and the port where it is not the scheme's own."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"


def plain(url: str) -> Plain | None:
    """Take an address apart the short way; None where that takes ``normalise`` to do, or to refuse."""
    match = _PLAIN.fullmatch(url) if len(url) <= MAX_LENGTH else None
    if match is None:
        return None
    scheme, host, port, path, query = match.groups()
    number = int(port) if port else DEFAULT_PORTS[scheme]
    return (
        Plain(scheme, host, number, f"{path or '/'}{query or ''}") if number <= _LAST_PORT and len(host) <= _LONGEST_HOST else None
    )


def host_key(url: str) -> str:
    """Return host, and port where it is not the scheme's own: what politeness is counted by."""
    parts = plain(url)
    return parts.netloc if parts else urlsplit(normalise(url)).netloc


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses belong to one publisher: the same registrable domain.

    Blog platforms count by blog. Where there is no public suffix (addresses, ``localhost``) host and port must be equal.
    """
    try:
        return _site(host_key(one)) == _site(host_key(other))
    except ParseError:
        return False


def _invalid(url: str) -> ParseError:
    return ParseError("url.invalid", "Not an address we would open: {url}", url=url[:200])


def _rebuild(parts: SplitResult) -> str:
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or "@" in parts.netloc or not parts.hostname:
        raise ValueError(parts.scheme)
    netloc = _host(parts.hostname)
    if parts.port not in (None, DEFAULT_PORTS[scheme]):
        netloc = f"{netloc}:{parts.port}"
    path = _without_dots(_escape(parts.path, _PATH_SAFE)) or "/"
    query = _without_tracking(_escape(parts.query, _QUERY_SAFE))
    whole = f"{scheme}://{netloc}{path}" + (f"?{query}" if query else "")
    if len(whole) > MAX_LENGTH:
        raise ValueError(whole[:80])
    return whole


@lru_cache(maxsize=4096)
def _host(host: str) -> str:
    if ":" in host:
        return f"[{IPv6Address(host.partition('%')[0]).compressed}]"
    host = host.lower().rstrip(".")
    if not host.isascii() or "%" in host:
        host = _punycode(host)
    if len(host) > _LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ValueError(host)
    return host


def _punycode(host: str) -> str:
    import idna

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii").rstrip(".")
    except idna.IDNAError as error:
        raise ValueError(host) from error


def _escape(text: str, safe: str) -> str:
    """Give percent-encoding its one form: unreserved characters bare, the rest in upper-case escapes."""
    text = _ESCAPE.sub(_one_escape, _STRAY_PERCENT.sub("%25", text))
    return quote(text, safe=safe + _UNRESERVED)


def _one_escape(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """Remove dot segments (RFC 3986, 5.2.4); ``path`` is empty or starts with a slash."""
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del out[-1:]
        elif segment != ".":
            out.append(segment)
    if segments and segments[-1] in {".", ".."}:
        out.append("")
    return "/" + "/".join(out) if out else ""


def _without_tracking(query: str) -> str:
    return "&".join(p for p in query.split("&") if p and not TRACKING.fullmatch(p.partition("=")[0]))


@lru_cache(maxsize=4096)
def _site(netloc: str) -> str:
    from tld import get_fld

    host = netloc.partition(":")[0]
    domain: str | None = get_fld(f"https://{host}/", fail_silently=True, search_private=True)
    return domain or netloc
