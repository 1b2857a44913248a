"""A server of outlets whose pasts are traps, on loopback: each listens on a port of its own, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

TEXT = (
    "La coopérative de la vallée a présenté samedi les comptes de la saison {n} devant une salle bien remplie.",
    "Les adhérents de l'atelier numéro {n} ont voté l'achat d'un nouveau moulin, qui sera livré avant la fin du printemps.",
    "Le président de la section {n} a rappelé que la cueillette avait commencé plus tôt que d'habitude dans les collines.",
    "Une visite des ateliers est prévue chaque dimanche matin, et le programme {n} est affiché à la mairie du village.",
)
HTML, XML, JSON = "text/html; charset=utf-8", "application/xml", "application/json"
PAGE = '<!doctype html><html lang="fr"><head><title>{title}</title>{head}</head><body>{body}</body></html>'
NAV = '<nav class="menu"><a href="/">Accueil</a> <a href="/rubrique/1">Société</a> <a href="/tag/olives">Olives</a></nav>'

Reply = tuple[int, str, str] | None  # status, type, text; None: nothing is there
Scene = Callable[[str, "Outlet"], Reply]


def title(n: int) -> str:
    return f"La coopérative de la vallée présente sa saison numéro {n}"


def article(n: int, day: str) -> Reply:
    """Return an article of a day, as a common system prints it."""
    head = f'<meta property="article:published_time" content="{day}T10:00:00+00:00"/><meta property="og:type" content="article"/>'
    text = "".join(f"<p>{line.format(n=n)}</p>" for line in TEXT)
    body = f"{NAV}<article><h1>{title(n)}</h1><time datetime='{day}T10:00:00+00:00'>{day}</time>{text}</article>"
    return 200, HTML, PAGE.format(title=title(n), head=head, body=body)


def listing(links: Mapping[str, str], more: str = "", head: str = "") -> Reply:
    """Return a page of links: address -> text."""
    cards = "".join(f'<div class="card"><h2><a href="{url}">{text}</a></h2></div>' for url, text in links.items())
    return 200, HTML, PAGE.format(title="La Vallée", head=head, body=f"{NAV}<main>{cards}</main>{more}")


def headlines(*numbers: int, form: str = "/article/{n}-saison-de-la-vallee") -> dict[str, str]:
    return {form.format(n=n): title(n) for n in numbers}


def urlset(*urls: str) -> Reply:
    return 200, XML, "<urlset>" + "".join(f"<url><loc>{url}</loc></url>" for url in urls) + "</urlset>"


def index(*urls: str) -> Reply:
    return 200, XML, "<sitemapindex>" + "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls) + "</sitemapindex>"


@dataclass
class Outlet:
    """One outlet: its scene, where it listens, what it was asked."""

    scene: Scene
    base: str = ""
    asked: list[str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


class Traps:
    """All of them, while the block lasts."""

    def __init__(self, scenes: Mapping[str, Scene]) -> None:
        self.outlets = {name: Outlet(scene) for name, scene in scenes.items()}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for outlet in self.outlets.values():
            server = self._stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), _handler(outlet)))
            outlet.base = f"http://127.0.0.1:{server.server_port}"
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            self._stack.callback(server.shutdown)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._stack.close()


def _handler(outlet: Outlet) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            outlet.asked.append(self.path)
            status, kind, text = outlet.scene(self.path, outlet) or (404, HTML, "nothing here")
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in outlet.headers.items() if status == 429 else ():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Keep the test's output clean."""

    return Handler
