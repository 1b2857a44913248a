"""Bodies of revisions: packed small, by what an archive's articles share, and readable for ever."""

from __future__ import annotations

import pytest
import zstandard
from django.utils import timezone

import configured  # noqa: F401  before anything that imports models
from hemera.store import models, packing

pytestmark = pytest.mark.django_db


def said(number: int) -> bytes:
    """Return what an article says: a frame all share, and words of its own."""
    own = " ".join(f"port {(number * 37 + i) % 101} reçoit le navire {number * i}" for i in range(12))
    return f'{{"url":"https://phare.example/ville/{number}","section":"ville","blocks":[{{"kind":"paragraph","text":"{own}"}}]}}'.encode()


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know no dictionary by heart, as a process that has just begun."""
    monkeypatch.setattr(packing, "_read", {})


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> list[models.Revision]:
    """Keep revisions that were packed before anything was learned."""
    source = models.Source.objects.create(id="phare", name="Le Phare", home="https://phare.example/")
    capture = models.Capture.objects.create(
        record_id="urn:uuid:1", file="a", offset=0, length=1, url="u", requested_url="u", status=200, sha256="0",
        fetched_at=timezone.now(), source=source, purpose="page",
    )  # fmt: skip
    now = timezone.now()
    article = models.Article.objects.create(source=source, number=1, url="u", published=now, day=now.date(), captured_at=now)
    return [
        models.Revision.objects.create(
            article=article, number=n, kind="first", captured_at=timezone.now(), capture=capture, body=packing.pack(said(n))
        )
        for n in range(1, 201)
    ]


def named(body: bytes) -> int:
    return int(zstandard.get_frame_parameters(bytes(body)).dict_id)


def test_a_young_archive_has_no_dictionary() -> None:
    assert not packing.learn(packing.FIRST - 1)
    assert named(packing.pack(said(1))) == 0
    assert packing.unpack(packing.pack(said(1))) == said(1)


def test_what_comes_after_is_smaller_and_what_was_before_stays_readable(kept: list[models.Revision]) -> None:
    before = packing.pack(said(999))
    assert packing.learn(packing.FIRST)
    after = packing.pack(said(999))
    assert named(after) == models.Dictionary.objects.get().name
    assert len(after) < 0.8 * len(before)
    packing._read.clear()
    assert [packing.unpack(body) for body in (before, after)] == [said(999)] * 2
    assert [packing.unpack(row.body) for row in kept] == [said(n) for n in range(1, 201)]


def test_another_is_learned_only_once_the_archive_has_grown(kept: list[models.Revision]) -> None:
    assert packing.learn(packing.FIRST)
    first = packing.pack(said(999))
    assert not packing.learn(packing.FIRST * packing.GROWTH - 1)
    models.Revision.objects.filter(pk__gt=kept[100].pk).delete()
    assert packing.learn(packing.FIRST * packing.GROWTH)
    second = packing.pack(said(999))
    assert 0 < named(first) != named(second) > 0
    assert packing.unpack(first) == packing.unpack(second) == said(999)


def test_nothing_is_learned_from_next_to_nothing(kept: list[models.Revision]) -> None:
    models.Revision.objects.exclude(pk=kept[0].pk).delete()
    assert not packing.learn(packing.FIRST)


def test_a_lost_dictionary_is_an_error_and_no_wrong_text(kept: list[models.Revision]) -> None:
    packing.learn(packing.FIRST)
    body = packing.pack(said(999))
    models.Dictionary.objects.all().delete()
    packing._read.clear()
    with pytest.raises(zstandard.ZstdError):
        packing.unpack(body)


def test_what_would_unpack_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zstandard.ZstdCompressor().compressobj()
    body = bomb.compress(bytes(2 << 20)) + bomb.flush()  # names no size
    monkeypatch.setattr(packing, "MAX_PLAIN", 1 << 20)
    with pytest.raises(zstandard.ZstdError):
        packing.unpack(body)
