"""HTML written by hand: well formed, escaped, and in the right language."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from hemera.portal import printing
from hemera.types import Block, BlockKind


def test_each_block_is_what_it_is() -> None:
    blocks = (
        Block(BlockKind.PARAGRAPH, "Un"),
        Block(BlockKind.SUBHEAD, "Deux"),
        Block(BlockKind.ITEM, "trois"),
        Block(BlockKind.ITEM, "quatre"),
        Block(BlockKind.ITEM, "خمسة", "ar"),
        Block(BlockKind.QUOTE, "Six"),
        Block(BlockKind.TIME, "09:12"),
        Block(BlockKind.CAPTION, "Sept"),
    )
    assert printing.body(blocks, "fr").split("\n") == [
        "<p>Un</p>",
        "<h2>Deux</h2>",
        "<ul><li>trois</li><li>quatre</li></ul>",
        '<ul lang="ar" dir="rtl"><li>خمسة</li></ul>',
        "<blockquote><p>Six</p></blockquote>",
        '<h2 class="time">09:12</h2>',
        '<p class="caption">Sept</p>',
    ]


def test_nothing_is_printed_of_nothing() -> None:
    assert printing.body((), "fr") == ""
    assert printing.titles(()) == ""


@given(st.lists(st.builds(Block, st.sampled_from(BlockKind), st.text(alphabet="<>&\"'/{}ab ", max_size=20)), max_size=8))
def test_texts_stay_texts(blocks: list[Block]) -> None:
    """Braces too: they must not be read as places to fill in."""
    tree = html.fromstring(f"<div>{printing.body(blocks, 'en')}</div>")
    assert {e.tag for e in tree.iter()} <= {"div", "p", "h2", "ul", "li", "blockquote"}
    assert "".join(tree.itertext()).replace("\n", "") == "".join(block.text for block in blocks)
