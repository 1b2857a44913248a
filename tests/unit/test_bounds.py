"""What is taken from a page's markup before it is parsed."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from hemera import bounds

LONG = b"var a = [1, 2, 3]; // " * 1_000
TEXT = b"<p>La passerelle rouvre.</p>"


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        pytest.param(b"<script>", b"</script>", id="a script"),
        pytest.param(b'<script id="x-1" type="application/json" async>', b"</script>", id="data of the page's own"),
        pytest.param(b"<script src=/a.js data-a='>'>", b"</script>", id="an end that is none"),
        pytest.param(b"<STYLE media = 'print'>", b"</style>", id="a style sheet"),
    ],
)
def test_a_long_script_is_emptied(before: bytes, behind: bytes) -> None:
    assert bounds.without_scripts(TEXT + before + LONG + behind + TEXT) == TEXT + before + behind + TEXT


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        pytest.param(b'<script type="application/ld+json">', b"</script>", id="data on the article"),
        pytest.param(b"<script type=APPLICATION/LD+JSON>", b"</script>", id="the same, shouted"),
        pytest.param(b"<script>", b"<b></script>", id="tags in it"),
        pytest.param(b"<script>", b"</style>", id="another's end"),
        pytest.param(b"<script>", b"", id="no end"),
        pytest.param(b'<script a"b="x>y">', b"</script>", id="quotes anywhere"),
        pytest.param(b"<script data-a='", b"'></script>", id="a long attribute"),
        pytest.param(b"<p>", b"</p>", id="text"),
        pytest.param(b"<!-- ", b"--></script>", id="a comment"),
        pytest.param(b"<scripts>", b"</scripts>", id="another tag"),
    ],
)
def test_all_else_stays(before: bytes, behind: bytes) -> None:
    page = TEXT + before + LONG + behind + TEXT
    assert bounds.without_scripts(page) == page


def test_every_long_script_of_a_page_is_emptied() -> None:
    script = b"<script>" + LONG + b"</script>"
    assert bounds.without_scripts((script + TEXT) * 3 + script) == (b"<script></script>" + TEXT) * 3 + b"<script></script>"


TAME = (
    TEXT, LONG, LONG, b"<script>", b"<script type='text/x'>", b"<style>", b"</script>", b"</SCRIPT >", b"</style>", b"<textarea>",
    b"</textarea>", b"<svg>", b"</svg>", b"<b>", b"<", b">", b"x", b"<div>", b"</div>", b"<noscript>", b"</noscript>",
)  # fmt: skip
WILD = (b"'", b'"', b'<script data-a="', b'">', b"<!--", b"-->", b"<a href='", b"\xff", b"\x00", *TAME)


def _read(page: bytes) -> str:
    """Return a page's markup without what scripts, style sheets, fields of forms and values of attributes hold."""
    tree = LexborHTMLParser(page)
    for node in tree.css("script, style, textarea"):
        for child in list(node.iter(include_text=True)):
            child.decompose()
    return (tree.html or "").replace(LONG.decode(), "")


@example([b"<textarea>", b"<script>", b">", LONG, b"</script>"])
@given(st.lists(st.sampled_from(TAME), max_size=9))
def test_a_page_reads_the_same_without(parts: list[bytes]) -> None:
    page = b"".join(parts)
    assert _read(bounds.without_scripts(page)) == _read(page)


@given(st.lists(st.sampled_from(WILD), max_size=9))
def test_nothing_but_scripts_is_taken_out_once(parts: list[bytes]) -> None:
    light = bounds.without_scripts(b"".join(parts))
    assert light.count(b"<") == b"".join(parts).count(b"<")
    assert bounds.without_scripts(light) == light
