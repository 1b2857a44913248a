"""F10. Pages of articles become something else and come back: what is kept stays shown, and no reader sees what was in between."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest
from test_network import begin_again

from hemera.demo import server
from hemera.demo.http import Answer, Request
from hemera.demo.site import Site

pytestmark = pytest.mark.faults

HTML = "text/html; charset=utf-8"
PAGE = "<!doctype html><html lang=fr><meta charset=utf-8><title>{0}</title><article><h1>{0}</h1>{1}</article></html>"
OTHER = """
<p>L’orchestre municipal répète chaque soir sous la verrière, et l’acoustique étonne jusqu’au chef, difficile à contenter.</p>
<p>Le programme réunit deux symphonies, un poème chanté en quatre langues et une pièce pour clarinettes écrite cet hiver.</p>
<p>Les places sont gratuites, distribuées au guichet désaffecté où l’on vendait jadis des billets de troisième classe.</p>
<p>Un percussionniste de dix-sept ans tiendra les timbales, après avoir appris seul, sur des seaux, dans un garage.</p>
<p>« Nous jouerons même s’il pleut, le toit fuit en mesure », promet la première violoniste, qui a prévu des bâches.</p>
"""
WALL = "<p>Avec votre accord, nos 120 partenaires et nous utilisons des cookies pour stocker et consulter des données.</p>"
MISSING = "<p>La page que vous cherchez n'existe pas ou a été déplacée. Retournez à l'accueil ou utilisez la recherche.</p>"
PAGES = {
    "nothing": b"",
    "emptied": PAGE.format("Accueil", "").encode(),
    "a consent wall": PAGE.format("Votre vie privée", WALL).encode(),
    "not found, and answered 200": PAGE.format("404 - Page introuvable", MISSING).encode(),
    "another article": PAGE.format("Concert gratuit dans une gare désaffectée", OTHER).encode(),
}


def instead(body: bytes) -> Callable[[Site, Request], Answer]:
    """Answer as ever, but give every article's address this page."""
    usual = server.answer

    def answer(site: Site, request: Request) -> Answer:
        articles = {site.layout.path(piece).partition("?")[0] for piece in site.pieces}
        return Answer(200, body, HTML) if request.path in articles and request.path != "/" else usual(site, request)

    return answer


@pytest.mark.parametrize("what", PAGES)
def test_for_a_while(copy: Path, undisturbed: list[kit.Row], monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(server, "answer", instead(PAGES[what]))
        for _ in range(2):
            begin_again(copy)
            kit.good(kit.update(copy))
            assert kit.contents(copy) == undisturbed
    begin_again(copy)
    kit.good(kit.update(copy))
    kit.verify(copy, "--deep")
    assert kit.contents(copy) == undisturbed
