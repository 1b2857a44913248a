"""A layout of an invented paper, whose pages hostile tests spoil: read without a template, or by the one learned for it."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from functools import cache

from hemera.extract import Sample, Template, extract, learn
from hemera.types import Extraction, Hints

HINTS = Hints(
    "phare", ("fr", "ar"), "Africa/Casablanca", datetime(2026, 11, 22, 12, tzinfo=UTC), source_names=("Le Phare du Golfe",)
)
URL = "https://phare.example/ville/passerelle"
HTML = "text/html; charset=utf-8"
MOST = 9.0  # seconds of CPU on a busy machine: a worker has ten. What these take on an idle one is less than one
THINGS = ("La passerelle", "Le bac solaire", "La halle aux grains", "Le canal de la Lune", "La digue du nord", "Le marché couvert")
READINGS = ("bare", "learned")


def title(number: int = 5) -> str:
    return f"{THINGS[number]} rouvre après des mois de travaux"


def text(number: int = 5) -> list[str]:
    return [
        f"Le chapitre {n} du dossier sur {THINGS[number].lower()} raconte, chiffres et noms à l’appui, comment les riverains ont "
        f"compté {number * 37 + n * 11} jours de travaux sur les quais."
        for n in range(1, 6)
    ]


def framed(inside: str, head: str = "", language: str = "fr") -> str:
    """A page of the layout, whatever stands in its article's place."""
    return f"""<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">{head}</head><body class="single">
<header class="site-head"><nav class="site-menu"><a href="/">Accueil</a> <a href="/port">Vie du port</a></nav></header>
<main class="site-main"><article class="post">{inside}</article>
<aside class="related"><h3>Les plus lus</h3><ul><li><a href="/x">Un tout autre article au titre assez long</a></li></ul></aside>
</main><footer class="site-foot">© Le Phare du Golfe. Tous droits réservés.</footer></body></html>"""


def page(
    body: str = "", head: str = "", number: int = 5, before: str = "", heading: str = "", date: str = "2026-11-20T10:15:00+01:00"
) -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in text(number))
    inside = f"""<h1 class="post-title">{heading or title(number)}</h1><p class="byline">Par Zohra Benmalouk</p>
<time class="post-date" datetime="{date}">{date[:10]}</time><div class="entry-body">{before}{paragraphs}{body}</div>"""
    return framed(inside, f"<title>{title(number)} - Le Phare du Golfe</title>{head}")


def sample(html: str | bytes, number: int = 5) -> Sample:
    body = html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
    return Sample(body, HTML, f"{URL}-{number}", HINTS)


@cache
def learned() -> tuple[Template, ...]:
    return learn([sample(page(number=number), number) for number in range(5)])


def read(html: str | bytes, reading: str) -> Extraction:
    start = time.process_time()
    found = extract(*sample(html), learned() if reading == "learned" else ())
    assert time.process_time() - start < MOST
    return found


def codes(found: Extraction) -> set[str]:
    return {doubt.code for doubt in found.doubts}


ARTICLE = {"@type": "NewsArticle", "headline": title()}


def script(data: object) -> str:
    told = data if isinstance(data, str) else json.dumps(data)
    return f'<script type="application/ld+json">{told}</script>'
