"""Wishes on the site: staff reads all the same, versions tell no more than the article, pages that are kept follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import shelf
from django.contrib.auth.models import User
from django.test import Client

from hemera import clock, types
from hemera.portal import pagecache
from hemera.store import models, wishes

pytestmark = pytest.mark.django_db
TITLE, BODY = "La passerelle d’Oued Leïla rouvre", "Les piétons suivent."
PLACE, PICTURE = "/fr/phare/1", f"/image/{shelf.SHA}-480.webp"


@pytest.fixture(autouse=True)
def press(settings: Any, tmp_path: Path) -> Iterator[None]:
    with shelf.press(settings, tmp_path):
        yield


def wish(said: str, source: str = "phare") -> None:
    wishes.apply(shelf.pk(source, 1), said, shelf.CAPTURED + timedelta(days=1))


def read(client: Client | None = None, path: str = PLACE) -> str:
    answer = (client or Client()).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_page_that_is_kept_follows_the_wish_and_its_end() -> None:
    assert BODY in read()
    wish("noarchive")
    assert BODY not in (page := read())
    assert "L’éditeur demande qu’aucune copie" in page
    wish("")
    assert BODY in read()


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_reason_is_said_in_the_readers_language(language: str) -> None:
    wish("nosnippet tdm-reservation")
    said = {"ar": "يطلب الناشر", "fr": "L’éditeur demande", "en": "The publisher asks"}[language]
    assert read(path=f"/{language}/phare/1").count(said) == 2


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_under_an_embargo_an_excerpt_is_shown_until_it_is_over(language: str) -> None:
    published = models.Article.objects.get(pk=shelf.pk("phare", 1)).published
    days, place = (clock.now() - published).days, f"/{language}/phare/1"
    said = {"ar": "لا يسمح لنا الناشر", "fr": "L’éditeur ne nous permet", "en": "The publisher lets us"}[language]
    models.Source.objects.filter(pk="phare").update(embargo=days + 2, consent=True)
    pagecache.forget()
    page = read(path=place)
    assert BODY not in page
    assert said in page
    assert "noindex" in page
    assert BODY not in Client().get(f"/api/v1/articles/{shelf.pk('phare', 1)}").content.decode()
    models.Source.objects.filter(pk="phare").update(embargo=days - 1)
    pagecache.forget()
    assert BODY in read(path=place)


def test_a_catalogue_that_says_excerpt_is_not_overruled_by_a_milder_wish() -> None:
    wish("noimageindex", "carnet")
    assert shelf.SECRET not in read(path="/fr/carnet/1")


def test_staff_reads_everything() -> None:
    staff = Client()
    staff.force_login(User.objects.create(username="staff", is_staff=True))
    wish("noindex noimageindex not-free")
    wish("noimageindex", "courier")  # printed with the same picture
    page = read(staff)
    assert BODY in page
    assert "L’éditeur demande" not in page
    assert Client().get(PICTURE).status_code == 410
    assert staff.get(PICTURE).status_code != 410


def test_versions_tell_no_more_than_the_article() -> None:
    row = models.Article.objects.get(source_id="phare", number=1)
    old, new = (types.Extraction(row.url, TITLE, "fr", lead=f"Chapeau {word}.", extractor="1") for word in ("ancien", "nouveau"))
    models.Revision.objects.filter(article=row).update(body=shelf.mapping.encode(old))
    shelf.revise(row, new, models.Capture.objects.get(record_id="urn:uuid:phare-1"), 2)
    assert "nouveau" in read(path=f"{PLACE}/revisions")
    for said in ("max-snippet:9", "nosnippet", "noindex"):
        wish(said)
        assert "nouveau" not in read(path=f"{PLACE}/revisions")


def test_miners_are_told_where_the_terms_are() -> None:
    wish("tdm-reservation:https://phare.example/terms")
    page = read()
    assert BODY in page
    assert '<meta name="tdm-policy" content="https://phare.example/terms">' in page
    assert BODY not in read(path="/fr/phare/feed")
