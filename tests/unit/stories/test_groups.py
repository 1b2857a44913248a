"""Headlines about one event find each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hemera.stories.groups import group
from hemera.types import Line

NOW = datetime(2020, 6, 12, 9, 31, tzinfo=UTC)
RAIN = (
    ("phare", "fr", "Fortes pluies et neige sur le Jebel Fidda dès samedi", "La météo annonce 60 millimètres de pluie."),
    ("gazette", "fr", "Météo : pluie et neige attendues samedi au Jebel Fidda", "Jusqu’à 60 millimètres sur les côtes."),
    ("carnet", "fr", "Samedi, la neige au-dessus de 1 400 mètres au Jebel Fidda", "De fortes pluies plus bas."),
)
TAXI = (
    ("phare", "fr", "Les tarifs des taxis gelés jusqu’à la fin de l’été", "La prise en charge reste à 2,50 dinars."),
    ("gazette", "fr", "Taxis : le compteur ne bougera pas avant la fin de l’été", "Le gel des tarifs est confirmé."),
)
RAIN_AR = (
    ("bousla", "ar", "أمطار قوية وثلوج بجبل الفضة ابتداء من السبت", "أمطار غزيرة تصل إلى 60 مليمترا."),
    ("sada", "ar", "نشرة: ثلوج وأمطار غزيرة في جبل الفضة يوم السبت", "الأمطار قد تبلغ 60 مليمترا."),
)
OTHERS = (
    ("phare", "fr", "Une bibliothèque numérise un siècle de journaux", "Soixante mille pages en ligne."),
    ("courier", "en", "Small comet seen over the bay, binoculars required", "It will be back in eighty years."),
)
FILLERS = tuple(
    ("phare", "fr", f"{one} {other}", "")
    for one, other in (
        ("Rentrée scolaire", "examens en juin"), ("Football", "Aïn Zitoun en finale"), ("Tramway", "premier essai de nuit"),
        ("Cigognes", "retour anticipé"), ("Olives", "récolte record"), ("Port", "trafic en hausse"), ("Baleine", "au large"),
        ("Échecs", "championne de neuf ans"), ("Radio locale", "cinquante ans d’archives"), ("Pain", "inventaire du golfe"),
    )
)  # fmt: skip


def lines(*rows: tuple[str, str, str, str]) -> list[Line]:
    return [
        Line(n, source, n, f"https://{source}.example/{n}", title, language, NOW - timedelta(minutes=n), lead=lead)
        for n, (source, language, title, lead) in enumerate(rows, 1)
    ]


def test_one_event_is_one_group_and_languages_stay_apart() -> None:
    groups = group(lines(*RAIN, *TAXI, *RAIN_AR, *OTHERS, *FILLERS))
    assert [(g.language, len(g.lines)) for g in groups[:5]] == [("fr", 3), ("fr", 2), ("ar", 2), ("fr", 1), ("en", 1)]
    assert {line.title for line in groups[0].lines} == {title for _, _, title, _ in RAIN}


def test_more_sources_stand_first_then_what_is_fresh() -> None:
    groups = group(lines(*OTHERS, *TAXI, *RAIN, *FILLERS))
    assert [len(g.sources) for g in groups] == [3, 2, *[1] * 12]
    assert groups[2].newest > groups[3].newest


def test_one_source_that_repeats_itself_counts_once() -> None:
    twice = lines(TAXI[0], TAXI[0], *OTHERS)
    assert [len(g.sources) for g in group(twice)] == [1, 1, 1]


def test_order_of_input_does_not_matter() -> None:
    rows = lines(*RAIN, *TAXI, *RAIN_AR, *OTHERS)
    assert group(rows) == group(rows[::-1])


def test_nothing_gives_nothing() -> None:
    assert group([]) == []


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["fr", "ar"]), st.sampled_from("ab")), max_size=30))
def test_every_line_is_in_exactly_one_group_of_its_language(rows: list[tuple[str, str, str]]) -> None:
    given_lines = lines(*((source, language, title, "") for title, language, source in rows))
    groups = group(given_lines)
    assert sorted(line.id for g in groups for line in g.lines) == [line.id for line in given_lines]
    assert all({line.language for line in g.lines} == {g.language} for g in groups)
