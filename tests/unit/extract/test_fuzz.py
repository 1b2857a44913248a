"""Whatever comes in: an article whose every part keeps its promise, or an error of its own name; the same again when read again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from a_layout import HINTS, learned, page, sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from wild_pages import noise, samples, words

from hemera import languages, urls
from hemera.errors import ConfigError, ExtractError
from hemera.extract import Sample, Template, blocks, explain, explained, extract, learn, panel, templates
from hemera.extract.page import parse
from hemera.types import Extraction, PageKind

# Bytes of pages are long for hypothesis; what is found is kept as a test by itself, not in a database.
wild = settings(derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])

HIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
LONGEST = {"title": 1_000, "lead": 1_001, "section_raw": 200, "agency": 200, "published_raw": 1_001, "url": 8_000}
OF_THE_PAGE = {"template", "panel", "trafilatura"}
SKEW = timedelta(days=1)

# --- what is promised -------------------------------------------------------------------------------------------------


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from texts(item)


def check(found: Extraction, read: Sample) -> None:
    """Assert all that holds of any article."""
    said = {name: value for name, value in asdict(found).items() if name != "doubts"}
    assert [text for text in texts(said) if HIDDEN.search(text)] == []
    assert {name: len(said[name]) for name, most in LONGEST.items() if len(said[name]) > most} == {}
    assert len(found.authors) <= 20
    assert all(0 < len(name) <= 200 for name in found.authors)
    assert len(found.blocks) <= 2_000
    assert all(0 < len(block.text) <= 20_001 for block in found.blocks)
    assert found.title or found.blocks or found.doubts
    assert found.language in {"", *languages.LANGUAGES} or re.fullmatch(r"[a-z]{2,3}", found.language)
    check_times(found, read)
    check_addresses(found, read)
    check_text(found, read)


def check_times(found: Extraction, read: Sample) -> None:
    codes = {doubt.code for doubt in found.doubts}
    assert (found.published is None) == ("date.missing" in codes)
    for moment in filter(None, (found.published, found.modified)):
        assert moment.utcoffset() is not None
    if found.published is not None and not codes & {"date.future", "date.zone"}:
        assert found.published <= read.hints.fetched_at + SKEW


def check_addresses(found: Extraction, read: Sample) -> None:
    assert urls.is_http(found.url)
    assert urls.same_site(found.url, read.url)
    assert found.image is None or urls.is_http(found.image.url)


def check_text(found: Extraction, read: Sample) -> None:
    """Assert that no text is there that the page does not have. A live blog's and a gallery's may be metadata's."""
    if found.origins.get("blocks") in OF_THE_PAGE and found.kind not in {PageKind.LIVE, PageKind.GALLERY}:
        printed = panel.letters(parsed_text(read))
        assert [block.text for block in found.blocks if panel.letters(block.text.removesuffix("…")) not in printed] == []


def parsed_text(read: Sample) -> str:
    tree = parse(*read).tree
    tree.strip_tags(sorted(blocks._SKIPPED))  # what stands around them is one line
    return tree.root.text() if tree.root is not None else ""


def read_twice(read: Sample, known: tuple[Template, ...]) -> Extraction | None:
    """Read a page twice, which must give the same, an error by the same name included."""
    results: list[Extraction | str] = []
    for _ in range(2):
        try:
            results.append(extract(*read, known))
        except ExtractError as error:
            results.append(error.key)
    first, again = results
    assert first == again
    if isinstance(first, str):
        assert first in {"extract.empty", "extract.not-html", "extract.no-article"}
        return None
    return first


# --- tests ------------------------------------------------------------------------------------------------------------


@settings(wild, max_examples=100)
@given(noise)
def test_any_bytes(body: bytes) -> None:
    read = Sample(body, "text/html", "https://phare.example/ville/a", HINTS)
    for known in ((), learned()):
        if found := read_twice(read, known):
            check(found, read)


