"""How a command ends: its exit code, its one line of regret, and Ctrl-C."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

import click

from hemera import events
from hemera.errors import HemeraError

FAILED, INTERRUPTED = 1, 130
_debug = threading.Event()


def show_tracebacks(on: bool) -> None:
    """Let errors through with their traceback (``--debug``)."""
    if on:
        _debug.set()
    else:
        _debug.clear()


def ending(run: Callable[[], object]) -> NoReturn:
    """Run a command line and leave the process with its exit code."""
    with _terminable():
        code = _code(run)
    gc.freeze()  # the interpreter, at its end, would look for cycles in all that was loaded: a fifth of a short command
    sys.exit(code)


def _code(run: Callable[[], object]) -> int:
    """The outermost frame: nothing leaves it as a traceback, unless asked for."""
    try:
        code = run()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return FAILED
    except Exception as error:  # the outermost frame
        if _debug.is_set():
            raise
        _regret(error)
        return FAILED


def _regret(error: Exception) -> None:
    if events.as_json():
        key = error.key if isinstance(error, HemeraError) else type(error).__name__
        events.tell("ended", events.ERROR, error=key, message=_line(error))
    else:
        click.echo(f"hemera: {_line(error)}", err=True)


def _line(error: Exception) -> str:
    if isinstance(error, HemeraError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
    return f"{type(error).__name__}: {error}. This should not happen; `hemera --debug …` shows where it did."


def _forget_stdout() -> None:
    """Whoever read us has left: let the interpreter's last flush go nowhere. https://docs.python.org/3/library/signal.html#note-on-sigpipe"""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _terminable() -> Iterator[None]:
    """Let a SIGTERM end a command as Ctrl-C does, so that what it opened is closed."""
    with _handling(_interrupt, signal.SIGTERM):
        yield


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """Turn the first Ctrl-C or SIGTERM into ``stop``; the second leaves at once, which an archive survives."""

    def asked(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(INTERRUPTED)
        stop.set()
        if events.as_json():
            events.tell("stopping")
        else:
            click.echo("Finishing what is in hand. Ctrl-C again leaves at once.", err=True)

    with _handling(asked, signal.SIGINT, signal.SIGTERM):
        yield


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None], *numbers: signal.Signals) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():  # Python delivers signals to the main thread alone
        yield
        return
    before = [(number, signal.signal(number, handler)) for number in numbers]
    try:
        yield
    finally:
        for number, old in before:
            signal.signal(number, old)
