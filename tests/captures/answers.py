"""Exchanges to store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hemera.exchanges import Request, Response
from hemera.types import Purpose

PAGE = "<html><title>Le phare</title><p>عاد المطر إلى الساحل.</p></html>".encode() * 20

Make = Callable[..., Response]


def exchange(number: int = 0, raw: bytes = PAGE, *headers: tuple[str, str], status: int = 200) -> Response:
    """Return a finished exchange."""
    url = f"https://phare.example/{number}?q=%D8%B3"
    return Response(
        request=Request(f"http://phare.example/{number}", "phare", Purpose.PAGE),
        final_url=url,
        status=status,
        reason="OK",
        request_headers=(("Host", "phare.example"), ("User-Agent", "Hemera/0 (+https://hemera.example/about)")),
        headers=(("Content-Type", "text/HTML; charset=utf-8"), *headers),
        raw=raw,
        body=raw,
        fetched_at=datetime(2026, 3, 1, 12, 0, number % 60, 123456, tzinfo=UTC),
        hops=((301, url),),
        peer="192.0.2.7",
        seconds=0.25,
    )
