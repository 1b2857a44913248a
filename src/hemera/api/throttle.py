"""A token bucket for each network. Pure: the caller gives the time; one per process, in memory, bounded."""

from __future__ import annotations

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

MAX_NETWORKS = 20_000  # about 3 MB; the network seen longest ago is forgotten first, which can only favour it


class Throttle:
    """Lets ``burst`` requests through at once and ``rate`` a second after that, for each network."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # network -> tokens, when counted
        self._lock = Lock()

    def take(self, network: str, now: float) -> float:
        """Take a token; return 0.0, or the seconds to wait for the next one. ``now`` is a monotonic clock's."""
        with self._lock:
            tokens, then = self._buckets.pop(network, (float(self._burst), now))
            tokens = min(self._burst, tokens + (now - then) * self._rate)
            allowed = tokens >= 1
            self._buckets[network] = (tokens - 1 if allowed else tokens, now)
            if len(self._buckets) > MAX_NETWORKS:
                self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._rate


def network(address: str) -> str:
    """Return the /24 or /48 an address lies in: what one household or host usually has. Anything else stands for itself."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
