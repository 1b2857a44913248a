"""What is kept beside the record because no capture can tell it: the numbers that articles were given, sources, and templates.

``numbers.log`` is a line an article, tabs between the fields of ``jobs.Numbered``; ``record.log`` is a line of JSON for each state
of a source or template. Both are followed, as the index is: what the record has and the log has not is added, so that a crash
between the two is made good by the next run. Neither is ever rewritten; the last line of a kind and key counts.

Twenty thousand sources are as many lines to compare, so ``record.mark`` says of which record, by its fingerprint, and up to which
length ``record.log`` is written: where both still hold, there is nothing to compare. It may be lost or old at any time.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from hemera import disk, faults
from hemera.jobs import Numbered

Key = tuple[str, str]  # kind, name
NUMBERS, STATES, MARK = "numbers.log", "record.log", "record.mark"
_TAIL = 16 << 10  # bytes in which the last line must lie; an address has 2,000 characters


class Told(Protocol):
    """What is asked of the record."""

    def newest_article(self) -> int: ...
    def numbered(self, after: int) -> Iterator[Numbered]: ...
    def states(self) -> Iterable[tuple[Key, Mapping[str, Any]]]: ...
    def fingerprint(self) -> str:
        """Return what changes with any of the states."""
        ...


class Journal:
    """The two logs of one archive."""

    def __init__(self, folder: Path) -> None:
        self.numbers, self.states, self._mark = folder / NUMBERS, folder / STATES, folder / MARK

    def mark(self) -> int:
        """Return the row of the last article written down; 0 for none."""
        if not self.numbers.exists():
            return 0
        with self.numbers.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            found = [line for raw in file.read().split(b"\n")[:-1] if (line := _numbered(raw))]
        return found[-1].row if found else 0

    def follow(self, record: Told) -> int:
        """Write down the articles the record has and the log has not; return how many."""
        fresh = list(record.numbered(self.mark()))
        append(self.numbers, ("\t".join(map(str, line)) for line in fresh))
        return len(fresh)

    def follow_states(self, record: Told) -> int:
        """Write down sources and templates that are not as they were last written; return how many."""
        now = record.fingerprint()
        if self._marked() == [now, str(_size(self.states))]:
            return 0
        size, before = _size(self.states), {key: _digest(columns) for key, columns in _states(self.states)}
        changed = [_line(key, columns) for key, columns in record.states() if before.get(key) != _digest(columns)]
        size += append(self.states, changed)  # with what others added meanwhile it is longer, and all is compared again
        with suppress(OSError):  # likewise
            disk.replace(self._mark, f"{now} {size}".encode())
        return len(changed)

    def _marked(self) -> list[str]:
        try:
            return self._mark.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return []

    def begin_anew(self, record: Told) -> None:
        """Note that the record was set back, and gives its rows again from its newest article on."""
        append(self.numbers, ["\t".join(map(str, Numbered(record.newest_article(), "", 0, "", "", "")))])

    def is_ahead_of(self, record: Told) -> bool:
        """Say whether articles were written down that came after all the record has: it was lost, or set back."""
        return self.mark() > record.newest_article()

    def read_numbers(self) -> Iterator[Numbered]:
        """Yield what was written down of articles, oldest first."""
        if self.numbers.exists():
            with self.numbers.open("rb") as file:
                yield from (line for raw in file if (line := _numbered(raw)) and line.source)

    def read_states(self) -> dict[Key, dict[str, Any]]:
        """Return the last state of every source and template."""
        return dict(_states(self.states))


def _numbered(raw: bytes) -> Numbered | None:
    """Read a line; None for one a crash has torn."""
    parts = raw.decode("utf-8", "replace").rstrip("\n").split("\t")
    if len(parts) != len(Numbered._fields) or not (parts[0].isdecimal() and parts[2].isdecimal()):
        return None
    return Numbered(int(parts[0]), parts[1], int(parts[2]), *parts[3:])


def _states(path: Path) -> Iterator[tuple[Key, dict[str, Any]]]:
    for raw in path.read_bytes().split(b"\n") if path.exists() else ():
        try:
            line = json.loads(raw)
            yield (line.pop("kind"), line.pop("key")), line
        except (ValueError, KeyError, AttributeError, TypeError):
            continue  # torn by a crash: what it said is said again


def _line(key: Key, columns: Mapping[str, Any]) -> str:
    kind, name = key
    return json.dumps({"kind": kind, "key": name, **columns}, ensure_ascii=False)


def _digest(columns: Mapping[str, Any]) -> bytes:
    """Return a short form of columns, the same before they were written as JSON and after."""
    return blake2b(json.dumps(columns, ensure_ascii=False).encode(), digest_size=16).digest()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def append(path: Path, lines: Iterable[str]) -> int:
    """Add whole lines and fsync; a line torn by a crash before is ended first. Return the bytes added."""
    data = "".join(f"{line}\n" for line in lines).encode()
    if not data:
        return 0
    with path.open("a+b") as file:
        size = file.seek(0, os.SEEK_END)
        if size:
            file.seek(size - 1)
            data = data if file.read(1) == b"\n" else b"\n" + data
        file.write(data[: len(data) // 2])
        file.flush()
        faults.point("journal.half-line")
        file.write(data[len(data) // 2 :])
        file.flush()
        os.fsync(file.fileno())
    return len(data)
