"""A token bucket for each network. Pure: the caller gives the time; one per process, in memory, bounded."""

from __future__ import annotations

from collections import OrderedDict
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
