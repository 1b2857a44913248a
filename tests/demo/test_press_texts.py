"""The packaged texts keep what the demo promises of them."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from hemera.demo.bulletins import bulletin
from hemera.demo.drawing.motifs import MOTIFS
from hemera.demo.outlets import OUTLETS, SECTIONS
from hemera.demo.press import CHANGES, TOPICS, Piece, load

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PRESS = load(START)
ALL = PRESS.pieces + PRESS.upcoming


def test_enough_of_everything() -> None:
    assert len(PRESS.pieces) >= 120
    assert {piece.source for piece in PRESS.pieces} == set(OUTLETS)
    assert len(PRESS.upcoming) >= 8
    assert {"article", "live", "gallery", "premium"} <= {piece.kind for piece in PRESS.pieces}


def test_addresses_are_unlike() -> None:
    assert max(Counter(piece.key for piece in ALL).values()) == 1
    assert max(Counter((piece.source, piece.number) for piece in ALL).values()) == 1


def test_events_are_covered_in_several_languages() -> None:
    languages: defaultdict[str, set[str]] = defaultdict(set)
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for piece in PRESS.pieces:
        if piece.event:
            languages[piece.event].add(piece.language)
            sources[piece.event].add(piece.source)
    assert sum(len(found) >= 2 for found in languages.values()) >= 12
    assert all(len(found) >= 3 for found in sources.values())


def _sentences(piece: Piece) -> set[str]:
    return {part.strip() for paragraph in piece.body for part in paragraph.replace("؛", ".").split(".") if len(part) > 40}


def test_dispatches_are_reprinted_word_for_word() -> None:
    groups: defaultdict[tuple[str, str], list[Piece]] = defaultdict(list)
    for piece in PRESS.pieces:
        if piece.dispatch:
            groups[piece.dispatch, piece.language].append(piece)
    assert len({dispatch for dispatch, _ in groups}) >= 6
    for (dispatch, language), pieces in groups.items():
        assert len(pieces) >= 2, (dispatch, language)
        for piece in pieces:
            own, others = _sentences(piece), (_sentences(other) for other in pieces if other is not piece)
            assert len(own.intersection(set[str]().union(*others))) >= 0.5 * len(own), (dispatch, language, piece.source)


def test_the_past_reaches_far_back() -> None:
    before = Counter(piece.source for piece in PRESS.pieces if piece.published.year < 2016)
    assert before["carnet"] >= 5
    assert before["bousla"] >= 5
    assert min(piece.published.year for piece in PRESS.pieces) <= 2009


@pytest.mark.parametrize("piece", ALL, ids=lambda piece: f"{piece.source}-{piece.slug}")
def test_text_is_whole(piece: Piece) -> None:
    assert piece.published.utcoffset() is not None
    assert piece.published <= START
    assert piece.published.second == piece.published.microsecond == 0
    assert piece.title
    assert piece.lead
    assert len(piece.body) >= 2
    assert piece.lead != piece.body[0]
    assert piece.language in OUTLETS[piece.source].languages
    assert not piece.has_picture or piece.motif in MOTIFS
    assert set(piece.subheads or {}) <= set(range(1, len(piece.body) + 1))
    assert all(text == text.strip() and unicodedata.is_normalized("NFC", text) for text in (piece.title, piece.lead, *piece.body))
    if piece.kind == "live":
        assert len(piece.entries) >= 6
        assert [e.at for e in piece.entries] == sorted((e.at for e in piece.entries), reverse=True)
        assert all(piece.published < e.at <= START + timedelta(minutes=1) for e in piece.entries) or piece in PRESS.upcoming
    if piece.kind == "premium":
        assert len(piece.body) > piece.free
    assert (piece.kind == "gallery") == bool(piece.photos)


@pytest.mark.parametrize("piece", [p for p in ALL if p.changes], ids=lambda piece: f"{piece.source}-{piece.slug}")
def test_changes_change_something(piece: Piece) -> None:
    text = "\n".join((piece.title, piece.lead, *piece.body))
    for how in piece.changes:
        if how.kind in ("typo", "figure"):
            assert how.find in text
            assert how.find != how.replace
        assert how.kind != "title" or (how.title and how.title != piece.title)
        assert how.kind != "paragraphs" or how.append


def test_every_printed_section_is_known() -> None:
    printed = {(piece.source, piece.section) for piece in (*ALL, *(bulletin(number, START) for number in range(40)))}
    assert printed == {(source, name) for source, names in SECTIONS.items() for name in names}
    assert {section for names in SECTIONS.values() for section in names.values()} <= TOPICS


def test_all_kinds_of_change_occur() -> None:
    assert {how.kind for piece in ALL for how in piece.changes} == CHANGES
