"""A small press to be searched, fed out, cited: one source of each kind of rights, one article of each kind of fate."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import moderated
import printed

from hemera import archive, types
from hemera.api import frame
from hemera.api.throttle import Throttle
from hemera.index import TantivyIndex
from hemera.portal import memory
from hemera.store import changes, mapping, models

CAPTURED = datetime(2020, 6, 30, 23, 30, tzinfo=UTC)
SHA = "ab" * 32
SECRET = "abracadabrantesque"  # stands in bodies that rights keep back
SOURCES = {
    "phare": ("Le Phare du Golfe", {"ar": "منارة الخليج"}, "fr", "full"),
    "sada": ("صدى الجنوب", {"fr": "Sada"}, "ar", "full"),
    "carnet": ("Le Carnet du Soir", {}, "fr", "excerpt"),
    "courier": ("The Gulf Courier", {}, "en", "link"),
}
AUTHORS = ("Salwa Outrhane", "Hind B. <script>")
RAIN_AR = "المطر يعود إلى الجنوب"
RAIN = "Fortes pluies & neige : la « route 7 » ferme"


@contextmanager
def press(settings: Any, folder: Path, **values: object) -> Iterator[None]:
    """Fill the record; forget whatever this process remembers of another one."""
    moderated.configure(settings, folder, **values)
    archive.search_index.cache_clear()
    frame.THROTTLE = Throttle(rate=1.0, burst=10_000)
    printed.once(_print)
    yield
    archive.search_index.cache_clear()
    memory.forget()


def _print() -> None:
    image = models.Image.objects.create(pk=SHA, width=1200, height=800, stored_at=CAPTURED)
    for name, (own, names, language, rights) in SOURCES.items():
        home = f"https://{name}.example/"
        models.Source.objects.create(
            pk=name, name=own, names=names, home=home, languages=[language], country="ma", zone="Africa/Casablanca", rights=rights
        )
    article("phare", 1, "La passerelle d’Oued Leïla rouvre", "L’âne Bolbol passe devant.\nLes piétons suivent.", image=image)
    article(
        "phare", 2, RAIN, "Il tombe 40 mm de pluie.", authors=("Salwa Outrhane", "Hind B. <script>"), section="environment", days=8
    )
    article("sada", 1, "المطر يعود إلى الجنوب", "عاد المطر أمس إلى سهول الجنوب.", language="ar", section="environment", days=20)
    article("carnet", 1, "Carnet de pluie", f"Une pluie fine tombe. {SECRET}", lead="Il pleut sur la pluie.", days=40)
    article("courier", 1, "Rain at last", f"It rained. {SECRET}", language="en", lead=f"Rain {SECRET}.", image=image, days=400)
    article("phare", 3, "Retirée : pluie", "Une pluie à taire.", visibility="withdrawn", reason="publisher")
    article("phare", 4, "Interdite : pluie", "Une pluie à taire.", visibility="withdrawn", reason="legal")
    article("phare", 5, "Retenue : pluie", "Une pluie à relire.", visibility="held")


def article(
    source: str, number: int, title: str, body: str, *, days: int = 0, language: str = "fr", lead: str = "", **more: Any
) -> models.Article:
    """Keep an article with one revision."""
    url, published = f"https://{source}.example/{number}", datetime(2020, 6, 12, 9, 31, tzinfo=UTC) + timedelta(days=days)
    authors, section = more.get("authors", ("Salwa Outrhane",)), more.get("section", "society")
    blocks = tuple(types.Block(types.BlockKind.PARAGRAPH, text) for text in body.split("\n"))
    content = types.Extraction(
        url=url,
        title=title,
        language=language,
        authors=authors,
        published=published,
        section=section,
        lead=lead,
        blocks=blocks,
        extractor="1",
    )
    capture = models.Capture.objects.create(
        record_id=f"urn:uuid:{source}-{number}",
        file=source,
        offset=number,
        length=1,
        url=url,
        requested_url=url,
        status=200,
        sha256="0" * 64,
        fetched_at=CAPTURED,
        source_id=source,
        purpose="page",
    )
    row = models.Article.objects.create(
        source_id=source,
        number=number,
        url=url,
        title=title,
        lead=lead,
        language=language,
        section=section,
        authors=list(authors),
        kind="article",
        published=published,
        published_offset=60,
        day=published.date(),
        captured_at=CAPTURED,
        image=more.get("image"),
        visibility=more.get("visibility", "public"),
        reason=more.get("reason", ""),
    )
    row.current = revise(row, content, capture, 1)
    row.save()
    models.Byline.objects.bulk_create(models.Byline(article=row, name=name, key=mapping.author_key(name)) for name in authors)
    changes.note(row.pk, CAPTURED)
    return row


def revise(row: models.Article, content: types.Extraction, capture: models.Capture, number: int) -> models.Revision:
    """Add a revision."""
    return models.Revision.objects.create(
        article=row,
        number=number,
        kind="first" if number == 1 else "corrected",
        captured_at=CAPTURED,
        capture=capture,
        extractor=content.extractor,
        text_sha256="1" * 64,
        body=mapping.encode(content),
    )


def pk(source: str, number: int) -> int:
    return models.Article.objects.get(source_id=source, number=number).pk


def index(folder: Path) -> None:
    """Index what is public."""
    writer = TantivyIndex(folder / "index", writable=True)
    writer.apply(list(changes.everything()))
    writer.close()
    archive.search_index.cache_clear()
