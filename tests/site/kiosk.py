"""A small press to be read: three languages, all three kinds of rights, and one article of every kind of trouble."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import moderated
import printed
import pytest

from hemera import archive, clock, types
from hemera.portal import memory
from hemera.store import changes, mapping, models
from hemera.types import Block, BlockKind, Extraction

NOW = datetime(2020, 6, 12, 10, 0, tzinfo=UTC)
SHOWN, HIDDEN = "5a" * 32, "6b" * 32
HOSTILE = '"><script>alert(1)</script></script><!-- \u202e ﷽ & {{ 7 }} {% now %}'
SECRET = "abracadabrantesque"  # stands in bodies that rights keep back
WORSE = "Publicité"  # stood in what we read before
SOURCES: tuple[tuple[str, str, dict[str, str], str, str], ...] = (
    ("phare", "Le Phare du Golfe", {"ar": "منارة الخليج"}, "fr", "full"),
    ("bousla", "البوصلة", {"fr": "Al-Bousla"}, "ar", "full"),
    ("carnet", "Le Carnet du Soir", {}, "fr", "excerpt"),
    ("courier", "The Gulf Courier", {}, "en", "link"),
)
BLOCKS = (
    Block(BlockKind.PARAGRAPH, "Il pleut depuis ce matin sur la rive sud."),
    Block(BlockKind.SUBHEAD, "Un parapluie pour deux"),
    Block(BlockKind.ITEM, "des bottes"),
    Block(BlockKind.ITEM, "un parapluie"),
    Block(BlockKind.QUOTE, "Nous en avons vu d’autres."),
    Block(BlockKind.PARAGRAPH, "مطر غزير", "ar"),
    Block(BlockKind.TIME, "09:12"),
    Block(BlockKind.PARAGRAPH, "La pluie cesse."),
    Block(BlockKind.CAPTION, "Le quai, ce matin."),
)


@contextmanager
def stand(settings: Any, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Print the press and stop the clock."""
    moderated.configure(settings, folder, zone="Africa/Casablanca", contact="press@hemera.example")
    patch.setattr(clock, "now", lambda: NOW)
    archive.search_index.cache_clear()
    printed.once(_print)
    yield
    memory.forget()
    archive.search_index.cache_clear()


def _print() -> None:
    for pk, name, names, language, rights in SOURCES:
        models.Source.objects.create(
            pk=pk,
            name=name,
            names=names,
            home=f"https://{pk}.example/",
            languages=[language],
            country="ma",
            zone="Africa/Casablanca",
            rights=rights,
        )
    for sha, state in ((SHOWN, "shown"), (HIDDEN, "hidden")):
        models.Image.objects.create(pk=sha, width=1200, height=800, state=state, stored_at=NOW)
    article(
        "phare", 1, "Fortes pluies sur la rive sud dès samedi", blocks=BLOCKS, image=SHOWN, lead="La pluie arrive samedi.", hours=1
    )
    article(
        "carnet", 1, "Rive sud : de fortes pluies attendues samedi", body=f"Il pleuvra. {SECRET}", lead="La pluie, samedi.", hours=2
    )
    article("bousla", 1, "أمطار قوية بالضفة الجنوبية ابتداء من السبت", body="أمطار مرتقبة.", language="ar", hours=3, image=HIDDEN)
    article(
        "courier", 1, "Heavy rain on the south bank from Saturday", body=SECRET, lead=SECRET, language="en", hours=4, image=SHOWN
    )
    article("phare", 2, "La bibliothèque ouvre ses tiroirs", body="Des journaux.\nDes parapluies.", hours=30)
    revise("phare", 2, title="La bibliothèque ouvre ses armoires", body="Des journaux.\nDes parapluies et des loupes.")
    correct("phare", 2)
    article("phare", 3, HOSTILE, body=HOSTILE, lead=HOSTILE, authors=(HOSTILE,), hours=31)
    article("phare", 4, "Interdit", body=SECRET, visibility="withdrawn", reason="legal", hours=32)
    article("phare", 5, "Retiré", body=SECRET, visibility="withdrawn", reason="publisher", hours=33)
    article("phare", 6, "Retenu", body=SECRET, visibility="held", hours=34)
    article("carnet", 2, "Réservé aux abonnés", body="Le début.", partial=True, hours=35)
    article("carnet", 3, "Sans chapeau", body="Mot " * 200 + SECRET, hours=36)
    article("phare", 7, "Un vieil article", body="D’avant.", hours=24 * 400)
    copies = models.Article.objects.filter(number=1, source_id__in=("phare", "carnet"))
    copies.update(copy_group=copies.order_by("pk").values_list("pk", flat=True)[0])
    models.Article.objects.filter(source_id="phare", number=7).update(gone_at=NOW - timedelta(days=3))


