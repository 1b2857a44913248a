"""F9. A feed names its items anew, turns them round, doubles them, loses them: no article is lost for it, and none is doubled."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import faultkit as kit
import pytest

from hemera.demo import server
from hemera.demo.http import Answer, Request
from hemera.demo.site import Site

pytestmark = pytest.mark.faults

ITEM = re.compile(rb"<item>.*?</item>", re.DOTALL)
Items = list[bytes]
DAMAGE: dict[str, Callable[[Items], Items]] = {
    "other GUIDs": lambda items: [re.sub(rb"(<guid[^>]*>)", rb"\1new-", item) for item in items],
    "the same GUID for all": lambda items: [re.sub(rb"(<guid[^>]*>)[^<]*", rb"\1one", item) for item in items],
    "turned round": lambda items: items[::-1],
    "doubled": lambda items: items + items,
    "no items": lambda items: [],
    "without links": lambda items: [re.sub(rb"<(link|guid).*?</\1>", b"", item, flags=re.DOTALL) for item in items],
    "without dates": lambda items: [re.sub(rb"<pubDate>.*?</pubDate>", b"", item) for item in items],
    "cut in the middle": lambda items: [*items[:2], items[2][:60]],
}


def damaged(how: Callable[[Items], Items]) -> Callable[[Site, Request], Answer]:
    """Answer as ever, but for feeds."""
    usual = server.answer

    def answer(site: Site, request: Request) -> Answer:
        found = usual(site, request)
        items = ITEM.findall(found.body)
        if not items or b"<rss" not in found.body:
            return found
        before, after = found.body[: found.body.index(items[0])], found.body[found.body.rindex(items[-1]) + len(items[-1]) :]
        return replace(found, body=before + b"\n".join(how(items)) + after)

    return answer


def poll_again(folder: Path) -> None:
    kit.query(folder, "UPDATE store_feed SET due_at = '2020-01-01 00:00:00'")
    kit.good(kit.update(folder))


@pytest.mark.parametrize("how", DAMAGE)
def test_when_all_was_collected(copy: Path, undisturbed: list[kit.Row], monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(server, "answer", damaged(DAMAGE[how]))
        poll_again(copy)
        assert kit.contents(copy) == undisturbed
    poll_again(copy)
    kit.verify(copy, "--deep")
    assert kit.contents(copy) == undisturbed


@pytest.mark.parametrize("how", DAMAGE)
def test_from_the_first(fresh: Callable[[], Path], undisturbed: list[kit.Row], monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    folder = fresh()
    with monkeypatch.context() as patch:
        patch.setattr(server, "answer", damaged(DAMAGE[how]))
        kit.good(kit.update(folder))
    poll_again(folder)
    kit.verify(folder)
    assert kit.contents(folder) == undisturbed
