"""What is fuzzed, and what must hold whatever comes in: a value within bounds, or an error of Hemera's own."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import cache

from seeds import START, Outlet, outlets

from hemera import charset, dates
from hemera.errors import HemeraError
from hemera.extract import Sample, Template, explain, extract, jsonld, learn, live, templates, variants
from hemera.extract.page import parse
from hemera.types import Extraction

MOST = 10.0  # seconds of CPU for one input of 60 kB; most take a hundredth of one
_LONGEST = 25_000  # characters of a block
_MOST_BLOCKS = 2_000
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Slow(Exception):
    """An input took longer than any page may."""


@cache
def learned(number: int) -> tuple[Template, ...]:
    """Return the templates of an outlet, as learned from its own pages."""
    return learn(outlets()[number].pages[:12])


def bare(data: bytes) -> None:
    """A page of no known layout."""
    outlet, _, page = _aimed(data)
    _checked(extract(page, *outlet.pages[0][1:]))


def known(data: bytes) -> None:
    """A page of a source whose layouts are learned; twice, for it must be read the same again."""
    outlet, number, page = _aimed(data)
    first = _checked(extract(page, *outlet.pages[0][1:], learned(number)))
    assert first == extract(page, *outlet.pages[0][1:], learned(number)), "read otherwise when read again"


def edited(data: bytes) -> None:
    """A good page cut and filled in one place, so that the template is still asked."""
    outlet, number, rest = _aimed(data)
    page = _edited(outlet.pages[rest[0] % len(outlet.pages) if rest else 0], rest[1:])
    _checked(extract(*page, learned(number)))


def repeated(data: bytes) -> None:
    """A good page with a short piece many times over: what takes more than its length lets expect is slow, or fills the memory."""
    outlet, number, rest = _aimed(data)
    page, unit = outlet.pages[0], rest[1:61] or b"<p>"
    at = page.body.rfind(b"</p>")
    times = 200_000 // len(unit) // (1 + rest[0] % 4 if rest else 1)
    _checked(
        extract(*page._replace(body=page.body[:at] + unit * times + page.body[at:]), learned(number) if rest[:1] > b"\x7f" else ())
    )


def learning(data: bytes) -> None:
    """Four pages of a source, each with its own harm; what is learned must be writable and read its own pages."""
    outlet, _, rest = _aimed(data)
    size = max(1, len(rest) // 4)
    pages = [_edited(page, rest[n * size : (n + 1) * size]) for n, page in enumerate(outlet.pages[:4])]
    for template in learn(pages):
        assert templates.of_toml(templates.to_toml(template)) == template, "a template that is another when read from its file"
        _checked(extract(*pages[0], (template,)))


def template_file(data: bytes) -> None:
    """A template as somebody wrote it, then used."""
    outlet, _, rest = _aimed(data)
    template = templates.of_toml(rest.decode("utf-8", "replace"))
    assert templates.of_toml(templates.to_toml(template)) == template, "a template that is another when read from its file"
    _checked(extract(*outlet.pages[0], (template,)))


def explained(data: bytes) -> None:
    """A page taken apart."""
    outlet, number, page = _aimed(data)
    explain.explain(Sample(page, *outlet.pages[0][1:]), learned(number))


def date(data: bytes) -> None:
    for reading in dates.read_all(data.decode("utf-8", "replace"), "Africa/Casablanca", START):
        assert reading.value.tzinfo is not None
        assert dates.FIRST_YEAR - 1 <= reading.value.year <= 2101, reading


def encoding(data: bytes) -> None:
    read = charset.read(data[1:], "text/html; charset=" + ("", "windows-1256", "iso-8859-6", "utf-16")[data[0] % 4] if data else "")
    read.text.encode()  # no lone surrogates
    assert (read.damage == "") == (read.count == 0)


def metadata(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    found = jsonld.nodes([text])
    jsonld.article(found, "https://phare.example/a")
    jsonld.texts(found, "name", "@id", "url")


def parts(data: bytes) -> None:
    """The readers of live blogs and of further pages, which look at many boxes or addresses."""
    outlet, _, page = _aimed(data)
    parsed = parse(page, *outlet.pages[0][1:])
    live.entries(parsed)
    variants.next_page(parsed)
    variants.canonical(parsed)


# The first byte of an input says which: the cheap and the important ones have several.
TARGETS: tuple[Callable[[bytes], None], ...] = (
    bare, bare, known, known, edited, edited, learning, template_file, template_file, explained, date, date, encoding, metadata,
    parts, repeated,
)  # fmt: skip


def run(data: bytes) -> None:
    """Give one input to its target. Raises whatever is no error of Hemera's own, and ``Slow``."""
    if not data:
        return
    start = time.process_time()
    with suppress(HemeraError):
        TARGETS[data[0] % len(TARGETS)](data[1:])
    if (took := time.process_time() - start) > MOST:
        raise Slow(f"{took:.1f} s")


def _aimed(data: bytes) -> tuple[Outlet, int, bytes]:
    number = data[0] % len(outlets()) if data else 0
    return outlets()[number], number, data[1:]


def _edited(sample: Sample, data: bytes) -> Sample:
    """Replace a stretch of a page, both in 1/256 of its length, by the rest of the data."""
    if len(data) < 3:
        return sample
    at, size = (byte * len(sample.body) // 256 for byte in data[:2])
    return sample._replace(body=sample.body[:at] + data[2:] + sample.body[at + size :])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from _texts(item)


def _checked(found: Extraction) -> Extraction:
    texts = list(_texts(asdict(found)))
    assert max(map(len, texts)) <= _LONGEST, "a text that is too long"
    assert len(found.blocks) <= _MOST_BLOCKS
    "".join(texts).encode()  # no lone surrogates
    assert not _HIDDEN.search(found.title + found.lead + "".join(block.text for block in found.blocks)), "a character that hides"
    assert found.published is None or found.published.tzinfo is not None
    assert found.modified is None or found.modified.tzinfo is not None
    assert found.url.startswith("http"), found.url
    return found