@settings(wild, max_examples=80)
@given(samples())
def test_any_page(read: Sample) -> None:
    if found := read_twice(read, ()):
        check(found, read)


@settings(wild, max_examples=100)
@given(samples())
def test_any_page_of_a_source_that_is_known(read: Sample) -> None:
    if found := read_twice(read, learned()):
        check(found, read)


@settings(wild, max_examples=6)
@given(st.lists(samples(), min_size=1, max_size=4), st.booleans())
def test_any_pages_may_be_learned_from(pages: list[Sample], among_good_ones: bool) -> None:
    good = [sample(page(number=number), number) for number in range(3 * among_good_ones)]
    numbered = [each._replace(url=f"{each.url}{number}") for number, each in enumerate(pages)]
    found = learn([*good, *numbered])
    assert [templates.of_toml(templates.to_toml(one)) for one in found] == list(found)
    for each in numbered:
        if read := read_twice(each, found):
            check(read, each)


NAMES = [
    "format",
    "source",
    "layout",
    "version",
    "pages",
    "length",
    "valid_from",
    "container",
    "accepted",
    "refused",
    "decoration",
    "marks",
    "repeated",
    "extractor",
    "other",
]
VALUES = (
    "1", "-1", "true", "nan", "2020-01-01", "2020-01-01T00:00:00+99:00", '"h1"', '"p b i"', '"p:has(b)"', '["p", 1]', "[[]]", "{}",
    '""', '"a["', "99999999999999999999", '["div.entry-body > p"]', "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00",
)  # fmt: skip
LINES = st.tuples(
    st.sampled_from((*NAMES, "[paths]\ntitle", "[zones.x]\nlocal", "[[paths]]\nx")),
    st.one_of(st.sampled_from(VALUES), words.map(json.dumps)),
).map(" = ".join)


@settings(wild, max_examples=80)
@given(st.lists(LINES, max_size=4), st.lists(st.integers(0, 40), max_size=3))
def test_any_file_of_a_template(added: list[str], gone: list[int]) -> None:
    """A good file with lines gone and lines of somebody else's put first: read and used, or refused as unreadable."""
    lines = templates.to_toml(learned()[0]).split("\n")
    names = {line.split(" = ")[0] for line in added}
    kept = [line for number, line in enumerate(lines) if number not in gone and line.split(" = ")[0] not in names]
    behind = [line for line in added if line.startswith("[")]
    try:
        one = templates.of_toml("\n".join([*(line for line in added if line not in behind), *kept, *behind]))
    except ConfigError:
        return
    assert templates.of_toml(templates.to_toml(one)) == one
    read = sample(page())
    if found := read_twice(read, (one,)):
        check(found, read)


SHOWN = {
    "a",
    "article",
    "aside",
    "b",
    "bdi",
    "body",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "footer",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "i",
    "li",
    "main",
    "meta",
    "meter",
    "ol",
    "p",
    "section",
    "small",
    "span",
    "strong",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "wbr",
}


@settings(wild, max_examples=8)
@given(samples(), st.booleans())
def test_any_explanation_is_harmless(read: Sample, is_known: bool) -> None:
    """Nothing of the page explained is markup on the page that explains it: no element, no attribute, no address but http."""
    try:
        told = explain.explain(read, learned() if is_known else ())
    except ExtractError:
        return
    html = explained.page(told)
    html.encode()  # no lone surrogate
    tree = LexborHTMLParser(html)
    everything = tree.css("*")
    assert {node.tag for node in everything} <= SHOWN
    assert [name for node in everything for name in node.attributes if name.startswith("on") or name == "src"] == []
    addresses = {node.attributes["href"] or "" for node in tree.css("[href]")} - {"#fields"}
    assert [address for address in addresses if not urls.is_http(address)] == []
    assert len(tree.css("style")) == len(tree.css("title")) == len(tree.css("body")) == 1
