"""Citations, as reference managers fetch them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shelf
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path) -> Iterator[None]:
    with shelf.press(settings, tmp_path, base_url="https://press.example/"):
        yield


@pytest.mark.parametrize(
    ("suffix", "kind", "holds"),
    [
        ("bib", "application/x-bibtex", r"title = {{Fortes pluies \& neige : la « route 7 » ferme}}"),
        ("ris", "application/x-research-info-systems", "TI  - Fortes pluies & neige : la « route 7 » ferme\r\n"),
        ("json", "application/vnd.citationstyles.csl+json", '"title": "Fortes pluies & neige : la « route 7 » ferme"'),
    ],
)
def test_three_formats_with_both_addresses(suffix: str, kind: str, holds: str) -> None:
    answer = Client().get(f"/ar/phare/2/cite.{suffix}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(kind)
    assert f"phare-2.{suffix}" in answer["Content-Disposition"]
    for part in (holds, "https://phare.example/2", "https://press.example/fr/phare/2", "Le Phare du Golfe"):
        assert part in text


def test_the_access_date_is_the_day_of_the_capture() -> None:
    (item,) = json.loads(Client().get("/fr/phare/2/cite.json").content)
    assert item["accessed"]["date-parts"] == [[2020, 6, 30]]
    assert item["issued"]["date-parts"] == [[2020, 6, 20]]


@pytest.mark.parametrize("number", [3, 4, 5, 99])
def test_what_is_not_shown_is_not_cited(number: int) -> None:
    assert Client().get(f"/fr/phare/{number}/cite.bib").status_code == 404


@pytest.mark.parametrize("path", ["/fr/phare/1/cite.exe", "/fr/phare/0/cite.bib", "/fr/nobody/1/cite.bib"])
def test_other_addresses_are_none(path: str) -> None:
    assert Client().get(path).status_code == 404
