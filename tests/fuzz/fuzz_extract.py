"""Fuzz reading and learning, guided by coverage: ``python tests/fuzz/fuzz_extract.py FOLDER [libFuzzer's options]``.

Needs atheris (https://github.com/google/atheris), which is no dependency of Hemera. ``FOLDER/corpus`` is filled with the pages of
the little press; an input that breaks something is kept as ``FOLDER/findings/<place in code>``, one for each place, with the
traceback beside it, and the run goes on. To see one again: ``FOLDER -runs=0`` and then the file's name.
"""

from __future__ import annotations

import hashlib
import sys
import traceback
from pathlib import Path
from types import TracebackType

import atheris

with atheris.instrument_imports(include=["hemera.extract", "hemera.dates", "hemera.charset", "hemera.mojibake", "hemera.markup"]):
    import targets
    from seeds import DATES, METADATA, outlets

    from hemera.extract import templates

HERE = Path(__file__).parent


class Kept:
    """Writes down what breaks, and lets the run go on."""

    def __init__(self, folder: Path, data: bytes) -> None:
        self.folder = folder
        self.data = data

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception):
            return False
        place = traceback.extract_tb(trace)[-1]
        name = f"{type(error).__name__}-{Path(place.filename).stem}-{place.name}-{place.lineno}"
        if not (self.folder / name).exists():
            (self.folder / name).write_bytes(self.data)
            (self.folder / f"{name}.txt").write_text("".join(traceback.format_exception(error)), "utf-8")
            sys.stderr.write(f"FINDING {name}: {error}\n"[:300])
        return True


def seed(folder: Path) -> None:
    """Write what fuzzing begins with."""
    names = [target.__name__ for target in targets.TARGETS]
    for number, outlet in enumerate(outlets()):
        for page in outlet.pages[:4]:
            for name in ("bare", "known", "parts"):
                keep(folder, bytes([names.index(name), number]) + page.body)
        keep(folder, bytes([names.index("repeated"), number, 0]) + b"<div><b id=1>")
        for name in ("edited", "learning"):
            keep(folder, bytes([names.index(name), number]) + b"\x03\x40\x20<p>texte</p>" * 4)
        for template in targets.learned(number):
            keep(folder, bytes([names.index("template_file"), number]) + templates.to_toml(template).encode())
    for name, texts in (("date", DATES), ("metadata", METADATA), ("encoding", DATES)):
        for text in texts:
            keep(folder, bytes([names.index(name)]) + text.encode())


def keep(folder: Path, data: bytes) -> None:
    (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)


def main() -> None:
    """Fuzz until an option, or Ctrl-C, ends it."""
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    corpus, findings = folder / "corpus", folder / "findings"
    for each in (corpus, findings):
        each.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        seed(corpus)

    def one(data: bytes) -> None:
        with Kept(findings, data):
            targets.run(data)

    options = [f"-dict={HERE / 'tokens.dict'}", "-max_len=60000", "-timeout=20", "-rss_limit_mb=4096", *sys.argv[2:]]
    atheris.Setup([sys.argv[0], str(corpus), *options], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
