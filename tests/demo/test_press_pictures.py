"""Pictures and bulletins."""

from __future__ import annotations

import string
from datetime import timedelta
from io import BytesIO

import pytest
from little_press import START
from PIL import Image

from hemera.demo import images
from hemera.demo.bulletins import bulletin
from hemera.demo.drawing.motifs import MOTIFS
from hemera.demo.outlets import OUTLETS


@pytest.mark.parametrize("motif", MOTIFS)
def test_every_motif_is_a_picture_of_its_own(motif: str) -> None:
    one, other = (Image.open(BytesIO(images.picture(motif, seed, "400x267", "png"))).convert("RGB") for seed in (1, 70))
    assert one.size == (400, 267)
    assert one.tobytes() != other.tobytes()
    assert len(one.resize((60, 40)).getcolors(2400) or ()) > 20


def test_same_article_same_bytes() -> None:
    drawn = images.picture("boat", 5, "400x267", "webp")
    images.picture.cache_clear()
    assert images.picture("boat", 5, "400x267", "webp") == drawn


def test_unknown_motif_gives_a_road() -> None:
    assert images.picture("dragon", 5, "400x267", "jpg") == images.picture("road", 5, "400x267", "jpg")


def test_advertisement_is_bounded() -> None:
    assert Image.open(BytesIO(images.banner(99_999, 90))).size == (1200, 90)
    assert Image.open(BytesIO(images.logo("phare"))).size == (240, 60)


def test_bulletins_are_whole_sentences_of_many_kinds() -> None:
    pieces = [bulletin(number, START + timedelta(minutes=number)) for number in range(200)]
    assert len({piece.key for piece in pieces}) == 200
    assert {piece.language for piece in pieces} == {"ar", "fr", "en"}
    assert len({piece.source for piece in pieces}) >= 6
    for piece in pieces:
        texts = (piece.title, piece.lead, *piece.body)
        assert not any(set("{}") & set(text) for text in texts), piece.slug
        assert all(text[-1] in ".»!؟" for text in texts[1:]), piece.slug
        assert piece.language in OUTLETS[piece.source].languages
        assert set(piece.slug) <= set(string.ascii_lowercase + string.digits + "-")
    assert bulletin(7, START) == bulletin(7, START)
    assert len({piece.body for piece in pieces}) > 190
