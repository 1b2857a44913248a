"""What publishers wish, as the operator sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from two_papers import WISHED, Run

from hemera.demo import PressServer

Collected = tuple[Path, dict[str, Any]]


def test_articles_are_counted_by_wish(collected: Collected, hemera: Run) -> None:
    done = hemera("source", "wishes", "--json", "-a", collected[0])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"articles": {"phare": {"max-snippet": 1, "noarchive": 1}}, "consent": [], "files": []}


def test_show_says_the_wish_and_shows_all(collected: Collected, hemera: Run, press: PressServer) -> None:
    site = press.site("phare")
    url = next(site.url(piece) for piece in site.pieces if piece.slug == WISHED)
    told = hemera("show", url, "-a", collected[0]).stdout
    assert "wishes: noarchive max-snippet:40; others are shown: excerpt, because of noarchive, max-snippet" in told
    assert len(told) > 1000
