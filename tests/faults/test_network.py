"""F8. The network fails for all or half of it: nothing is given up; when it is back, all is as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import faultkit as kit
import pytest

from hemera.demo import server
from hemera.demo.http import Answer, Request, error
from hemera.demo.site import Site

pytestmark = pytest.mark.faults

# No connection comes about, as where names are not found or nobody listens.
UNCONNECTED = """
import sys, aiohttp, hemera
def unknown(request):
    return aiohttp.ClientConnectorDNSError(request.connection_key, OSError(-2, "Name or service not known"))
def refused(request):
    return aiohttp.ClientConnectorError(request.connection_key, ConnectionRefusedError(111, "Connection refused"))
failure = {"dns": unknown, "refused": refused}[sys.argv[2]]
async def connect(self, request, *_):
    raise failure(request)
aiohttp.TCPConnector.connect = connect
with hemera.open(sys.argv[1]) as press:
    press.update()
"""
PORTAL = "<!doctype html><html lang=fr><title>Bienvenue</title><h1>Bienvenue</h1><p>{}</p><form action=/login><button>Se connecter"
Answering = Callable[[Site, Request], Answer]


def captive(site: Site, request: Request) -> Answer:
    """Answer as the router of a hotel does, whatever is asked."""
    return Answer(200, PORTAL.format("Choisissez une formule pour naviguer. " * 20).encode(), "text/html; charset=utf-8")


def proxied(site: Site, request: Request) -> Answer:
    """Answer as a proxy nobody has logged in to."""
    return error(407, "Proxy Authentication Required")


def silent(site: Site, request: Request) -> Answer:
    """End the connection without a word."""
    raise OSError


def half_silent() -> Answering:
    """Return an answerer that leaves every other request without a word."""
    usual, turns = server.answer, count()

    def answer(site: Site, request: Request) -> Answer:
        return silent(site, request) if next(turns) % 2 else usual(site, request)

    return answer


FAULTS = {"every connection breaks": lambda: silent, "half of them break": half_silent, "a proxy wants a password": lambda: proxied,
          "a captive portal": lambda: captive}  # fmt: skip


def begin_again(folder: Path) -> None:
    """Make everything due, as it is when the hour has passed."""
    for table in ("store_feed", "store_entry", "store_imageaddress"):
        validators = "" if table == "store_imageaddress" else ", etag = '', last_modified = '', body_sha256 = ''"
        kit.query(folder, f"UPDATE {table} SET due_at = '2020-01-01 00:00:00'{validators}")


def good_at_last(folder: Path, undisturbed: list[kit.Row]) -> None:
    begin_again(folder)
    kit.good(kit.update(folder))
    kit.verify(folder, "--deep")
    assert kit.contents(folder) == undisturbed


def left_alone(folder: Path, undisturbed: list[kit.Row]) -> None:
    """Expect that what is kept stayed as it was: nothing is called gone, nothing changed, no entry was given up."""
    assert kit.contents(folder) == undisturbed
    assert kit.query(folder, "SELECT count(*) FROM store_article WHERE gone_at IS NOT NULL") == [(0,)]
    assert kit.query(folder, "SELECT count(*) FROM store_entry WHERE state = 'discarded'") == [(0,)]


@pytest.mark.parametrize("how", ["dns", "refused"])
def test_nothing_is_reached(fresh: Callable[[], Path], undisturbed: list[kit.Row], how: str) -> None:
    folder = fresh()
    for _ in range(3):
        kit.good(kit.python("-c", UNCONNECTED, folder, how))
        begin_again(folder)
    assert kit.contents(folder) == []
    good_at_last(folder, undisturbed)


@pytest.mark.parametrize("how", ["dns", "refused"])
def test_nothing_is_reached_again(copy: Path, undisturbed: list[kit.Row], how: str) -> None:
    begin_again(copy)
    kit.good(kit.python("-c", UNCONNECTED, copy, how))
    left_alone(copy, undisturbed)
    good_at_last(copy, undisturbed)


@pytest.mark.parametrize("fault", FAULTS)
def test_from_the_first(fresh: Callable[[], Path], undisturbed: list[kit.Row], monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    folder = fresh()
    with monkeypatch.context() as patch:
        patch.setattr(server, "answer", FAULTS[fault]())
        for _ in range(3):
            kit.good(kit.update(folder))
            begin_again(folder)
    good_at_last(folder, undisturbed)


@pytest.mark.parametrize("fault", FAULTS)
def test_when_all_was_collected(copy: Path, undisturbed: list[kit.Row], monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    begin_again(copy)
    with monkeypatch.context() as patch:
        patch.setattr(server, "answer", FAULTS[fault]())
        kit.good(kit.update(copy))
        left_alone(copy, undisturbed)
        begin_again(copy)
        kit.good(kit.update(copy))
    left_alone(copy, undisturbed)
    good_at_last(copy, undisturbed)
