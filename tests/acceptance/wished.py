"""Run by ``test_wished_press``: collect articles of the little press, look at all that is shown; change the wishes, look again."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hemera
from hemera import catalogue
from hemera.demo.catalogue import sources
from hemera.demo.press import Piece, Press, load
from hemera.demo.server import PressServer

SLUGS = {
    "radio-qsar-lahmam-cinquante-ans-archives": "header",
    "eloge-de-la-reunion-qui-finit-a-l-heure": "meta",
    "fr-petit-lexique-des-vents-bab-errih": "file",
    "ecrivain-public-rue-des-cordiers": "nothing",
}

At = dict[str, tuple[Piece, str]]


def main(folder: Path) -> None:
    """Print what is shown before and after as JSON."""
    start = datetime.now(UTC)
    whole = load(start)
    pieces = tuple(piece for piece in whole.pieces if piece.slug in SLUGS)
    with PressServer(start, pace=0, press=Press(start, pieces)) as press:
        three = [source for source in sources(press) if source.id in {piece.source for piece in pieces}]
        (folder / "sources").mkdir(parents=True)
        (folder / "hemera.toml").write_text('name = "Wishes"\ngap = 0.01\nworkers = 1\nhosts = ["testserver"]\n', encoding="utf-8")
        (folder / "sources" / "demo.toml").write_text(catalogue.dump(three), encoding="utf-8")
        with hemera.open(folder) as archive:
            at = {piece.slug: (piece, press.site(piece.source).url(piece)) for piece in pieces}
            told = {"before": _collected(archive, at)}
            keys = {SLUGS[piece.slug]: piece.key for piece in pieces}
            press.stated.headers = {keys["nothing"]: "noindex", keys["meta"]: "otherbot: noindex, noarchive"}
            press.stated.metas, press.stated.files = {keys["meta"]: "all"}, {}
            told["after"] = _collected(archive, at)
            archive._call(_everything_is_due)
            archive.update()  # once more: that there is none is kept once
            told["captures"] = archive._call(_captures)
            told["problems"] = [problem for result in archive.verify() for problem in result.found.problems]
    sys.stdout.write(json.dumps(told))


def _collected(archive: hemera.Archive, pieces: At) -> dict[str, Any]:
    archive._call(_everything_is_due)
    archive.update()
    table = {row["url"]: row["text"] for row in archive.articles().to_table().to_pylist()}
    return {SLUGS[slug]: archive._call(_shown, piece, url, table) for slug, (piece, url) in pieces.items()}


def _everything_is_due() -> None:
    from hemera.store import models

    for kind in (models.Entry, models.Feed, models.Reservation):
        kind._default_manager.update(due_at=datetime(2000, 1, 1, tzinfo=UTC))


def _captures() -> list[list[str | int]]:
    from hemera.store import models

    rows = models.Capture.objects.filter(purpose="tdmrep").order_by("pk")
    return [list(row) for row in rows.values_list("source_id", "outcome", "status")]


def _shown(piece: Piece, url: str, table: dict[str, str | None]) -> dict[str, Any]:
    """Look everywhere for the end of a piece's second paragraph, for its lead, its picture."""
    from django.test import Client

    from hemera import archive as archives
    from hemera.store import models

    archives.search_index.cache_clear()
    client = Client()
    row = models.Article.objects.get(url=url)
    place = f"{row.source_id}/{row.number}"
    body, lead = _plain(piece.visible[1][-40:]), _plain(piece.lead[:70])
    words = " ".join(word for word in piece.visible[0].split() if word.isalpha() and len(word) > 4)[:60].rsplit(" ", 1)[0]

    def text(path: str, **query: str) -> str:
        answer = client.get(path, query)
        assert answer.status_code == 200, (path, answer.status_code)
        return _plain(answer.content.decode())

    page = text(f"/fr/{place}")
    assert text(f"/fr/{place}") == page  # kept
    single = json.loads(text(f"/api/v1/articles/{row.pk}"))
    by_words = _result(text("/api/v1/search", q=words), row.pk)
    by_title = _result(text("/api/v1/search", q=f'"{piece.title}"'), row.pk)
    searched = text("/fr/search", q=f'"{piece.title}"')
    feed = text(f"/fr/{row.source_id}/feed")
    return {
        "wishes": single["wishes"],
        "rights": single["rights"],
        "body on page": body in page,
        "lead on page": lead in page,
        "lead in list": lead in text(f"/fr/{row.source_id}"),
        "picture on page": "<figure" in page,
        "picture": client.get(f"/image/{row.image_id}-480.webp").status_code if row.image_id else 0,
        "said": page.count("L’éditeur demande"),
        "robots": page.partition('<meta name="robots" content="')[2].partition('"')[0],
        "reserved on page": '<meta name="tdm-reservation" content="1">' in page,
        "body in api": single["body"] is not None,
        "lead in api": single["lead"],
        "found by words": by_words is not None,
        "found by title": by_title is not None,
        "snippet in api": "".join(span["text"] for span in by_title["snippet"]) if by_title else "",
        "lead in search": lead in searched,
        "body in feed": body in feed,
        "lead in feed": lead in feed,
        "in sitemap": f"/fr/{place}<" in client.get(f"/sitemap/{row.captured_at:%Y-%m}.xml").content.decode(),
        "text in table": table[row.url] is not None,
        "versions": text(f"/fr/{place}/revisions").count('class="version"'),
    }


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _result(answer: str, pk: int) -> dict[str, Any] | None:
    return next((result for result in json.loads(answer)["results"] if result["article"]["id"] == pk), None)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
