"""What is proposed while one types."""

from __future__ import annotations

import pytest
from django.test import Client

from hemera.store import models

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelved")]


def proposed(text: str, language: str = "fr") -> list[str]:
    answer = Client().get(f"/{language}/search/suggest", {"q": text})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/x-suggestions+json")
    typed, found = answer.json()
    assert typed == text
    return list(found)


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("plu", ["pluie", "pluies"]),
        ("route neig", ["route neige"]),
        ('"passer', ['"passerelle']),
        ("-plu", ["-pluie", "-pluies"]),
        ("source:phare passe", ["source:phare passerelle"]),
        ("المط", ["المطر"]),
        ("p", []),
        ("", []),
        ("zzz", []),
        ("source:", []),
        ("mot " * 200, []),
    ],
)
def test_words_of_titles_that_may_be_read(typed: str, completed: list[str]) -> None:
    assert proposed(typed) == completed


def test_nothing_is_proposed_from_what_is_withdrawn_or_held() -> None:
    assert models.Article.objects.filter(title__startswith="Retenue").exists()
    assert proposed("reten") == proposed("interd") == []


def test_browsers_are_told() -> None:
    page = Client().get("/opensearch.xml", headers={"accept-language": "fr"}).content.decode()
    assert 'rel="suggestions" template="http://testserver/fr/search/suggest?q={searchTerms}"' in page
