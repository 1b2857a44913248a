from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import revisions
from hemera.revisions import Run
from hemera.types import Block, BlockKind, Doubt, Extraction, RevisionKind

PARAGRAPHS = (
    (
        "Les premiers écoliers ont traversé samedi matin, suivis d’un âne nommé Bolbol, sous les "
        "applaudissements des riverains massés sur les quais."
    ),
    (
        "Le chantier, confié à trois entreprises de la région, a coûté 38 millions de dinars et duré trois "
        "ans, soit huit mois de plus que prévu."
    ),
    "Le maire, Farid Louzani, a coupé un ruban que le vent avait déjà dénoué deux fois, puis il a lu un discours de deux phrases.",
    "La passerelle sera fermée aux vélos le vendredi, jour du marché ; une signalisation provisoire sera posée dans la semaine.",
)
OTHER = (
    (
        "La récolte d’olives atteint un niveau jamais vu dans la plaine, selon la coopérative, qui annonce "
        "quatre-vingt-quatre mille tonnes."
    ),
    (
        "Le prix de l’huile recule déjà chez les détaillants, où le litre se vend moins de dix dinars pour "
        "la première fois depuis longtemps."
    ),
    (
        "Les moulins tournent jour et nuit, et les saisonniers dorment sous les arbres faute de chambres "
        "libres dans les villages voisins."
    ),
    "Un concours de la plus grosse olive aura lieu dimanche devant la halle, sous réserve que le jury ne mange pas les candidates.",
)


def article(texts: tuple[str, ...] = PARAGRAPHS, title: str = "La passerelle rouvre", **fields: object) -> Extraction:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    return Extraction(url="https://phare.example/a", title=title, language="fr", blocks=blocks, **fields)  # type: ignore[arg-type]


OLD = article()


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (OLD, RevisionKind.SAME),
        (replace(OLD, origins={"title": "h1"}, section="culture", extractor="x"), RevisionKind.SAME),
        (article(tuple(text.replace(" ", "  ") for text in PARAGRAPHS)), RevisionKind.SAME),
        (article(title="La passerelle rouverte"), RevisionKind.CORRECTED),
        (article((PARAGRAPHS[0], PARAGRAPHS[1].replace("38", "39"), *PARAGRAPHS[2:])), RevisionKind.CORRECTED),
        (article((*PARAGRAPHS, OTHER[0])), RevisionKind.EXTENDED),
        (article((PARAGRAPHS[0], OTHER[0], *PARAGRAPHS[1:], OTHER[1])), RevisionKind.EXTENDED),
        (article((PARAGRAPHS[0], OTHER[1], OTHER[2], PARAGRAPHS[3])), RevisionKind.REWRITTEN),
        (article(OTHER, "Récolte record d’olives"), RevisionKind.SUSPICIOUS),  # another article on the same address
        (article(()), RevisionKind.SUSPICIOUS),
        (article(("Texte retiré.",)), RevisionKind.SUSPICIOUS),
        (replace(OLD, doubts=(Doubt("body.consent-wall"),), blocks=(), lead="x"), RevisionKind.SUSPICIOUS),
        (
            replace(article(("La page que vous cherchez n’existe plus.",)), doubts=(Doubt("body.not-found"),)),
            RevisionKind.SUSPICIOUS,
        ),
        (replace(article((*PARAGRAPHS, OTHER[0])), doubts=(Doubt("text.mojibake", "12"),)), RevisionKind.SUSPICIOUS),
        (article(PARAGRAPHS[:1], partial=True), RevisionKind.REWRITTEN),  # went behind the paywall
        (article(PARAGRAPHS[:3]), RevisionKind.REWRITTEN),
    ],
)
def test_kinds_of_change(new: Extraction, kind: RevisionKind) -> None:
    assert revisions.compare(OLD, new) is kind


def test_the_first_is_the_first() -> None:
    assert revisions.compare(None, OLD) is RevisionKind.FIRST


