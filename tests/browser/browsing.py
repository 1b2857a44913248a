"""How the portal is read here: by a browser that may neither complain nor ask anybody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1:|data:|about:)")
Open = Callable[..., Page]


@contextmanager
def reading(browser: Browser, **options: Any) -> Iterator[BrowserContext]:
    """Open a context whose pages may neither complain nor ask anybody but the portal."""
    context = browser.new_context(**options)
    context.set_default_timeout(10_000)
    asked: list[str] = []
    said: list[str] = []

    def refuse(route: Any) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(ELSEWHERE, refuse)
    context.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    yield context
    context.close()
    assert not asked
    # A browser logs every answer that is not 2xx; 404, 410 and 451 are pages of ours, and asked for on purpose.
    assert not [text for text in said if not re.search(r"status of (404|410|451) ", text)]
