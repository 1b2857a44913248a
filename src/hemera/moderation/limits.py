"""So many an hour from one network. Kept in memory, never written: an hour later nothing of it is left."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

HOUR = timedelta(hours=1)
_MOST = 20_000  # networks remembered; the longest silent are dropped first


class Limit:
    """A sliding hour per key. One per process: several processes allow as many times more."""

    def __init__(self, most: int) -> None:
        """Allow ``most`` passages an hour."""
        self.most = most
        self._seen: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def allows(self, key: str, now: datetime) -> bool:
        """Count a passage and say whether it is within the limit; refused ones do not count."""
        with self._lock:
            times = self._seen.pop(key, deque())
            self._seen[key] = times  # newest last
            while times and now - times[0] >= HOUR:
                times.popleft()
            while len(self._seen) > _MOST:
                self._seen.pop(next(iter(self._seen)))
            if len(times) >= self.most:
                return False
            times.append(now)
            return True

    def forget(self) -> None:
        """Start anew."""
        with self._lock:
            self._seen.clear()
