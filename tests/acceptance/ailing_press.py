"""A loopback press to which everything happens: a port for each source, and answers that change from one day to another."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from hemera.types import Feed, Rights, Source

START = datetime(2026, 5, 1, 5, 0, tzinfo=UTC)
OLD = START - timedelta(days=400)
NAMES = {
    "phare": "Le Phare du Golfe",
    "sada": "L’Écho du Sud",
    "courier": "Le Courrier des Îles",
    "carnet": "Le Carnet du Soir",
    "bousla": "La Boussole",
    "nawras": "La Mouette",
}
SENTENCE = (
    "le bac longe la côte depuis ce matin et les pêcheurs du port saluent en riant une barque verte qui passe sous un pont "
    "près des jardins où chante un merle avant midi quand les écoliers rentrent avec leurs cartables pleins de coquillages"
)
SHOP = "".join(
    f"<li class='tyre-offer'><a href='/shop/tyres/winter-{n}'>Buy four winter tyres and a set of rims, offer number {n}</a></li>"
    for n in range(12)
)

Answer = tuple[int, str, str]  # status, content type or address redirected to, body
Rule = Callable[[str], Answer | None]


class Paper:
    """One source: it prints an article a day; ``rules`` go before what it would answer."""

    def __init__(self, name: str, moment: Callable[[], datetime]) -> None:
        self.name, self.moment = name, moment
        self.asked: list[tuple[datetime, str]] = []
        self.rules: list[Rule] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.home = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def source(self) -> Source:
        feeds = (Feed(self.home + "rss"),)
        return Source(
            self.name, NAMES[self.name], self.home, ("fr",), "ma", "UTC", feeds, rights=Rights.FULL, loopback=True, images=False
        )

    def close(self) -> None:
        """Die."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, path: str) -> Answer:
        self.asked.append((self.moment(), path))
        for rule in self.rules:
            if (said := rule(path)) is not None:
                return said
        if path == "/":
            return self._front()
        if path == "/rss":
            return self._feed()
        if path.startswith("/a/") and path[3:].isdigit():
            return self._page(int(path[3:]))
        return 404, "text/plain", "nothing"

    def numbers(self) -> range:
        """Four old articles, and one more every day from the start on."""
        return range(1, 5 + (self.moment() - START).days + 1)

    def printed(self, n: int) -> datetime:
        return OLD + timedelta(days=n) if n <= 4 else START + timedelta(days=n - 5)

    def _front(self) -> Answer:
        lines = "".join(
            f"<li class='teaser'><a href='/a/{n}'>Le bac {n} longe la côte du port, récit</a></li>" for n in self.numbers()
        )
        name = NAMES[self.name]
        menu = "<nav class='menu'><a href='/politique'>Politique</a><a href='/culture'>Culture</a></nav>"
        head = f"<title>{name}, le journal de la rive sud</title><meta property='og:site_name' content='{name}'>"
        return (
            200,
            "text/html",
            f"<html lang=fr><head>{head}</head><body class=une><div id=page class=cadre>{menu}<ul>{lines}</ul></div></body></html>",
        )

    def _feed(self) -> Answer:
        item = "<item><title>Le bac {n}</title><link>{home}a/{n}</link><pubDate>{at}</pubDate></item>"
        items = "".join(item.format(n=n, home=self.home, at=format_datetime(self.printed(n))) for n in reversed(self.numbers()))
        return 200, "application/rss+xml", f"<rss version='2.0'><channel><title>{NAMES[self.name]}</title>{items}</channel></rss>"

    def _page(self, n: int) -> Answer:
        said = random.Random(n)
        text = "".join(f"<p>{' '.join(said.choices(SENTENCE.split(), k=25))}.</p>" for _ in range(6))
        at = self.printed(n).isoformat()
        head = f"<title>Le bac {n}</title><meta property='article:published_time' content='{at}'>"
        return (
            200,
            "text/html",
            f"<html lang=fr><head>{head}</head><body><article><h1>Le bac {n}</h1>{text}</article></body></html>",
        )


def shop(path: str, now: datetime) -> Answer:
    """Answer as somebody else, who took an address over: another name, language, layout and other links, and a feed of offers."""
    if path == "/rss":
        items = "".join(
            f"<item><title>Offer {n}</title><link>/shop/tyres/winter-{n}</link></item>" for n in range((now - START).days)
        )
        return 200, "application/rss+xml", f"<rss version='2.0'><channel><title>Tyre Shop</title>{items}</channel></rss>"
    head = "<title>Tyre World Superstore</title><meta property='og:site_name' content='Tyre World'>"
    body = f"<body class=shop-front><main class=offers><ol class=tyre-grid>{SHOP}</ol></main></body>"
    return 200, "text/html", f"<html lang=en><head>{head}</head>{body}</html>"


def _handler(paper: Paper) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = paper.answer(self.path)
            self.send_response(status)
            self.send_header("Location" if status in (301, 302) else "Content-Type", kind)
            data = body.encode()
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

    return Handler


@contextmanager
def press(moment: Callable[[], datetime]) -> Iterator[dict[str, Paper]]:
    """Serve every paper, until the end or its death."""
    papers = {name: Paper(name, moment) for name in NAMES}
    try:
        yield papers
    finally:
        for paper in papers.values():
            if paper._thread.is_alive():
                paper.close()
