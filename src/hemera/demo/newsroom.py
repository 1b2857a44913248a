"""What the press has printed so far, and what it does next."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from threading import Lock

from hemera.demo.bulletins import bulletin
from hemera.demo.press import Change, Piece, Press, change, local

# A release of the gazette's site, and with it its hashed class names, lasts so many steps.
RELEASE = 24
HARMFUL = frozenset({"emptied", "consent", "gone"})


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: a piece appeared, or was changed by ``change``."""

    at: datetime
    piece: Piece
    change: Change | None = None


class Newsroom:
    """The press over time. Every step publishes a piece, each fourth changes one; safe to use from several threads."""

    def __init__(self, press: Press, moment: Callable[[], datetime]) -> None:
        self._moment = moment
        self._lock = Lock()
        self._pieces = {piece.key: piece for piece in press.pieces}
        self._changes = deque(_turns(press.pieces))
        self._upcoming = deque(_in_turn(press.upcoming))
        self._bulletins = count()
        self._steps = 0

    @property
    def release(self) -> int:
        return self._steps // RELEASE

    def of(self, source: str) -> tuple[Piece, ...]:
        """Return one source's pieces, newest first, those withdrawn included."""
        with self._lock:
            found = [piece for piece in self._pieces.values() if piece.source == source]
        return tuple(sorted(found, key=lambda piece: (piece.published, piece.number), reverse=True))

    def advance(self) -> Step:
        """Publish the next piece, or make the next change, at the present moment."""
        self._steps += 1
        return (self.amend() if self._steps % 4 == 0 else None) or self.publish()

    def publish(self) -> Step:
        """Publish the next piece: what was written beforehand in turn, then bulletins without end."""
        now = self._moment()
        with self._lock:
            piece = self._upcoming.popleft() if self._upcoming else bulletin(next(self._bulletins), now)
            piece = replace(piece, published=local(now, piece.source))
            self._pieces[piece.key] = piece
            self._changes.extend((piece.key, how) for how in piece.changes)
        return Step(now, piece)

    def amend(self) -> Step | None:
        """Make the next change, None where all are made."""
        now = self._moment()
        with self._lock:
            if not self._changes:
                return None
            key, how = self._changes.popleft()
            piece = self._pieces[key] = change(self._pieces[key], how, now)
        return Step(now, piece, how)


def _in_turn(pieces: Iterable[Piece]) -> list[Piece]:
    """Order pieces so that every outlet prints one before any prints its second."""
    places = Counter[str]()
    turns = []
    for piece in pieces:
        places[piece.source] += 1
        turns.append((places[piece.source], piece.seed, piece))
    return [piece for *_, piece in sorted(turns, key=lambda turn: turn[:2])]


def _turns(pieces: Iterable[Piece]) -> Iterator[tuple[tuple[str, str], Change]]:
    """Yield the changes: after every three that mend an article, one that takes its text away."""
    waiting = sorted(((piece, how) for piece in pieces for how in piece.changes), key=lambda pair: pair[0].seed)
    mending = [(piece.key, how) for piece, how in waiting if how.kind not in HARMFUL]
    harming = deque((piece.key, how) for piece, how in waiting if how.kind in HARMFUL)
    for number, turn in enumerate(mending, 1):
        yield turn
        if number % 3 == 0 and harming:
            yield harming.popleft()
    yield from harming