def test_a_body_that_comes_at_last_is_no_suspicion() -> None:
    assert revisions.compare(article(()), OLD) is RevisionKind.EXTENDED


def test_what_a_feed_says_does_not_replace_what_a_page_said() -> None:
    """The page lost its text, and what its feed carries of it reads a little otherwise."""
    feed = article((*PARAGRAPHS, "L’article La passerelle rouvre est apparu en premier sur Le Phare."), origins={"blocks": "entry"})
    assert revisions.compare(article(origins={"blocks": "panel"}), feed) is RevisionKind.SUSPICIOUS
    assert revisions.compare(article(origins={"blocks": "entry"}), feed) is RevisionKind.EXTENDED  # it never was read from a page
    assert revisions.compare(article(origins={"blocks": "panel"}), article(origins={"blocks": "entry"})) is RevisionKind.SAME


@pytest.mark.parametrize("times", [8, 20])
def test_a_few_words_over_and_over_are_another_page_though_one_is_in_common(times: int) -> None:
    """What a hotel's network answers whatever is asked."""
    portal = article(("Choisissez une formule pour naviguer. " * times,), "Bienvenue")
    old = article((*PARAGRAPHS, "Un bac de secours reste prévu pour les écoliers."))
    assert revisions.compare(old, portal) is RevisionKind.SUSPICIOUS


def test_a_brief_may_lose_half_its_words() -> None:
    brief = article(("Le bac ne passera pas ce soir en raison du vent, annonce la capitainerie du port de Marsa Ennour.",))
    assert revisions.compare(brief, article(("Le bac ne passera pas ce soir, annonce la capitainerie.",))) is RevisionKind.REWRITTEN


def test_a_corrected_figure_word_by_word() -> None:
    new = article((PARAGRAPHS[0], PARAGRAPHS[1].replace("38", "39"), *PARAGRAPHS[2:]))
    title, first, second, *_ = revisions.diff(OLD, new)
    assert (title.op, first.op, second.op) == ("equal", "equal", "replace")
    assert [run for run in second.runs if run.op != "equal"] == [Run("delete", "38"), Run("insert", "39")]


def test_arabic_words_are_whole() -> None:
    old, new = (
        article((text,)) for text in ("عبر التلاميذُ الجسرَ صباح السبت، وهم يضحكون.", "عبر التلاميذُ الجسرَ صباح الأحد، وهم يضحكون.")
    )
    runs = revisions.diff(old, new)[1].runs
    assert [run for run in runs if run.op != "equal"] == [Run("delete", "السبت"), Run("insert", "الأحد")]


def test_moved_and_new_paragraphs() -> None:
    new = article((PARAGRAPHS[0], OTHER[0], *PARAGRAPHS[2:]))
    assert [change.op for change in revisions.diff(OLD, new)] == ["equal", "equal", "insert", "delete", "equal", "equal"]


WORDS = st.lists(st.sampled_from(["pont", "âne", "الجسر", "214", "«", "l’été", "\u00a0", "mètres."]), max_size=8).map(" ".join)
TEXTS = st.lists(WORDS.filter(bool), max_size=5).map(tuple)


@given(TEXTS, TEXTS)
def test_a_diff_holds_both_texts(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    changes = revisions.diff(article(old), article(new))[1:]
    before = ["".join(run.text for run in change.runs if run.op != "insert") for change in changes if change.op != "insert"]
    after = ["".join(run.text for run in change.runs if run.op != "delete") for change in changes if change.op != "delete"]
    assert sorted(before) == sorted(old)
    assert after == list(new)


def test_long_texts_take_bounded_time() -> None:
    old = article(tuple(f"paragraphe {n} " + " ".join(f"mot{(n * k) % 997}" for k in range(80)) for n in range(60)))
    new = article(tuple(f"paragraphe {n} " + " ".join(f"mot{(n * k) % 991}" for k in range(80)) for n in range(60)))
    start = time.process_time()
    revisions.compare(old, new)
    revisions.diff(old, new)
    assert time.process_time() - start < 3
