"""An archive with every kind of page: collected for real from a few pieces of the little press, moderated, and collected again."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from hemera import catalogue
from hemera.demo.catalogue import sources
from hemera.demo.press import Piece, Press
from hemera.demo.server import PressServer
from hemera.types import Rights

EVENTS = ("rain", "festival", "whale")
RIGHTS = {"carnet": Rights.EXCERPT, "courier": Rights.LINK}
SETTINGS = 'name = "Hemera"\nzone = "Africa/Casablanca"\ngap = 0.01\nworkers = 1\ncontact = "press@hemera.example"\n'
MODERATE = """
import sys, hemera
from hemera import clock
with hemera.open(sys.argv[1]):
    from hemera.moderation.actions import hide_image, withdraw_article
    from hemera.store import models
    rows = models.Article.objects.order_by("pk")
    for reason, row in zip(("publisher", "legal"), rows.filter(source_id="phare", image=None)[:2], strict=True):
        withdraw_article(row.pk, actor="staff", reason=reason, now=clock.now())
    hide_image(rows.filter(source_id="bousla").exclude(image=None)[0].image_id, actor="staff", reason="shocking", now=clock.now())
"""
FIND = """
import json, sys, hemera
with hemera.open(sys.argv[1]) as press:
    from hemera.store import models
    rows = models.Article.objects.order_by("pk").select_related("image")
    shown = rows.filter(visibility="public")
    whole = shown.filter(kind="article", partial=False, source__rights="full").exclude(image=None).exclude(image__state="hidden")
    found = {
        "fr": whole.filter(language="fr"), "ar": whole.filter(language="ar"), "live": shown.filter(kind="live"),
        "gallery": shown.filter(kind="gallery"), "partial": shown.filter(partial=True, source__rights="full"),
        "excerpt": shown.filter(source__rights="excerpt"), "link": shown.filter(source__rights="link"),
        "hidden": shown.filter(image__state="hidden"), "revised": shown.filter(revision_count__gt=1, source__rights="full"),
        "withdrawn": rows.filter(reason="publisher"), "legal": rows.filter(reason="legal"),
    }
    paths = {name: f"{row.source_id}/{row.number}" for name, query in found.items() for row in query[:1]}
    made = press.freeze("pluie OR مطر OR rain", name="La pluie dans la presse", note="لدرس عن الطقس")
    press.check_frozen(made)
    paths["frozen"] = "frozen/" + made.id
    paths["day"] = "day/" + shown.latest("published").day.isoformat()
    print(json.dumps(paths))
"""


@dataclass(frozen=True)
class Kept:
    """The archive's folder, and below which path stands which kind of page: ``fr`` an article in French, ``day`` a day …"""

    folder: Path
    paths: dict[str, str]


def some(whole: Press) -> Press:
    """Return a few pieces: some events in all languages, one of every kind of page, and some that will change."""
    kinds = {(p.source, p.language, p.kind): p for p in whole.pieces if p.kind != "article"}
    changing = [p for p in whole.pieces if p.source in ("phare", "sada", "nawras") and p.changes]
    told = [p for p in whole.pieces if p.event in EVENTS or p.dispatch in EVENTS]
    plain = [p for p in whole.pieces if p.source == "phare" and not p.caption][:3]
    return replace(whole, pieces=_once([*told, *kinds.values(), *changing, *plain]), upcoming=())


def collect(press: PressServer, folder: Path) -> Kept:
    """Collect, take some things down, let the press correct itself, and collect again."""
    listed = [replace(source, rights=RIGHTS.get(source.id, source.rights)) for source in sources(press)]
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "sources" / "demo.toml").write_text(catalogue.dump(listed), encoding="utf-8")
    update(folder)
    _run("-c", MODERATE, str(folder))
    while press.amend():
        pass
    with sqlite3.connect(folder / "archive.sqlite3") as database:  # so soon no page would be visited again
        database.execute("UPDATE store_entry SET due_at = '2000-01-01 00:00:00' WHERE due_at IS NOT NULL")
    database.close()
    update(folder)
    return Kept(folder, json.loads(_run("-c", FIND, str(folder))))


def update(folder: Path) -> None:
    """Collect what is due."""
    _run("-m", "hemera", "update", "--once", "--archive", str(folder))


def environment() -> dict[str, str]:
    """Return the environment without what names another archive."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("HEMERA_", "DJANGO_"))}


def _run(*words: str) -> str:
    command = [sys.executable, *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, env=environment(), check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _once(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    return tuple({piece.key: piece for piece in pieces}.values())


def few(start: datetime) -> Press:
    """Return those pieces as they stand when the press begins at ``start``."""
    from hemera.demo.press import load

    return some(load(start))
