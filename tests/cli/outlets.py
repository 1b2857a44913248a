"""Invented outlets on loopback: a WordPress with everything, one without any feed, one without anything."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answers = dict[str, tuple[str, str]]  # path -> (content type, text); $base is where it listens
TITLES = (
    "Le pont des Figuiers rouvre après deux ans de travaux", "La récolte de câpres s’annonce meilleure que prévu",
    "Un cerf-volant géant arrête la circulation à Dar Zitoun", "Le conseil vote la fin des horloges en retard",
    "Trois chorales se disputent la salle des fêtes", "Le marché de gros change de quai dès lundi prochain",
    "Les Goélands gagnent sans leur capitaine blessé", "Des lycéens réparent l’horloge de la gare centrale",
    "La bibliothèque prête aussi des parapluies neufs", "Le train de nuit retrouve son wagon-restaurant",
    "Pluies attendues sur le plateau et la corniche", "La doyenne du village raconte le premier téléphone",
)  # fmt: skip
SECTIONS = {"politique": range(4), "economie": range(4, 8), "sports": range(8, 12), "monde": range(0, 12, 2)}
_LD = {"@type": "NewsMediaOrganization", "name": "Le Petit Figuier", "logo": {"url": "$base/logo-carre.png"}}


def _card(n: int) -> str:
    return f'<li class="une"><a href="/article/{4100 + n}">{TITLES[n]}</a></li>'


def _page(numbers: range, head: str = "", foot: str = "") -> str:
    menu = "".join(f'<a href="/{name}/">{name.capitalize()}</a>' for name in SECTIONS)
    cards = "".join(map(_card, numbers))
    return f"""<html lang="fr-TN"><head><title>Accueil - Le Petit Figuier</title>{head}</head><body>
    <nav>{menu}<a href="/contact/">Contact</a></nav><ul>{cards}</ul>
    <footer>{foot}<a href="/mentions-legales/">Mentions légales</a></footer></body>"""


def _rss(title: str, numbers: range) -> str:
    items = "".join(
        f"<item><title>{TITLES[n]}</title><link>$base/article/{4100 + n}</link>"
        f"<pubDate>Sun, 22 Nov 2026 0{n % 10}:10:00 +0100</pubDate></item>"
        for n in numbers
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def _sitemap(numbers: range, *, news: bool) -> str:
    said = (
        "<news:news><news:publication_date>2026-11-22T08:00:00+01:00</news:publication_date><news:title>{}</news:title></news:news>"
    )
    urls = "".join(f"<url><loc>$base/article/{4100 + n}</loc>{said.format(TITLES[n]) if news else ''}</url>" for n in numbers)
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return f"<urlset {spaces}>{urls}</urlset>"


WORDPRESS: Answers = {
    "/": (
        "text/html",
        _page(
            range(12),
            f'<script type="application/ld+json">{json.dumps(_LD)}</script><link rel="https://api.w.org/" href="/wp-json/">'
            '<link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="alternate" type="application/rss+xml" '
            'title="Commentaires" href="/comments/feed/"><link rel="alternate" type="application/rss+xml" href="/sports/feed/">'
            '<link rel="alternate" type="application/rss+xml" href="/vieux/feed/">'
            '<link rel="alternate" hreflang="ar" href="/ar/"><link rel="alternate" hreflang="en" href="https://figtree.example/">',
        ),
    ),
    "/ar/": (
        "text/html",
        '<html lang="ar"><head><title>شجرة التين</title><link rel="alternate" type="application/rss+xml" href="/ar/feed/"></head>'
        "<body><p>"
        + "".join(f'<a href="/ar/{n}">جسر التين يعود إلى الخدمة بعد عامين من الأشغال {n}</a>' for n in range(900, 906))
        + "</p></body>",
    ),
    "/ar/feed/": (
        "application/rss+xml",
        '<rss version="2.0"><channel><title>شجرة التين</title>'
        + "".join(
            f"<item><title>جسر التين يعود إلى الخدمة بعد عامين</title><link>$base/ar/{n}</link></item>" for n in range(900, 906)
        )
        + "</channel></rss>",
    ),
    "/feed/": ("application/rss+xml", _rss("Le Petit Figuier", range(10))),
    "/sports/feed/": ("application/rss+xml", _rss("Sports", range(8, 10))),
    "/vieux/feed/": ("application/rss+xml", _rss("Vieux", range(2)).replace("2026", "2019")),
    "/comments/feed/": ("application/rss+xml", _rss("Commentaires", range(3))),
    "/wp-json/": (
        "application/json",
        json.dumps({"name": "Le Petit Figuier", "namespaces": ["wp/v2"], "timezone_string": "Africa/Tunis"}),
    ),
    "/robots.txt": ("text/plain", "User-agent: *\nDisallow: /prive/\nSitemap: $base/sitemap.xml\nSitemap: $base/actu-news.xml\n"),
    "/sitemap.xml": ("application/xml", _sitemap(range(12), news=False)),
    "/actu-news.xml": ("application/xml", _sitemap(range(12), news=True)),
}
FEEDLESS: Answers = {"/": ("text/html", _page(range(12), foot='<a href="/prive/">Espace privé</a>'))} | {
    f"/{name}/": ("text/html", _page(numbers)) for name, numbers in SECTIONS.items()
}  # fmt: skip
MUTE: Answers = {"/": ("text/html", "<html><body>Bientôt.</body></html>")}


@contextmanager
def outlet(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """Serve an outlet; yields its address without a slash at the end, and the paths it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            kind, text = answers.get(self.path, ("text/plain", "nothing here"))
            body = text.replace("$base", f"http://127.0.0.1:{self.server.server_address[1]}").encode()
            self.send_response(302 if kind == "redirect" else 200 if self.path in answers else 404)
            if kind == "redirect":
                self.send_header("Location", text)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()
