"""The command line in a process of its own, forked from one that has imported what commands import.

Everything is as where an operator calls it: its own process, arguments, environment, folder, streams and exit code. Only the half
second is saved that each of hundreds of commands would take to import the same modules. Faults are named when they are imported:
what is to be killed at one is started afresh.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

WARM = (
    *("hemera.archive", "hemera.cli.status", "hemera.pipeline.update", "hemera.fetch.client", "hemera.index.reader"),
    *("django.contrib.auth.hashers", "django.db.backends.sqlite3.base", "django.db.migrations.recorder", "zstandard"),
)
_STREAMS = ("stdin", "stdout", "stderr")


def hemera(
    words: Sequence[str],
    environ: Mapping[str, str],
    *,
    input: str = "",  # noqa: A002  as `subprocess` calls it
    cwd: Path | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run ``hemera words…`` and return what came of it; raises ``TimeoutExpired``, having killed it."""
    assert "HEMERA_FAULT" not in environ
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(WARM))
    with tempfile.TemporaryDirectory() as folder:
        streams = [Path(folder, name) for name in _STREAMS]
        for stream, text in zip(streams, (input, "", ""), strict=True):
            stream.write_text(text, encoding="utf-8")
        process = context.Process(target=_called, args=(list(words), dict(environ), cwd or Path.cwd(), streams))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(words), timeout)
        told = [stream.read_text(encoding="utf-8") for stream in streams[1:]]
        return subprocess.CompletedProcess(list(words), process.exitcode, *told)


def _called(words: list[str], environ: Mapping[str, str], cwd: Path, streams: Sequence[Path]) -> None:
    """Be the process that was asked for: a fresh interpreter's streams, environment and arguments, then its main function."""
    for number, (stream, flags) in enumerate(zip(streams, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        opened = os.open(stream, flags)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115  the system closes them
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace", buffering=1)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(cwd)
    sys.argv = ["hemera", *words]
    from hemera.cli import main

    main(prog_name="hemera")
