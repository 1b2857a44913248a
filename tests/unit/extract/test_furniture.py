"""Boxes among the paragraphs that are none of the text."""

from __future__ import annotations

import pytest
from a_layout import HINTS, HTML, READINGS, URL, page, read, text

from hemera.extract.apply import _is_inside, roots
from hemera.extract.page import parse
from hemera.extract.templates import Template


def shown(inserted: str, reading: str, body: str = "") -> list[str]:
    return [block.text for block in read(page(before=inserted, body=body), reading).blocks]


@pytest.mark.parametrize("label", ["- Publicité -", "Annonce", "إعلان", "ADVERTISEMENT"])
@pytest.mark.parametrize("reading", READINGS)
def test_what_stands_in_a_box_with_the_word_advertisement_is_one(label: str, reading: str) -> None:
    sold = "Votre cuisine sur mesure en vingt jours, devis gratuit à domicile dans toutes les communes du plateau."
    box = f'<div class="x7"><span>{label}</span><a href="https://regie.example/c/1"><i></i></a><p>{sold}</p></div>'
    assert shown(f"<p>{text(4)[0]}</p>{box}", reading) == [text(4)[0], *text()]


@pytest.mark.parametrize("reading", READINGS)
def test_the_word_advertisement_among_the_paragraphs_takes_none_of_them_away(reading: str) -> None:
    assert shown("<p>Publicité</p>", reading) == text()


@pytest.mark.parametrize("box", ['<div class="pull_quote"><p>{}</p></div>', "<blockquote>{}</blockquote>"])
@pytest.mark.parametrize("reading", READINGS)
def test_a_sentence_printed_large_once_more_is_not_said_twice(box: str, reading: str) -> None:
    again = "« " + text()[2].split(", chiffres")[0] + " »"
    assert shown("", reading, body=box.format(again)) == text()


@pytest.mark.parametrize("reading", READINGS)
def test_a_quotation_of_its_own_stays(reading: str) -> None:
    quoted = "Nous n’avons jamais vu la halle aussi pleine, et pourtant nous y sommes tous les matins depuis trente ans."
    assert quoted in shown(f"<p>{text(4)[0]}</p><blockquote><p>{quoted}</p></blockquote>", reading)


class Node:
    """An element that counts how often somebody asks what is around any of them."""

    asked = 0

    def __init__(self, mem_id: int, outer: Node | None) -> None:
        self.mem_id = mem_id
        self._outer = outer

    @property
    def parent(self) -> Node | None:
        Node.asked += 1
        return self._outer


def test_what_is_around_many_containers_is_looked_at_once() -> None:
    around = None
    for number in range(400):
        around = Node(number, around)
    found = [Node(1_000 + number, around) for number in range(500)]
    known = {node.mem_id: True for node in found}
    assert not any(_is_inside(node, known) for node in found)
    assert Node.asked <= 400 + 2 * len(found)


def test_containers_inside_others_are_none() -> None:
    html = "<body><div class='x'>Un<p class='x'>Deux</p><i><b class='x'>Trois</b></i></div><p class='x'>Quatre</p></body>"
    found = roots(parse(html.encode(), HTML, URL, HINTS), Template("phare", "x", container=".x"))
    assert [(node.tag, node.text()[:3]) for node in found] == [("div", "UnD"), ("p", "Qua")]