def article(
    source: str, number: int, title: str, *, hours: int, body: str = "", language: str = "fr", **more: Any
) -> models.Article:
    """Print an article so many hours before ``NOW``."""
    url, published = f"https://{source}.example/{number}", NOW - timedelta(hours=hours)
    content = Extraction(
        url=url,
        title=title,
        language=language,
        authors=more.get("authors", ("Salwa Outrhane",)),
        published=published,
        section="environment",
        lead=more.get("lead", ""),
        blocks=more.get("blocks") or tuple(Block(BlockKind.PARAGRAPH, text) for text in body.split("\n")),
        partial=more.get("partial", False),
        doubts=more.get("doubts", ()),
        extractor="1",
    )
    row = models.Article.objects.create(
        source_id=source,
        number=number,
        url=url,
        title=title,
        lead=content.lead,
        language=language,
        section=content.section,
        authors=list(content.authors),
        kind="article",
        partial=content.partial,
        published=published,
        published_offset=60,
        day=(published + timedelta(hours=1)).date(),
        image_id=more.get("image"),
        image_caption="Le quai <b>",
        visibility=more.get("visibility", types.Visibility.PUBLIC),
        reason=more.get("reason", ""),
        captured_at=published + timedelta(minutes=5),
    )
    for name in content.authors:
        models.Byline.objects.create(article=row, name=name[:200], key=mapping.author_key(name))
    _revision(row, content, "first")
    return row


def revise(source: str, number: int, *, title: str, body: str) -> None:
    """Print an article's next version."""
    row = models.Article.objects.get(source_id=source, number=number)
    old = mapping.decode(models.Revision.objects.get(article=row).body)
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in body.split("\n"))
    row.title, row.revision_count = title, row.revision_count + 1
    _revision(row, replace(old, title=title, blocks=blocks), "corrected")


def correct(source: str, number: int, *, days: int = 1) -> models.Article:
    """Let us have read the version shown worse, until so many days ago."""
    row = models.Article.objects.get(source_id=source, number=number)
    now = mapping.decode(models.Revision.objects.get(pk=row.current_id).body)
    before = replace(
        now,
        title=f"{now.title} | Accueil",
        lead=f"{WORSE} {SECRET}",
        published=None,
        blocks=(*now.blocks, Block(BlockKind.PARAGRAPH, f"{WORSE} {SECRET}")),
        extractor="old",
    )
    models.Correction.objects.create(
        revision_id=row.current_id,
        at=NOW - timedelta(days=days),
        fields=["title", "published", "lead", "blocks"],
        extractor="new",
        body=mapping.encode(before),
    )
    changes.note(row.pk, NOW)
    return row


def _revision(row: models.Article, content: Extraction, kind: str) -> None:
    capture = models.Capture.objects.create(
        record_id=f"urn:uuid:{row.source_id}-{row.number}-{row.revision_count}",
        file="2020/06/a.warc.gz",
        offset=models.Capture.objects.count(),
        length=1,
        url=row.url,
        requested_url=row.url,
        status=200,
        mime="text/html",
        sha256="9f2c" + "0" * 56 + "a71e",
        fetched_at=row.captured_at,
        source_id=row.source_id,
        purpose="page",
        read_at=row.captured_at,
    )
    row.current = models.Revision.objects.create(
        article=row,
        number=row.revision_count,
        kind=kind,
        captured_at=row.captured_at,
        capture=capture,
        extractor="1",
        text_sha256="0" * 64,
        body=mapping.encode(content),
    )
    row.save()
    changes.note(row.pk, NOW)
