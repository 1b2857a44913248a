"""Two readings of one capture, field by field."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.pipeline import differences
from hemera.pipeline.differences import Difference
from hemera.revisions import Run
from hemera.types import Block, BlockKind, Extraction, LeadImage, PageKind

READING = Extraction(
    url="https://phare.example/1",
    title="Le vieux pont rouvre",
    language="fr",
    authors=("Salwa Outrhane",),
    published=datetime(2020, 6, 12, 9, 31, tzinfo=UTC),
    lead="Après trois ans.",
    blocks=(Block(BlockKind.PARAGRAPH, "Il pleut sur le pont."), Block(BlockKind.PARAGRAPH, "La foule est venue.")),
)
WORDS = st.text(st.sampled_from("ab é.\nالم"), max_size=12)
READINGS = st.builds(
    replace,
    st.just(READING),
    title=WORDS,
    lead=WORDS,
    authors=st.lists(WORDS, max_size=2).map(tuple),
    published=st.none() | st.just(READING.published),
    blocks=st.lists(st.builds(Block, st.sampled_from(BlockKind), WORDS, st.none() | st.just("ar")), max_size=4).map(tuple),
    image=st.none() | st.builds(LeadImage, WORDS, WORDS),
    kind=st.sampled_from(PageKind),
    partial=st.booleans(),
)


def test_what_no_reader_sees_is_no_difference() -> None:
    same = replace(READING, origins={"title": "json-ld"}, extractor="2", published_raw="12 juin", section_raw="Une")
    assert differences.fields(READING, same) == ()
    assert list(differences.differences(READING, same)) == []
    unseen = {"url", "published_raw", "section_raw", "origins", "doubts", "extractor", "template", "wishes"}
    assert {field.name for field in fields(Extraction)} - unseen == set(differences.FIELDS)


def test_titles_are_told_word_by_word() -> None:
    (found,) = differences.differences(READING, replace(READING, title="Le pont rouvre"))
    assert found == Difference("title", (Run("equal", "Le"), Run("delete", " vieux"), Run("equal", " pont rouvre")))


@pytest.mark.parametrize(
    ("changes", "gone", "come"),
    [
        ({"authors": ("A", "B")}, "Salwa Outrhane", "A, B"),
        ({"published": None}, "2020-06-12T09:31:00+00:00", ""),
        ({"image": LeadImage("https://phare.example/1.jpg", credit="Nour")}, "", "https://phare.example/1.jpg · Nour"),
        ({"kind": PageKind.LIVE}, "article", "live"),
        ({"partial": True}, "False", "True"),
        ({"language": "ar"}, "fr", "ar"),
    ],
)
def test_other_fields_are_told_whole(changes: dict[str, object], gone: str, come: str) -> None:
    (found,) = differences.differences(READING, replace(READING, **changes))  # type: ignore[arg-type]
    assert (found.field,) == tuple(changes)
    assert [run.text for run in found.runs if run.op == "delete"] == [gone] * bool(gone)
    assert [run.text for run in found.runs if run.op == "insert"] == [come] * bool(come)


def test_only_paragraphs_that_differ_are_told() -> None:
    last = replace(READING.blocks[1], text="La foule est repartie.")
    (found,) = differences.differences(READING, replace(READING, blocks=(READING.blocks[0], last)))
    assert (found.field, found.runs[-2].text) == ("blocks", "repartie")


def test_a_paragraph_that_is_another_sort_of_block_is_told() -> None:
    (found,) = differences.differences(
        READING, replace(READING, blocks=(replace(READING.blocks[0], kind=BlockKind.QUOTE), READING.blocks[1]))
    )
    assert found.runs == (Run("delete", "paragraph"), Run("insert", "quote"), Run("equal", " Il pleut sur le pont."))


@given(READINGS, READINGS)
def test_what_differs_is_told_and_nothing_else(old: Extraction, new: Extraction) -> None:
    found = list(differences.differences(old, new))
    assert {part.field for part in found} == set(differences.fields(old, new))
    assert all(any(run.op != "equal" for run in part.runs) for part in found if "".join(run.text for run in part.runs))
