"""Addresses cut down to networks. Pure."""

from __future__ import annotations

import ipaddress

UNKNOWN = "unknown"


def household(address: str) -> str:
    """Return the /24 or /48 an address lies in: as near as an address comes to a person."""
    return _cut(address, 24, 48)


def provider(address: str) -> str:
    """Return the /16 or /32: whoever rents many small networks mostly rents them of one provider."""
    return _cut(address, 16, 32)


def _cut(address: str, four: int, six: int) -> str:
    try:
        ip = ipaddress.ip_address(address.strip().strip("[]").partition("%")[0])
    except ValueError:
        return UNKNOWN  # all that cannot be told apart is one
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, four if ip.version == 4 else six), strict=False))
