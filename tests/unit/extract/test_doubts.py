"""Damage that stands in an article's own words is a doubt; what stands elsewhere on its page, or was put right, is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hemera.extract import doubts, extract
from hemera.types import Doubt, Extraction, Hints

TITLE = "La passerelle rouvre samedi"
TEXT = (
    "La passerelle de la vallée rouvre après trois ans de travaux, ont annoncé les élus, qui étaient là avec les élèves.",
    "Les habitants, obligés de faire un détour de six kilomètres, ont été les premiers à passer, dès l’aube, à vélo.",
    "Le coût, deux millions de dirhams, a été payé par la région, dont le président était présent, et par l’agence.",
)
HINTS = Hints("phare", ("fr",), "Africa/Casablanca", datetime(2026, 11, 22, 12, tzinfo=UTC))


def read(*texts: str, beside: str = "", title: str = TITLE) -> Extraction:
    paragraphs = "".join(f"<p>{text}</p>" for text in (*TEXT, *texts))
    html = f"<html lang=fr><head><title>{title}</title></head><body><h1>{title}</h1><article>{paragraphs}</article>{beside}</body>"
    return extract(html.encode(), "text/html; charset=utf-8", "https://phare.example/1", HINTS)


def damaged(content: Extraction) -> tuple[Doubt, ...]:
    return tuple(doubt for doubt in content.doubts if doubt.code.startswith("text."))


def test_a_sound_text_is_not_doubted() -> None:
    assert damaged(read()) == ()
    assert list(doubts.damage(["", "São João: «Não há PÃO», SÃO PAULO", "جسر الوادي", "𝄞 ½ ✓"])) == []


def test_letters_that_were_lost_are_counted() -> None:
    lost = "Le conseil a d\ufffdcid\ufffd de rouvrir la passerelle et d\ufffdinstaller des bancs le long du chemin qui y m\ufffdne."
    assert damaged(read(lost)) == (Doubt(doubts.UNDECODABLE, "4"),)


def test_a_sign_that_nobody_reads_is_no_loss() -> None:
    assert (
        damaged(read("Le maire a remercié les ouvriers \ufffd et leurs familles pour leur patience pendant ces trois années."))
        == ()
    )


def test_what_was_misread_and_is_not_certain_is_marked() -> None:
    """One word alone proves nothing, so it stays as it is; but it does not stand there as if all were well."""
    once = "Le conseil se réunit au cafÃ© de la place pour parler des bancs, du chemin et des arbres qui seront plantés."
    content = read(once)
    assert once in content.text
    assert damaged(content) == (Doubt(doubts.MOJIBAKE, "1"),)


def test_what_was_misread_and_put_right_is_not_doubted() -> None:
    wrong = [
        text.encode().decode("cp1252")
        for text in ("Le conseil a décidé à l’unanimité de planter des arbres.", "Été, école, élèves.")
    ]
    assert damaged(read(*wrong)) == ()


def test_damage_beside_the_article_is_none_of_its_own() -> None:
    assert damaged(read(beside="<footer><p>Mentions l\ufffdgales et conditions g\ufffdn\ufffdrales</p></footer>")) == ()
    assert damaged(read(beside="<aside><a href=/x>Le cafÃ© du port</a></aside>")) == ()


@pytest.mark.parametrize("title", ["Le cafÃ© du port rouvre samedi", "Le caf\ufffd du port rouvre samedi"])
def test_the_title_counts(title: str) -> None:
    assert len(damaged(read(title=title))) == 1
