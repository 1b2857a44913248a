"""A frozen query as a folder or zip to publish: the versions that were frozen, as far as rights allow today."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hemera.errors import ConfigError
from hemera.exports import COLUMNS, Form, Scope, Tally, forms, row_of
from hemera.frozen import roll, texts
from hemera.frozen.checking import batches
from hemera.frozen.record import LIST, Frozen, place, written
from hemera.frozen.texts import File

if TYPE_CHECKING:
    from hemera.types import Article

Report = Callable[[int, int], None]  # articles gone through, of how many
_MEDIA = {"md": "text/markdown", "cff": "application/yaml", "json": "application/json", "tsv": "text/tab-separated-values"}


@dataclass(frozen=True, slots=True)
class Packaged:
    """What a package holds: articles of the list = given + withheld."""

    path: Path
    sums: dict[str, Any]
    files: tuple[File, ...]


def package(root: Path, made: Frozen, path: Path, scope: Scope, report: Report = lambda *_: None) -> Packaged:
    """Write a package: a zip where ``path`` ends so, else a folder, which must be empty or not there yet.

    Raises:
        ConfigError: the folder holds other things; ``frozen.damaged``: the list is not what was frozen.
    """
    roll.prove(root, made)
    if path.is_dir() and any(path.iterdir()):
        message = "{folder} holds other things. Give an empty folder, or one that does not exist."
        raise ConfigError("frozen.not-empty", message, folder=path)
    if not path.parent.is_dir():
        raise ConfigError("export.no-folder", "There is no folder {folder}.", folder=path.parent)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".package-") as beside:
        folder = Path(beside, path.name.removesuffix(".zip"))
        folder.mkdir()
        sums, files = _fill(made, place(root, made.id) / LIST, folder, scope, report)
        if path.suffix == ".zip":
            _zip(made, folder, Path(beside, path.name))
            Path(beside, path.name).replace(path)
        else:
            shutil.rmtree(path, ignore_errors=True)
            folder.rename(path)
    return Packaged(path, sums, files)


def _fill(made: Frozen, listed: Path, folder: Path, scope: Scope, report: Report) -> tuple[dict[str, Any], tuple[File, ...]]:
    sums = _write_articles(listed, folder, scope, lambda done: report(done, made.articles))
    with gzip.open(listed, "rb") as packed, (folder / "articles.tsv").open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    (folder / "frozen.json").write_bytes(written(made))
    address = f"{scope.site}/{scope.languages[0]}/frozen/{made.id}" if scope.site and scope.languages else ""
    (folder / "CITATION.cff").write_text(texts.cff(made, address), encoding="utf-8")
    files = _files(folder)
    (folder / "README.md").write_text(texts.readme(made, address, sums, files), encoding="utf-8")
    files = _files(folder)
    (folder / "datapackage.json").write_text(texts.datapackage(made, address, files), encoding="utf-8")
    return sums, files


def _write_articles(listed: Path, folder: Path, scope: Scope, report: Callable[[int], None]) -> dict[str, Any]:
    """Write the articles in all forms at once; return the sums."""
    tally, reread = Tally(), 0
    kinds = [Form.JSONL, *([Form.PARQUET] if find_spec("pyarrow") else [])]
    open_ = [(forms.writer(form, COLUMNS), (folder / f"articles.{form}").open("wb")) for form in kinds]
    try:
        for articles, changed in _articles(listed, scope, tally):
            reread += changed
            rows = [row_of(article, scope, COLUMNS, tally) for article in articles]
            for writer, file in open_:
                file.write(writer.add(rows))
            report(tally.found)
        for writer, file in open_:
            file.write(writer.end())
    finally:
        for _, file in open_:
            file.close()
    return {**tally.plain(), "reread": reread}


def _articles(path: Path, scope: Scope, tally: Tally) -> Iterator[tuple[list[Article], int]]:
    """Yield the articles of the list that may leave, in the version that was frozen, and how many of them read otherwise now."""
    from hemera.store import listed

    for source, names in batches(roll.read(path)):
        known = listed.standing(source, [name.number for name in names])
        public = {known[name.number][0]: name for name in names if known.get(name.number, (0, ""))[1] == "public"}
        articles = listed.versions({pk: name.revision for pk, name in public.items()})
        tally.found += len(names)
        there = {article.id for article in articles}
        missing = [name for name in names if known.get(name.number, (0, ""))[0] not in there]
        tally.withheld.update(known[name.number][1] if _is_hidden(known, name.number) else "lost" for name in missing)
        leaving = tally.let(articles, scope)
        yield leaving, sum(article.content.text_sha256 != public[article.id].text_sha256 for article in leaving)


def _is_hidden(known: dict[int, tuple[int, str]], number: int) -> bool:
    return number in known and known[number][1] != "public"


def _files(folder: Path) -> tuple[File, ...]:
    return tuple(_file(path) for path in sorted(folder.iterdir()))


def _file(path: Path) -> File:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    ending = path.suffix.removeprefix(".")
    media = Form(ending).media_type.partition(";")[0] if ending in list(Form) else _MEDIA[ending]
    return File(path.name, media, path.stat().st_size, digest)


def _zip(made: Frozen, folder: Path, path: Path) -> None:
    """Pack a folder; what is packed already is only put in."""
    moment = max(made.frozen_at.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(f"frozen-{made.id}/{file.name}", moment)
            entry.compress_type = zipfile.ZIP_STORED if file.suffix == ".parquet" else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.file_size = file.stat().st_size  # so that one above 4 GiB is written as such
            with file.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
