"""What fits the panel's weights: the truth about a piece, what it counts, and the file that comes of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import weigh
from gold import scores
from hemera.extract import clues, panel
from weigh import Readings, Source

FIRST = "Le port de la ville a rouvert ses portes hier matin, après trois jours de vent."
SECOND = "Les pêcheurs sont sortis avant l’aube, et les premiers paniers étaient vides à midi."
PAGE = "<html><body><main><h1>Le port</h1><p>{}</p><p>{}</p></main><aside><p>{}</p></aside></body></html>"


def source(number: int, second: str = SECOND, aside: str = FIRST, **more: object) -> Source:
    told = {"set": "fr-test", "gold": (FIRST, second), **more}
    html = PAGE.format(FIRST, second, aside).encode()
    return Source(publisher="phare", url=f"https://phare.example/{number}", body=html, content_type=weigh.HTML, **told)  # type: ignore[arg-type]


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> Readings:
    """Return readings by a reader that keeps everything: the real ones are slow, and tried elsewhere."""
    monkeypatch.setattr(panel, "READERS", {"all": lambda page: page.tree.body.text(separator="\n")})
    return Readings(None)


def test_a_piece_is_text_where_the_gold_holds_it_and_never_the_second_time(readings: Readings) -> None:
    (one,) = weigh.samples([source(1)], readings)
    assert [clue.piece.text for clue in one.found] == ["Le port", FIRST, SECOND, FIRST]
    assert one.truth == [False, True, True, False]


def test_what_repeats_is_told_from_the_publishers_other_pages_of_the_set(readings: Readings) -> None:
    apart = [source(1), source(2, second="Un autre jour commence sur le quai, sans vent.", set="fr-other")]
    together = [source(1), source(2, second="Un autre jour commence sur le quai, sans vent.")]
    assert [any(told["repeated"] for told in one.told) for one in weigh.samples(apart, readings)] == [False, False]
    known = [one for one in weigh.samples(together, readings) if not one.is_alone]
    assert [[told["repeated"] for told in one.told] for one in known] == [[1, 1, 0, 1]] * 2


def test_a_page_with_others_is_also_read_as_if_there_were_none(readings: Readings) -> None:
    samples = weigh.samples([source(1), source(2, second="Un autre jour commence sur le quai, sans vent.")], readings)
    alone = [one for one in samples if one.is_alone]
    assert [any(told["repeated"] for told in one.told) for one in alone] == [False, False]
    assert [one.set for one in samples] == ["fr-test", "fr-test, alone"] * 2
    assert [sum(weigh.shares(one)) for one in samples] == pytest.approx([50] * 4)


def test_all_pages_count_the_same_and_ours_less(readings: Readings) -> None:
    theirs, ours = (weigh.samples([source(1, set=name)], readings)[0] for name in ("fr-test", weigh.PRESS))
    assert sum(weigh.shares(theirs)) == pytest.approx(100)
    assert sum(weigh.shares(ours)) == pytest.approx(30)


def test_readings_are_kept_and_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(panel, "READERS", {"one": lambda page: asked.append(page.url) or FIRST})
    for _ in range(2):
        readings = Readings(tmp_path / "cache")
        (one,) = weigh.samples([source(1)], readings)
        readings.save()
        assert [clue.votes for clue in one.found] == [(0,), (1,), (0,), (1,)]
    assert asked == ["https://phare.example/1"]


def test_a_text_is_scored_by_the_pieces_chosen(readings: Readings) -> None:
    (one,) = weigh.samples([source(1)], readings)
    likely = [0.1, 0.9, 0.4, 0.9]
    assert weigh.rated(one, weigh.likelier(0.3, one.found, likely)) == scores.Rates(1.0, 1.0)
    assert weigh.rated(one, weigh.likelier(0.5, one.found, likely)).recall == pytest.approx(0.5, abs=0.1)


def test_the_weights_in_use_are_as_they_are_written_and_name_all_evidence(readings: Readings) -> None:
    in_use = weigh.in_use()
    assert weigh.as_toml(in_use) == weigh.WEIGHTS.read_text(encoding="utf-8")
    assert tomllib.loads(weigh.as_toml({"a b": 0.1234, "bias": 2})) == {"a b": 0.123, "bias": 2}
    (one,) = weigh.samples([source(1)], readings)
    assert {name for name in one.told[0] if not name.startswith("vote ")} <= set(in_use)


def test_only_weights_that_moved_are_told() -> None:
    table = weigh.differences({"bias": 1.0, "a": 0.5, "b": 0.1}, {"bias": 1.02, "a": 0.7, "c": 0.3})
    assert [(row[0], row[3]) for row in table.rows] == [("c", 0.3), ("a", 0.2), ("b", -0.1)]


def test_a_page_is_judged_as_the_panel_does_it(readings: Readings) -> None:
    (one,) = weigh.samples([source(1)], readings)
    assert weigh.judged(one, weigh.in_use()) == clues.judge(one.found, tuple(panel.READERS))


def test_press_and_provinces_have_texts() -> None:
    press, provinces = list(weigh.press()), list(weigh.provinces())
    assert all(one.gold and one.body for one in (*press, *provinces))
    assert {one.publisher for one in press}.isdisjoint({one.publisher for one in provinces})
    assert min(len(press), len(provinces)) > 100
