"""What one process remembers for some seconds, so that a busy page does not ask the same thing a hundred times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from hemera import clock

P = ParamSpec("P")
T = TypeVar("T")
_MOST = 256  # answers kept per function
_forgetters: list[Callable[[], None]] = []


def remember(seconds: float) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep a function's answers for ``seconds``, by its (hashable) arguments.

    Only for what may be that stale. What a takedown hides must not be among it, unless the key changes with
    ``pagecache.hidings``.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        kept: dict[object, tuple[datetime, T]] = {}

        @wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            now, key = clock.now(), (args, tuple(sorted(kwargs.items())))
            found = kept.get(key)
            if found is not None and found[0] > now:
                return found[1]
            if len(kept) >= _MOST:
                kept.clear()
            answer = function(*args, **kwargs)
            kept[key] = now + timedelta(seconds=seconds), answer
            return answer

        _forgetters.append(kept.clear)
        return remembered

    return decorate


def on_forget(clear: Callable[[], None]) -> None:
    """Have ``clear`` called whenever everything is to be forgotten."""
    _forgetters.append(clear)


def forget() -> None:
    """Drop everything remembered."""
    for clear in _forgetters:
        clear()
