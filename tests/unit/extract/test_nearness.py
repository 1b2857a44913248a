"""How near pieces lie to the title, and what the panel takes from it: text that is none, wherever it is printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from selectolax.lexbor import LexborHTMLParser

from hemera.extract import blocks, extract, nearness
from hemera.extract.boxes import Boxes
from hemera.types import Hints

HINTS = Hints("rade", ("fr",), "Africa/Algiers", datetime(2024, 3, 2, 9, tzinfo=UTC), source_names=("La Rade",))
TITLE = "La criée du port rouvre avant l’aube"
TEXT = [
    "La criée a rouvert ses portes mercredi à quatre heures, devant une cinquantaine de mareyeurs et trois chats impatients.",
    "Le toit, emporté par la tempête de décembre, a été refait en tuiles, et les balances ont été vérifiées par deux agents.",
    "Les prix sont restés sages : la sardine se vendait au même cours qu’avant l’hiver, et le rouget un peu plus cher.",
]
OTHERS = [
    "Au marché du plateau, les maraîchers ont plié les étals à midi, faute de clients et à cause du vent de sable.",
    "Le club de voile a perdu sa bouée de départ, que l’on a retrouvée le lendemain dans le jardin de la mairie.",
    "Une pluie de grêlons gros comme des noix est tombée sur les serres, et les tomates attendront le mois prochain.",
    "Les élèves de l’école du phare ont compté les oiseaux de la lagune, et en ont trouvé deux de plus que l’an dernier.",
]


def paragraphs(texts: list[str], made: str = "<p>{}</p>") -> str:
    return "".join(made.format(text) for text in texts)


def page(text: str, above: str = "", after: str = "") -> str:
    return (
        f"<html><head><title>{TITLE} - La Rade</title></head><body><div id='page'>{above}<div class='fiche'>"
        f"<h1>{TITLE}</h1><div class='corps'>{text}</div></div>{after}</div></body></html>"
    )


def read(html: str) -> list[str]:
    found = extract(html.encode(), "text/html; charset=utf-8", "https://rade.example/criee.html", HINTS)
    return [block.text for block in found.blocks]


def told(html: str) -> dict[str, dict[str, float]]:
    """Return the named numbers of every piece, by its text."""
    tree = LexborHTMLParser(html)
    boxes = Boxes()
    found = [(piece, boxes.of(piece.box)) for piece in blocks.pieces(tree.body)]
    sizes = [len(piece.text.split()) for piece, _ in found]
    said = nearness.evidence(found, sizes, tree.css_first("h1"))
    return {piece.text: one for (piece, _), one in zip(found, said, strict=True)}


def test_text_is_at_home_near_the_title_and_what_lies_in_boxes_farther_out_is_not() -> None:
    said = told(page(paragraphs(TEXT), paragraphs(OTHERS[:1]), f"<div class='x'>{paragraphs(OTHERS[1:2])}</div>"))
    assert said[TITLE]["is title"] == 1
    assert [(said[text]["at home"], said[text]["farther"], said[text]["nearer text"]) for text in TEXT] == [(1, 0, 0)] * 3
    assert (said[OTHERS[0]]["above title"], said[OTHERS[1]]["above title"]) == (1, 0)
    assert said[OTHERS[1]]["farther"] == 1
    assert said[OTHERS[1]]["nearer text"] > 4


def test_where_no_title_is_printed_nothing_is_near_or_far() -> None:
    said = told(page(paragraphs(TEXT)).replace("h1>", "div>"))
    assert {(one["titled"], one["at home"], one["farther"], one["above title"], one["is title"]) for one in said.values()} == {
        (0,) * 5
    }


@pytest.mark.parametrize("name", ["comments-area", "commentlist", "block commentaires", "readerComments", "disqus_thread"])
def test_a_box_called_comments_is_the_readers(name: str) -> None:
    said = told(page(paragraphs(TEXT), after=f"<div class='{name}'>{paragraphs(OTHERS)}</div>"))
    assert [said[text]["in comments"] for text in (*TEXT, *OTHERS)] == [0] * 3 + [1] * 4


@pytest.mark.parametrize("name", ["comments-open", "commentary", "has-comments", "comment-count", "recommended"])
def test_a_box_that_only_counts_comments_or_is_called_alike_is_not(name: str) -> None:
    said = told(page(paragraphs(TEXT), after=f"<div class='{name}'>{paragraphs(OTHERS)}</div>"))
    assert not any(one["in comments"] for one in said.values())


def test_a_box_of_comments_that_holds_the_title_is_the_page() -> None:
    assert not any(one["in comments"] for one in told(f"<div class='comments'>{page(paragraphs(TEXT))}</div>").values())


def test_an_article_beside_the_title_s_is_another() -> None:
    others = paragraphs(OTHERS, "<article><p>{}</p></article>")
    said = told(f"<article>{page(paragraphs(TEXT))}</article>{others}")
    assert [said[text]["another article"] for text in (*TEXT, *OTHERS)] == [0] * 3 + [1] * 4
    said = told(page(f"<article>{paragraphs(TEXT)}</article>", after=others))
    assert [said[text]["another article"] for text in (*TEXT, *OTHERS)] == [0] * 3 + [1] * 4


def test_long_comments_below_a_short_text_are_not_read() -> None:
    theirs = "".join(
        f"<li class='comment'><div class='comment-body'><p>{text}</p><p>{text[::-1]}</p></div></li>" for text in OTHERS
    )
    assert read(page(paragraphs(TEXT[:1]), after=f"<div class='fil-comments'><ul>{theirs}</ul></div>")) == TEXT[:1]


def test_teasers_above_the_title_are_not_read() -> None:
    above = f"<div class='bande'><ul>{paragraphs(OTHERS, '<li><a href=/a>Ailleurs</a> {}</li>')}</ul></div>"
    assert read(page(paragraphs(TEXT), above)) == TEXT


def test_articles_that_follow_are_not_read() -> None:
    after = paragraphs(OTHERS, "<article class='post'><h2><a href='/b'>Ailleurs, ce matin</a></h2><p>{}</p></article>")
    assert read(f"<article class='post'>{page(paragraphs(TEXT), after=after)}</article>") == TEXT


def test_sentences_in_boxes_that_are_all_link_are_not_read() -> None:
    cards = paragraphs(OTHERS, "<a href='/c'><h5>Ailleurs</h5><p>{}</p></a>")
    assert read(page(paragraphs(TEXT), after=f"<section class='suite'>{cards}</section>")) == TEXT
