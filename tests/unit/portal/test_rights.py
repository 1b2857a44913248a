"""Rights decide what is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.portal import rights
from hemera.types import Article, Block, BlockKind, CaptureRef, Extraction, Image, ImageState, Line, Purpose, Rights, Visibility

NOW = datetime(2020, 6, 12, tzinfo=UTC)
IMAGE = Image("ab" * 32, 1200, 800)
LINE = Line(1, "phare", 1, "https://phare.example/1", "Titre", "fr", NOW, lead="Chapeau", image=IMAGE)
CAPTURE = CaptureRef("urn:uuid:1", "a.warc.gz", 0, 1, LINE.url, LINE.url, 200, "text/html", "0" * 64, NOW, "phare", Purpose.PAGE)
BODY = (Block(BlockKind.SUBHEAD, "Intertitre"), Block(BlockKind.PARAGRAPH, "Un paragraphe."))


def article(level: Rights, lead: str = "Chapeau", blocks: tuple[Block, ...] = BODY) -> Article:
    content = Extraction(LINE.url, "Titre", "fr", lead=lead, blocks=blocks)
    return Article(LINE, content, 1, Visibility.PUBLIC, "", NOW, CAPTURE, level)


def test_full_shows_all() -> None:
    what = rights.shown(article(Rights.FULL), NOW, trusted=False)
    assert (what.lead, what.blocks, what.image, what.withheld) == ("Chapeau", BODY, IMAGE, False)


def test_an_excerpt_is_the_lead() -> None:
    what = rights.shown(article(Rights.EXCERPT), NOW, trusted=False)
    assert (what.lead, what.blocks, what.withheld) == ("Chapeau", (), True)


def test_without_a_lead_the_first_words_stand_in() -> None:
    long = (Block(BlockKind.PARAGRAPH, "mot " * 200),)
    what = rights.shown(article(Rights.EXCERPT, lead="", blocks=long), NOW, trusted=False)
    assert len(what.lead) <= rights.EXCERPT + 1
    assert what.lead.endswith("mot…")


def test_a_link_is_a_title() -> None:
    what = rights.shown(article(Rights.LINK), NOW, trusted=False)
    assert (what.lead, what.blocks, what.image, what.withheld) == ("", (), None, True)


@pytest.mark.parametrize("level", list(Rights))
def test_the_trusted_see_everything(level: Rights) -> None:
    what = rights.shown(article(level), NOW, trusted=True)
    assert (what.level, what.blocks, what.withheld) == (Rights.FULL, BODY, False)


def test_lists_obey_too() -> None:
    excerpt, link, all_ = (
        rights.terms(LINE, level, NOW, trusted=trusted)
        for level, trusted in ((Rights.EXCERPT, False), (Rights.LINK, False), (Rights.LINK, True))
    )
    assert rights.lead(LINE, excerpt) == rights.lead(LINE, all_) == "Chapeau"
    assert rights.lead(LINE, link) == ""
    assert rights.picture(LINE, link) is None
    assert rights.picture(LINE, all_) is IMAGE


@pytest.mark.parametrize(("state", "visible"), [("shown", True), ("protected", True), ("hidden", False), ("blocked", False)])
def test_hidden_pictures_are_hidden_from_the_trusted_too(state: str, visible: bool) -> None:
    line = replace(LINE, image=replace(IMAGE, state=ImageState(state)))
    assert (rights.picture(line, rights.terms(line, Rights.FULL, NOW, trusted=True)) is not None) is visible


@given(st.text(max_size=2000))
def test_a_cut_text_is_short_and_a_beginning(text: str) -> None:
    cut = rights.cut(text)
    assert len(cut) <= rights.EXCERPT + 1
    assert text.startswith(cut.removesuffix("…")) or cut == text
