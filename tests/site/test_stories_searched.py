"""What a search for a story finds: by one of its articles, in the portal, in feeds, and frozen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shelf
from django.test import Client
from lxml import html

from hemera import archive
from hemera.store import models, stories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reported")]

BRIDGE = "La passerelle d’Oued Leïla rouvre après trois ans de travaux"
TEXT = "La passerelle d’Oued Leïla a rouvert jeudi matin après trois ans de travaux. Les piétons de la médina suivent l’âne Bolbol."

STORY = {"phare/1", "phare/20", "carnet/20", "sada/20"}  # phare/1 stands on the shelf already


@pytest.fixture
def reported(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """An event that three sources tell of, one of them again a week later, a copy of it, and other news of these days."""
    with shelf.press(settings, tmp_path):
        shelf.article("phare", 20, BRIDGE, TEXT, days=2)
        shelf.article("carnet", 20, "Oued Leïla : la passerelle rouvre, les piétons suivent l’âne Bolbol", TEXT[:90], days=2)
        shelf.article("sada", 20, "Passerelle d’Oued Leïla : la réouverture après trois ans", TEXT[40:], days=3)
        shelf.article("phare", 21, "La passerelle d’Oued Leïla, une semaine après", TEXT, days=9)
        shelf.article("courier", 20, BRIDGE, TEXT, days=30)
        shelf.article("phare", 22, "Retirée : la passerelle d’Oued Leïla", TEXT, days=2, visibility="withdrawn", reason="publisher")
        for number in range(30, 50):
            shelf.article("phare", number, f"Le marché numéro {number} ouvre", f"Les étals du quartier {number} attendent.", days=2)
        group = shelf.pk("phare", 20)
        models.Article.objects.filter(source_id__in=["phare", "courier"], number=20).update(copy_group=group)
        shelf.index(tmp_path)
        yield


def told(name: str) -> set[str]:
    ids = stories.members(archive.search_index(), name) or ()
    return {f"{row.source_id}/{row.number}" for row in models.Article.objects.filter(pk__in=ids)}


def found(query: str, status: int = 200) -> html.HtmlElement:
    answer = Client().get("/fr/search", {"q": query, "copies": "1"})
    assert answer.status_code == status
    return html.fromstring(answer.content.decode())


def test_a_story_is_what_tells_the_event_in_its_days_and_every_copy() -> None:
    assert told("phare/20") == STORY | {"courier/20"}
    assert told("carnet/20") == STORY


def test_what_nobody_else_tells_is_a_story_of_its_own() -> None:
    assert told("sada/1") == {"sada/1"}


@pytest.mark.parametrize("name", ["phare/99", "phare/22", "nobody/1"])
def test_no_article_no_story(name: str) -> None:
    assert stories.members(archive.search_index(), name) is None


def test_the_page_finds_it_and_every_language_says_it() -> None:
    for query in ("story:phare/20", "sujet:phare/20", "قصة:phare/٢٠"):
        links = found(query).xpath("//article[@class='hit']//h2/a/@href")
        assert set(links) == {f"/fr/{name}" for name in STORY | {"courier/20"}}
    assert len(found("sujet:phare/20 -source:phare").xpath("//article[@class='hit']")) == 3
    assert "le sujet de \u2068La passerelle d’Oued Leïla rouvre après trois ans" in "".join(found("story:phare/20").itertext())


def test_an_unknown_one_is_told_with_the_search_without_it() -> None:
    page = found("passerelle story:phare/99")
    assert "« phare/99 » qui désigne un sujet" in "".join(page.itertext()).replace("\u00a0", " ")
    assert any("q=passerelle" in href for href in page.xpath("//a/@href"))


def test_an_article_leads_to_its_story() -> None:
    page = html.fromstring(Client().get("/fr/phare/20").content.decode())
    (link,) = [a for a in page.xpath("//aside//a") if a.text == "Tout sur ce sujet"]
    assert link.get("href") == "/fr/search?q=story:phare/20"


def test_a_story_that_grows_is_seen_at_once(tmp_path: Path) -> None:
    assert len(found("story:phare/20").xpath("//article[@class='hit']")) == 5
    shelf.article("sada", 21, "La passerelle d’Oued Leïla rouvre après trois ans", TEXT, days=2)
    shelf.index(tmp_path)
    assert len(found("story:phare/20").xpath("//article[@class='hit']")) == 6
