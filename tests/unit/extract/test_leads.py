"""The standfirst: what a newsroom prints between title and text, never what the site says of itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hemera.extract import Sample, Template, extract, learn
from hemera.extract.templates import of_toml, to_toml
from hemera.types import Extraction, Hints

HINTS = Hints("phare", ("fr",), "Africa/Tunis", datetime(2024, 3, 2, 9, tzinfo=UTC), source_names=("Le Phare du Golfe", "السهوب"))
PLACES = ("Sidi Marwan", "Port-aux-Figues", "la Pointe Rousse", "Aïn Safra", "Bordj el Milh", "la Darse")
PLAIN = "Un peu de tout, chaque matin, pour celles et ceux qui vivent au bord de la mer."


def title(number: int) -> str:
    return f"Le bac de {PLACES[number]} reprend la mer après la tempête"


def standfirst(number: int) -> str:
    return f"Réparé en {number + 3} nuits par ses propres marins, il a retrouvé {number + 20} voitures et un troupeau de chèvres."


def drawn(number: int, description: str, above: str = "", text: str = "", head: str = "") -> str:
    place = PLACES[number]
    said = f'<meta name="description" content="{description}">' if description else ""
    paragraphs = [
        f"À {place}, la machine a toussé {number + 2} fois avant de démarrer, sous les applaudissements des mareyeurs du quai.",
        f"Le capitaine de {place} assure que tout tiendra jusqu’à l’été, et qu’il n’en sera pas, car il se marie en juin.",
        f"Les {number + 40} caisses de glace promises par la capitainerie sont, elles, arrivées à {place} complètement fondues.",
    ]
    body = text + "".join(f"<p>{each}</p>" for each in paragraphs)
    return (
        f"<html><head><title>{title(number)} - Le Phare du Golfe</title>{said}{head}</head><body><div class='page'>"
        f"<header class='tete'><h1>{title(number)}</h1>{above}</header><div class='texte'>{body}</div></div></body></html>"
    )


def sample(html: str, number: int) -> Sample:
    return Sample(html.encode(), "text/html; charset=utf-8", f"https://phare.example/{number}.html", HINTS)


def read(html: str, templates: tuple[Template, ...] = (), number: int = 5) -> Extraction:
    return extract(*sample(html, number), templates)


def test_what_metadata_says_of_every_article_is_no_lead_once_that_is_known() -> None:
    templates = learn([sample(drawn(number, PLAIN), number) for number in range(5)])
    assert templates[0].mottoes == (PLAIN,)
    assert read(drawn(5, PLAIN)).lead == PLAIN, "one page alone cannot tell"
    assert not read(drawn(5, PLAIN), templates).lead
    assert read(drawn(5, standfirst(5)), templates).lead == standfirst(5)


def test_two_pages_are_enough_to_know_a_motto() -> None:
    templates = learn([sample(drawn(number, PLAIN), number) for number in range(2)])
    assert not templates[0].reads
    assert not read(drawn(5, PLAIN), templates).lead


def test_mottoes_are_in_a_templates_file_and_older_files_have_none() -> None:
    (template,) = learn([sample(drawn(number, PLAIN), number) for number in range(5)])
    assert of_toml(to_toml(template)) == template
    older = "\n".join(line for line in to_toml(replace(template, mottoes=())).splitlines() if not line.startswith("mottoes"))
    assert of_toml(older) == replace(template, mottoes=())


@pytest.mark.parametrize(
    "motto",
    [
        "Le Phare du Golfe, premier quotidien de la côte",
        "Toute l’actualité en continu sur Le Phare du Golfe",
        "السهوب يومية إخبارية مستقلة تصدر من الهضاب",
    ],
)
def test_a_site_that_names_itself_as_papers_do_speaks_of_itself(motto: str) -> None:
    assert not read(drawn(5, motto)).lead


def test_what_is_said_of_the_site_to_machines_or_in_its_head_is_no_lead() -> None:
    site = f'<script type="application/ld+json">{{"@type": "WebSite", "description": "{PLAIN}"}}</script>'
    assert not read(drawn(5, PLAIN, head=site)).lead
    assert not read(drawn(5, PLAIN).replace("Golfe</title>", f"Golfe - {PLAIN}</title>")).lead


def test_an_article_about_the_paper_itself_keeps_its_lead() -> None:
    said = "Le Phare du Golfe, quotidien fondé dans une cave, a embarqué vingt lecteurs à bord du bac de la Darse."
    assert read(drawn(5, said)).lead == said


@pytest.mark.parametrize("called", ["td-post-sub-title", "chapo", "StoryHeader_dek__7wTqY", "article-lead"])
@pytest.mark.parametrize("learned", [True, False])
def test_a_standfirst_called_so_behind_the_title_goes_before_what_search_engines_are_told(called: str, learned: bool) -> None:
    """A page without one has an empty box for it."""

    def page(number: int, printed: str) -> str:
        return drawn(number, f"Bac : tout savoir sur {PLACES[number]}, numéro {number}", f'<p class="{called}">{printed}</p>')

    templates = learn([sample(page(n, standfirst(n) if n % 2 else ""), n) for n in range(5)]) if learned else ()
    found = read(page(5, standfirst(5)), templates)
    assert found.lead == standfirst(5)
    assert standfirst(5) not in [block.text for block in found.blocks]
    assert read(page(5, ""), templates).lead.startswith("Bac : tout savoir")


def test_a_first_paragraph_all_bold_is_the_lead_where_metadata_only_has_a_motto() -> None:
    def page(number: int) -> str:
        return drawn(number, PLAIN, text=f"<p><strong>{standfirst(number)}</strong></p>")

    found = read(page(5), learn([sample(page(number), number) for number in range(5)]))
    assert found.lead == standfirst(5)
    assert len(found.blocks) == 3


@pytest.mark.parametrize("set_as", ["<p>{}</p>", '<p class="has-dropcap">{}</p>'])
def test_a_first_paragraph_that_metadata_repeats_is_text(set_as: str) -> None:
    found = read(drawn(5, standfirst(5), text=set_as.format(standfirst(5))))
    assert found.blocks[0].text == standfirst(5)
    assert found.lead == standfirst(5)


@pytest.mark.parametrize("set_as", ["<p><b>{}</b></p>", '<p class="resume">{}</p>', "<div><p>{}</p></div>", "<h2>{}</h2>"])
def test_what_is_set_apart_from_the_paragraphs_is_the_standfirst_alone(set_as: str) -> None:
    found = read(drawn(5, standfirst(5), text=set_as.format(standfirst(5))))
    assert found.lead == standfirst(5)
    assert standfirst(5) not in [block.text for block in found.blocks]
