"""Pages cut into pieces as they are laid out."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from hemera.extract.blocks import pieces, plain
from hemera.types import Block, BlockKind


def read(html: str) -> tuple[Block, ...]:
    body = LexborHTMLParser(html).body
    assert body is not None
    return plain(pieces(body))


@pytest.mark.parametrize("odd", ["<?php echo 1 ?>", "<?p ?>", "<!-- un mot -->", "<!doctype html>"])
def test_what_is_no_element_is_passed_over(odd: str) -> None:
    assert read(f"<p>Le pont{odd} rouvre</p>") == (Block(BlockKind.PARAGRAPH, "Le pont rouvre"),)


def test_loose_text_and_line_breaks_are_pieces_like_paragraphs() -> None:
    html = "<div>Avant<p>Dedans <a href='/x'>avec lien</a></p>Après<br>la fin<ul><li>un</li></ul></div>"
    assert [block.text for block in read(html)] == ["Avant", "Dedans avec lien", "Après", "la fin", "un"]


def test_the_short_cells_of_a_row_are_one_item_and_the_lines_of_a_cell_are_not() -> None:
    table = "<table><tr><td>المحيط</td><td>2</td></tr><tr><td>سطر<br>وسطر آخر</td></tr></table>"
    assert [block.text for block in read(table)] == ["المحيط | 2", "سطر", "وسطر آخر"]


def test_cells_that_say_the_same_are_still_cells_of_a_row() -> None:
    html = "<table><tr><td>Oued Leïla<td>1<td>1<td>1</table>"
    assert [block.text for block in read(html)] == ["Oued Leïla | 1 | 1 | 1"]


def test_a_short_bold_line_is_a_subhead() -> None:
    kinds = [block.kind for block in read("<p><b>Deux ans après</b></p><p><b>Fin.</b></p><blockquote><p>Dit-il</p></blockquote>")]
    assert kinds == [BlockKind.SUBHEAD, BlockKind.PARAGRAPH, BlockKind.QUOTE]
