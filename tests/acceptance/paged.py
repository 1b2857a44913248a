"""Run by ``test_paged_articles``: collect articles printed over several pages from a press of ours, and say what was kept."""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import hemera
from hemera import catalogue
from hemera.types import Feed, Rights, Source

TEXT = "Page {page} du récit « {name} » : le bac solaire longe la côte, phrase {n}, et les pêcheurs le saluent de leurs barques."
ITEM = (
    "<item><title>Le récit {name}</title><link>{base}/recit/{name}</link><pubDate>Sat, 21 Nov 2026 09:00:00 +0100</pubDate></item>"
)
WALL = "<h1>Votre vie privée</h1><p>Avec votre accord, nos 20 partenaires déposent des cookies.</p><button>Tout accepter</button>"
LAST = {"entier": 3, "coupe": 3, "mur": 2, "simple": 1}
_announced = ["entier", "coupe", "mur", "simple"]


class Press(BaseHTTPRequestHandler):
    """Four stories: one whole on three pages, one whose third page is gone, one whose second is a wall, one on one page."""

    def do_GET(self) -> None:
        status, kind, text = self._answer()
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self) -> tuple[int, str, str]:
        base = f"http://{self.headers['Host']}"
        if self.path == "/rss":
            items = "".join(ITEM.format(name=name, base=base) for name in _announced)
            return 200, "application/rss+xml", f"<rss version='2.0'><channel><title>Récits</title>{items}</channel></rss>"
        parts = self.path.strip("/").split("/")
        name, page = (parts[1], int(parts[2]) if len(parts) > 2 else 1) if parts[0] == "recit" else ("", 0)
        if name not in LAST or page > LAST[name] or (name, page) == ("coupe", 3):
            return 404, "text/html", "<h1>404</h1>"
        return 200, "text/html; charset=utf-8", WALL if (name, page) == ("mur", 2) else _page(base, name, page)


def _page(base: str, name: str, page: int) -> str:
    texts = "".join(f"<p>{TEXT.format(page=page, name=name, n=n)}</p>" for n in range(6))
    numbers = "".join(f"<a href='{base}/recit/{name}/{n}'>{n}</a>" for n in range(2, LAST[name] + 1) if n != page)
    return (
        f"<!DOCTYPE html><html lang=fr><head><title>Le récit {name}</title><link rel=canonical href='{base}/recit/{name}'>"
        f"<meta property='article:published_time' content='2026-11-21T09:00:00+01:00'></head><body><article>"
        f"<h1>Le récit {name}</h1>{texts}<div class=page-links>Pages : {numbers}</div></article></body></html>"
    )


def main(folder: Path) -> None:
    """Print what became of each story as JSON."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Press)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/"
    source = Source(
        "recits",
        "Récits",
        home,
        ("fr",),
        "ma",
        "Africa/Casablanca",
        (Feed(home + "rss"),),
        rights=Rights.FULL,
        gap=0.01,
        loopback=True,
    )
    (folder / "sources").mkdir(parents=True)
    (folder / "hemera.toml").write_text('name = "Paged"\ngap = 0.01\nworkers = 1\n', encoding="utf-8")
    (folder / "sources" / "recits.toml").write_text(catalogue.dump([source]), encoding="utf-8")
    with hemera.open(folder) as archive:
        archive.update()
        told: dict[str, object] = {name: _told(archive.article(f"{home}recit/{name}")) for name in LAST}
        again = archive.reprocess()
        told["again"] = {"read": again.read, "changed": again.changed}
        told["problems"] = [problem for result in archive.verify(deep=True) for problem in result.found.problems]
        # A page of a story, announced as if it were one of its own.
        _announced.append("entier/2")
        archive._call(_feeds_are_due)
        told["announced"] = dict(archive.update().discarded)
        told["pages"] = archive._call(_pages)
        told["articles"] = len(list(archive.articles()))
    sys.stdout.write(json.dumps(told))


def _told(article: hemera.Article) -> dict[str, object]:
    texts = [block.text for block in article.content.blocks]
    return {
        "pages": [text.split()[1] for text in texts],
        "phrases": len(set(texts)) == len(texts),
        "more": [doubt.detail.rpartition("/recit/")[2] for doubt in article.content.doubts if doubt.code == "body.more-pages"],
    }


def _feeds_are_due() -> None:
    from datetime import UTC, datetime

    from hemera.store import models

    models.Feed.objects.update(due_at=datetime(2000, 1, 1, tzinfo=UTC), body_sha256="")


def _pages() -> dict[str, object]:
    from hemera.store import models

    rows = models.Capture.objects.filter(purpose="page").order_by("pk").values_list("url", "outcome")
    return {url.rpartition("/recit/")[2]: outcome for url, outcome in rows}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
