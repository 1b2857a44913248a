"""Rows and readers for the tests of moderation."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

if "HEMERA_ARCHIVE" not in os.environ:
    os.environ["HEMERA_ARCHIVE"] = tempfile.mkdtemp(prefix="hemera-test-")
    Path(os.environ["HEMERA_ARCHIVE"], "hemera.toml").write_text('name = "Hemera"\n')
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemera.server.settings")

import django

django.setup()

from django.test import Client  # noqa: E402

from hemera import types  # noqa: E402
from hemera.media import MediaStore, Prepared  # noqa: E402
from hemera.portal import memory  # noqa: E402
from hemera.store import mapping, models  # noqa: E402

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHA = "5e" * 32
HOST = "http://testserver"
_STRANGER = Client(enforce_csrf_checks=True)  # one for all: making a client takes longer than its request


def configure(settings: Any, folder: Path, **values: object) -> None:
    """Give a test an archive folder of its own, and nothing of what pages remember of another's."""
    memory.forget()
    settings.HEMERA = replace(settings.HEMERA, folder=folder, **values)
    settings.WHITENOISE_AUTOREFRESH = True  # else each new client looks through all files there are; browsers test what is served
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


def picture(sha256: str = SHA, folder: Path | None = None) -> models.Image:
    """Keep a picture; with a folder, its files too."""
    if folder:
        MediaStore(folder / "media").write(Prepared(sha256, 1200, 800, {1200: b"RIFFlarge", 480: b"RIFFsmall"}))
    return models.Image.objects.create(pk=sha256, width=1200, height=800, stored_at=NOW)


def article(image: models.Image | None, number: int = 1, source: str = "nawras") -> models.Article:
    """Print an article with a picture."""
    outlet, _ = models.Source.objects.get_or_create(
        pk=source,
        defaults={
            "name": source.title(),
            "home": f"https://{source}.example/",
            "languages": ["fr"],
            "country": "ma",
            "zone": "UTC",
            "rights": "full",
        },
    )
    url = f"https://{source}.example/{number}"
    content = types.Extraction(
        url=url, title=f"Le port rouvre, {number}", language="fr", blocks=(types.Block(types.BlockKind.PARAGRAPH, "Un texte."),)
    )
    capture, _ = models.Capture.objects.get_or_create(
        file=source,
        offset=number,
        defaults={
            "record_id": f"urn:{source}:{number}",
            "length": 1,
            "url": url,
            "requested_url": url,
            "status": 200,
            "sha256": "0" * 64,
            "fetched_at": NOW,
            "source": outlet,
            "purpose": "page",
        },
    )
    row = models.Article.objects.create(
        source=outlet,
        number=number,
        url=url,
        title=content.title,
        language="fr",
        kind="article",
        published=NOW,
        day=NOW.date(),
        captured_at=NOW,
        image=image,
        visibility="public",
    )
    row.current = models.Revision.objects.create(
        article=row,
        number=1,
        kind="first",
        captured_at=NOW,
        capture=capture,
        extractor="1",
        text_sha256="0" * 64,
        body=mapping.encode(content),
    )
    row.save()
    return row


def send(address: str = "192.0.2.1", client: Client | None = None, sha256: str = SHA, **headers: str) -> Any:
    """Send a report from a page of ours; without a client, by somebody who was never seen before."""
    if client is None:
        client = _STRANGER
        client.cookies.clear()
    return client.post(
        f"/fr/report/image/{sha256}",
        {"article": "nawras/1"},
        REMOTE_ADDR=address,
        headers={"Origin": HOST} | {name.replace("_", "-"): value for name, value in headers.items()},
    )


def state(sha256: str = SHA) -> str:
    return models.Image.objects.get(pk=sha256).state
