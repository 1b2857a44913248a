"""The one page that ``hemera extract`` reads, and the templates it is read with."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from hemera import clock, urls
from hemera.errors import NotFound

if TYPE_CHECKING:
    from hemera.archive import Archive
    from hemera.extract import Sample, Template
    from hemera.extract.explain import Explanation
    from hemera.types import Hints, Source

MAX_BYTES = 32_000_000  # of a file
NOWHERE = "http://localhost/"  # what a page without an address is taken to be at


class Page(NamedTuple):
    """What to read, and with which templates of its source; ``corrected`` is the one given as a file."""

    sample: Sample
    templates: tuple[Template, ...]
    corrected: Template | None


def of_address(folder: Path, address: str, given: Mapping[str, Any]) -> Page:
    """Return the stored capture of an address.

    Raises:
        NotFound: the archive has none.
    """
    from hemera import archive

    if alone := [f"--{name}" for name in ("url", "zone") if given[name]] + ["--language"] * bool(given["languages"]):
        raise click.UsageError(f"{', '.join(alone)}: only with a file; the archive knows these of an address.")
    with archive.open(folder) as press:
        try:
            sample = press.sample(urls.normalise(address), given["source"])
        except NotFound:
            message = (
                "The archive holds no capture of {url}; nothing is fetched here. `hemera source add` and `hemera update` collect; "
                "a page saved by hand is read with `hemera extract FILE --url {url}`."
            )
            raise NotFound("not-found.capture", message, url=address) from None
        templates = tuple(press.templates(sample.hints.source))
    return _with(sample, templates, given["template"])


def of_file(folder: Path, name: str, given: Mapping[str, Any]) -> Page:
    """Return the page in a file, or on standard input (``-``).

    Raises:
        NotFound: no such source in the archive; OSError: no such file.
    """
    from hemera.extract import Sample

    body, saved_at = _standard_input() if name == "-" else _file(Path(name))
    hints, templates = _known(folder, given, saved_at)
    sample = Sample(body, "text/html", urls.normalise(given["url"] or NOWHERE), hints)
    return _with(sample, templates, given["template"])


def _with(sample: Sample, templates: tuple[Template, ...], file: Path | None) -> Page:
    """Put a file in the place of its layout's templates."""
    from hemera.cli import templatefile

    if file is None:
        return Page(sample, templates, None)
    _, corrected = templatefile.read(file)
    others = tuple(one for one in templates if one.layout != corrected.layout)
    return Page(sample, (corrected, *others), corrected)


def _standard_input() -> tuple[bytes, datetime]:
    return sys.stdin.buffer.read(MAX_BYTES), clock.now()


def _file(path: Path) -> tuple[bytes, datetime]:
    """Return what a file holds and when it was last changed: relative dates count from there."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES), datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _known(folder: Path, given: Mapping[str, Any], saved_at: datetime) -> tuple[Hints, tuple[Template, ...]]:
    """Return what is known before reading: of a source of the archive, or as given."""
    from hemera.types import Hints

    languages = tuple(given["languages"])
    if given["source"] is None:
        return Hints("", languages, given["zone"] or "UTC", saved_at), ()
    from hemera import archive

    with archive.open(folder) as press:
        source = _source(press, given["source"])
        templates = tuple(press.templates(source.id))
    hints = Hints(
        source=source.id,
        languages=languages or source.languages,
        zone=given["zone"] or source.zone,
        fetched_at=saved_at,
        sections=source.sections,
        source_names=tuple({source.name, *source.names.values()}),
    )
    return hints, templates


def _source(press: Archive, name: str) -> Source:
    sources = {source.id: source for source in press.sources()}
    if name not in sources:
        raise NotFound("not-found.source", "No source {what}. There are {known}.", what=name, known=", ".join(sorted(sources)))
    return sources[name]


def told(page: Page) -> Explanation:
    """Read a page and explain it; for a worker process. One without an address is at the one it calls its own."""
    from hemera.extract.explain import explain
    from hemera.extract.page import parse

    sample = page.sample
    if sample.url == NOWHERE:
        parsed = parse(*sample)
        link = parsed.tree.css_first("link[rel='canonical' i]")
        said = (link.attributes.get("href") if link is not None else None, *parsed.meta.get("og:url", ()))
        sample = sample._replace(url=next((urls.normalise(url) for url in said if url and urls.is_http(url)), NOWHERE))
    return explain(sample, page.templates)
