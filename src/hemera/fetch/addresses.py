"""Which addresses may be asked: the URL before it is resolved, and the IP address that is really dialled.

Only the dialled address decides. Resolvers read ``2130706433``, ``0x7f000001``, ``127.1`` and circled digits as
loopback, and a name may answer differently each time, so a check of the text alone proves nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Address, ip_network
from socket import AF_INET, inet_pton
from urllib.parse import quote, urlsplit

from hemera.errors import FetchRefused, ParseError
from hemera.urls import DEFAULT_PORTS, MAX_LENGTH, host_key, plain

_NAT64 = ip_network("64:ff9b::/96")
# IPv4 that is not on the public network, in order: the special-purpose registry (RFC 6890), multicast, reserved space, and two
# more. The library's own judgement takes thirty times as long, and lets some of it through.
_REFUSED_4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8"),
            "168.63.129.16/32",  # Azure's host agent answers here, in public space
            *("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
            "192.88.99.0/24",  # 6to4 relays, withdrawn by RFC 7526
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
_FIRST = [int(network.network_address) for network in _REFUSED_4]
_LAST = [int(network.broadcast_address) for network in _REFUSED_4]
_REFUSED_6 = (
    ip_network("64:ff9b:1::/48"),  # NAT64 for local use, RFC 8215
    ip_network("3fff::/20"),  # documentation, RFC 9637: younger than Python 3.11
)
# Names that mean this machine, this network or a cloud's metadata service (RFC 6761, RFC 6762, RFC 8375).
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa", ".localdomain", ".onion")
_KEPT = "%/:@!$&'()*+,;=~?-._[]"


@dataclass(frozen=True, slots=True)
class Target:
    """An address we agreed to ask."""

    url: str  # ASCII, without fragment, otherwise as written
    scheme: str
    host: str  # lower case, punycode; an IPv6 address without brackets
    port: int
    key: str  # what politeness is counted by

    @property
    def origin(self) -> str:
        """Return what one robots.txt speaks for: scheme, host and port."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def netloc(self) -> str:
        """Return host and port as a URL writes them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def path(self) -> str:
        """Return path and query: what a request line asks for."""
        return self.url.removeprefix(self.origin)


def check_url(url: str, ports: frozenset[int], *, loopback: bool = False) -> Target:
    """Agree to an absolute URL or raise ``FetchRefused``; opens nothing and resolves nothing.

    ``loopback`` admits this machine's names and any port.
    """
    target = _plain(url) or _normal(url)
    if not loopback and target.port not in ports:
        raise FetchRefused("fetch.refused.port", "Port {port} is not allowed.", port=target.port)
    if not loopback and _is_local_name(target.host):
        raise _refused_address(target.host)
    return target


def _plain(url: str) -> Target | None:
    parts = plain(url)
    if parts is None:
        return None
    return Target(f"{parts.scheme}://{parts.netloc}{parts.asked}", parts.scheme, parts.host, parts.port, parts.netloc)


def _normal(url: str) -> Target:
    key = _key(url)
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    name = urlsplit(f"//{key}")
    target = Target("", scheme, name.hostname or "", name.port or DEFAULT_PORTS[scheme], key)
    path = quote(parts.path, safe=_KEPT) or "/"
    query = f"?{quote(parts.query, safe=_KEPT)}" if parts.query else ""
    asked = f"{target.origin}{path}{query}"
    if len(asked) > MAX_LENGTH:
        raise _refused_url(url)
    return replace(target, url=asked)


def _key(url: str) -> str:
    scheme = url.strip().partition(":")[0].lower()
    if scheme not in DEFAULT_PORTS:
        raise FetchRefused("fetch.refused.scheme", "Only http and https are fetched, not {scheme}.", scheme=scheme[:20])
    try:
        return host_key(url)
    except ParseError as error:
        raise _refused_url(url) from error


def _refused_url(url: str) -> FetchRefused:
    return FetchRefused("fetch.refused.url", "Not an address we would open: {url}", url=url[:200])


def _is_local_name(host: str) -> bool:
    return f".{host}".endswith(_LOCAL_NAMES)


def check_peer(address: str, *, loopback: bool = False) -> None:
    """Agree to dial an IP address or raise ``FetchRefused``: public ones, and loopback where it is asked for."""
    if not (is_public(address) or (loopback and _is_loopback(address))):
        raise _refused_address(address)


def _refused_address(address: str) -> FetchRefused:
    return FetchRefused("fetch.refused.address", "Address {address} is not on the public network.", address=address)


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public network, and so does every IPv4 address it carries inside."""
    ip = _address(address)
    if not isinstance(ip, IPv6Address):
        return ip is not None and _is_public_4(ip)
    if ip.ipv4_mapped is not None or ip in _NAT64:
        return _is_public_4(int(ip) & 0xFFFFFFFF)
    return _is_public_6(ip) and not ip.is_site_local and not _is_tunnel(ip)


def _address(address: str) -> int | IPv6Address | None:
    """Return an IP address, version 4 as its number: every request passes here, and the system is seven times as quick."""
    plain = address.partition("%")[0]
    try:
        return int.from_bytes(inet_pton(AF_INET, plain), "big")
    except (OSError, ValueError):  # no version 4; or no text that can be handed to the system
        pass
    try:
        return IPv6Address(plain)
    except ValueError:
        return None


def _is_public_4(number: int) -> bool:
    place = bisect_right(_FIRST, number) - 1
    return place < 0 or number > _LAST[place]


def _is_public_6(ip: IPv6Address) -> bool:
    """Judge one address without looking inside; ``is_global`` alone lets multicast and reserved space through."""
    refused = ip.is_multicast or ip.is_unspecified or ip.is_loopback or ip.is_link_local or ip.is_private or ip.is_reserved
    return ip.is_global and not refused and not any(ip in network for network in _REFUSED_6)


def _is_tunnel(ip: IPv6Address) -> bool:
    """6to4, Teredo and IPv4-compatible addresses lead to an IPv4 address of the sender's choice; nobody publishes there."""
    return ip.sixtofour is not None or ip.teredo is not None or int(ip) >> 32 == 0


def _is_loopback(address: str) -> bool:
    ip = _address(address)
    if isinstance(ip, IPv6Address):
        return ip.is_loopback or (ip.ipv4_mapped is not None and ip.ipv4_mapped.is_loopback)
    return ip is not None and ip >> 24 == 127
