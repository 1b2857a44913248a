"""Whose turn it is: one connection and a gap per host, pauses for hosts that ask for them, fair among many.

Pure: it holds queues and is told the time (monotonic seconds), it never waits. The gap is counted from the end of
one exchange to the start of the next, so two requests are never closer than it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

from hemera.fetch.hosts import Known

if TYPE_CHECKING:
    from hemera.fetch.limits import Manners

T = TypeVar("T")

_KEPT_HOSTS = 50_000
_ALPHA = 0.25  # weight of the newest latency in the moving average


@dataclass(slots=True)
class Host(Generic[T]):
    """What is known of one host, and what waits for it."""

    waiting: list[tuple[T, float | None]] = field(default_factory=list)  # mostly none: an empty deque takes 600 bytes
    busy: bool = False
    ticket: int = 0  # the one valid entry in the heap
    ended: float = float("-inf")
    latency: float = 0.0
    crawl_delay: float | None = None  # nobody has read its robots.txt yet
    strikes: int = 0  # 429 and 503 in a row
    paused_until: float = float("-inf")
    asked_until: float = float("-inf")  # the same, where the host itself asked for it
    down_until: float = 0.0  # the same, where it could not be reached
    down_for: int = 0  # number of who met that, where it was another


class Turns(Generic[T]):
    """Requests waiting, by host."""

    def __init__(self, default_gap: float, manners: Manners) -> None:
        self._default_gap = default_gap
        self._manners = manners
        self._hosts: dict[str, Host[T]] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._tickets = count(1)
        self.waiting = 0

    def add(self, key: str, item: T, gap: float | None, now: float, *, first: bool = False) -> None:
        """Queue an item; ``gap`` None means the default, widened for slow hosts; ``first`` puts it before the others."""
        host = self._host(key, now)
        host.waiting.insert(0 if first else len(host.waiting), (item, gap))
        self.waiting += 1
        if first or len(host.waiting) == 1:  # else its place in the heap stands
            self._enter(key, host, now)

    def take(self, now: float) -> tuple[str, T, float] | None:
        """Give the turn to a host whose gap is over: key, item, and the seconds of a pause too long to wait out (or 0)."""
        while self._heap and self._heap[0][0] <= now:
            _, ticket, key = heappop(self._heap)
            host = self._hosts.get(key)
            if host is not None and host.ticket == ticket:  # a valid ticket means it waits and is not busy
                host.busy = True
                self.waiting -= 1
                return key, host.waiting.pop(0)[0], self._long_pause(host, now)
        return None

    def wake(self) -> float | None:
        """Say when the next turn may come; None where nothing waits."""
        return self._heap[0][0] if self._heap else None

    def give_back(self, key: str, now: float) -> None:
        """End a turn in which the host was not asked anything."""
        host = self._hosts[key]
        host.busy = False
        self._enter(key, host, now)

    def done(self, key: str, now: float, seconds: float | None = None) -> None:
        """End a turn in which the host was asked; ``seconds`` is its latency where it answered."""
        host = self._hosts[key]
        host.ended = now
        if seconds is not None:
            host.latency = seconds if not host.latency else host.latency + _ALPHA * (seconds - host.latency)
            host.down_until, host.down_for = 0.0, 0
        self.give_back(key, now)

    def put_back(self, key: str, item: T, gap: float | None, now: float) -> None:
        """End a turn that comes too early after all; the item is the first to have the next."""
        host = self._hosts[key]
        host.waiting.insert(0, (item, gap))
        self.waiting += 1
        self.give_back(key, now)

    def hear(self, key: str, known: Known) -> None:
        """Learn what others know of a host: who asked it last knows best."""
        host = self._hosts[key]
        if known.ended > max(host.ended, 0.0):
            host.ended, host.strikes, host.latency = known.ended, known.strikes, known.latency or host.latency
        host.asked_until = max(host.asked_until, known.paused_until)
        if known.down_until > host.down_until:
            host.down_until, host.down_for = known.down_until, known.down_for
        host.paused_until = max(host.paused_until, known.paused_until, known.down_until)
        host.crawl_delay = (known.crawl_delay or None) if host.crawl_delay is None else host.crawl_delay

    def may_ask(self, key: str, asked: float | None, now: float) -> bool:
        """Say whether a host's gap and pause are over."""
        host = self._hosts[key]
        return max(host.ended + self.gap(key, asked), host.paused_until) <= now

    def known(self, key: str) -> Known:
        """Return what others should know of a host."""
        host = self._hosts[key]
        said = (host.ended, host.asked_until, host.latency, host.crawl_delay or 0.0, host.strikes)
        return Known(*said, host.down_until, host.down_for)

    def note_status(self, key: str, status: int, retry_after: float | None, now: float) -> None:
        """Learn from an answer: 429 and 503 pause the host, each time longer; any other clears the strikes."""
        host = self._hosts[key]
        if status not in (429, 503):
            host.strikes = 0
            return
        wait = min(self._manners.backoff * 2**host.strikes, self._manners.backoff_cap)
        host.strikes = min(host.strikes + 1, 16)
        self.pause(key, max(wait, retry_after or 0.0), now)
        host.asked_until = host.paused_until

    def pause(self, key: str, seconds: float, now: float) -> None:
        """Leave a host alone for some time."""
        host = self._hosts[key]
        host.paused_until = max(host.paused_until, now + seconds)

    def down(self, key: str, now: float) -> None:
        """Leave a host alone that could not be reached, and let others do so while this process lives."""
        self.pause(key, self._manners.down, now)
        host = self._hosts[key]
        host.down_until, host.down_for = now + self._manners.down, 0

    def slow_down(self, key: str, crawl_delay: float | None) -> None:
        """Take a robots.txt's crawl-delay, capped, as the host's least gap."""
        self._hosts[key].crawl_delay = min(crawl_delay or 0.0, self._manners.crawl_delay)

    def drain(self) -> list[T]:
        """Empty every queue and return what waited."""
        items = [item for host in self._hosts.values() for item, _ in host.waiting]
        self._hosts.clear()
        self._heap.clear()
        self.waiting = 0
        return items

    def gap(self, key: str, asked: float | None) -> float:
        """Return the seconds that must lie between two requests to a host."""
        host = self._hosts.get(key) or Host()
        base = max(self._default_gap, min(host.latency, self._manners.slow_gap)) if asked is None else asked
        return max(base, host.crawl_delay or 0.0)

    def _host(self, key: str, now: float) -> Host[T]:
        if key not in self._hosts:
            if len(self._hosts) >= _KEPT_HOSTS:
                self._forget(now)
            self._hosts[key] = Host()
        return self._hosts[key]

    def _forget(self, now: float) -> None:
        """Drop hosts of which nothing is worth knowing: idle for longer than any gap, not paused, without a crawl-delay."""
        longest = max(self._default_gap, self._manners.crawl_delay, self._manners.slow_gap)
        for key, host in list(self._hosts.items()):
            if not (host.busy or host.waiting or host.crawl_delay) and max(host.ended + longest, host.paused_until) < now:
                del self._hosts[key]

    def _enter(self, key: str, host: Host[T], now: float) -> None:
        if host.busy or not host.waiting:
            return
        ready = host.ended + self.gap(key, host.waiting[0][1])
        if not self._long_pause(host, now):
            ready = max(ready, host.paused_until)
        host.ticket = next(self._tickets)
        heappush(self._heap, (max(ready, now), host.ticket, key))

    def _long_pause(self, host: Host[T], now: float) -> float:
        left = host.paused_until - now
        return left if left > self._manners.patience else 0.0
