"""Articles read whole by SQL of our own say what lists, captures and the page of a withdrawn one say through the models."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hemera import types
from hemera.errors import NotFound
from hemera.links import LinkState
from hemera.store import mapping, models, queries

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=UTC)
TEXT = types.Extraction("https://phare.example/1", "Le bac", "fr", blocks=(types.Block(types.BlockKind.PARAGRAPH, "Il passe."),))

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> models.Source:
    return models.Source.objects.create(
        pk="phare", name="Le Phare", home="https://phare.example/", languages=["fr"], country="ma", zone="UTC", rights="full",
        consent=True, embargo=3, export=False,
    )  # fmt: skip


def article(source: models.Source, number: int, **values: object) -> models.Article:
    url = f"https://phare.example/{number}"
    row = models.Article.objects.create(
        source=source, number=number, url=url, title="Le bac", lead="Il passe.", language="fr", kind="article", published=NOW,
        published_offset=60, day=NOW.date(), captured_at=NOW, **{"visibility": "public"} | values,
    )  # fmt: skip
    capture = models.Capture.objects.create(
        record_id=f"urn:uuid:{number}", file="2026/06/a.warc.gz", offset=number, length=9, url=url, requested_url=url, status=200,
        mime="text/html", sha256="c" * 64, source=source, fetched_at=NOW + timedelta(seconds=1.5), purpose="page",
    )  # fmt: skip
    row.current = models.Revision.objects.create(
        article=row, number=2, kind="first", captured_at=NOW, capture=capture, body=mapping.encode(TEXT)
    )
    row.save()
    return row


def test_it_is_what_the_models_say(source: models.Source) -> None:
    image = models.Image.objects.create(pk="ab" * 32, width=12, height=8, state="hidden", stored_at=NOW)
    carried = {"image": image, "image_caption": "Le bac", "authors": ["Salwa"], "wishes": "noai", "section": "society"}
    row = article(source, 1, **carried, partial=True, link_state="moved", link_moved_to="https://other.example/", copy_group=7)
    assert row.current is not None
    [found] = queries.articles([row.pk])
    assert found.line == queries.lines([row.pk])[0]
    assert queries.found([row.pk]) == [types.Found(found.line, types.Text(TEXT.lead, TEXT.blocks), types.Rights.FULL, 7)]
    assert found.capture == mapping.capture(row.current.capture)
    assert (found.content, found.revision, found.captured_at, found.rights) == (TEXT, 2, NOW, types.Rights.FULL)
    assert (found.link.state, found.link.moved_to, found.copy_group) == (LinkState.MOVED, "https://other.example/", 7)
    assert (found.line.wishes, found.line.partial, found.corrected_at) == ("noai consent embargo:2026-06-15T09:00:00Z", True, None)
    assert not found.export


def test_a_bare_one_too(source: models.Source) -> None:
    row = article(source, 1)
    [found] = queries.articles([row.pk])
    assert found.line == queries.lines([row.pk])[0]
    assert (found.line.image, found.gone_at, found.link.state) == (None, None, LinkState.UNKNOWN)


def test_the_last_correction_says_when(source: models.Source) -> None:
    row = article(source, 1)
    for days in (1, 2):
        models.Correction.objects.create(revision=row.current, at=NOW + timedelta(days=days), fields=[], extractor="x", body=b"")
    assert queries.article_by_id(row.pk).corrected_at == NOW + timedelta(days=2)


def test_they_come_in_the_order_asked_for_and_only_public_ones(source: models.Source) -> None:
    rows = [article(source, n, visibility=fate) for n, fate in enumerate(("public", "held", "withdrawn", "public"), 1)]
    pks = [row.pk for row in rows]
    assert [found.line.number for found in queries.articles([*reversed(pks), 999, pks[0]])] == [4, 1, 1]
    assert queries.article("phare", 3).visibility is types.Visibility.WITHDRAWN
    with pytest.raises(NotFound):
        queries.article("phare", 2)
    with pytest.raises(NotFound):
        queries.article_by_id(pks[1])
