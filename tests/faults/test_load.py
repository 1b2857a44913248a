"""Ten times an ordinary load: what is due stays bounded, no host is asked too early, the portal answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import load

pytestmark = pytest.mark.faults


def test_two_collectors_and_a_portal_under_load(tmp_path: Path) -> None:
    wish = load.Wish(sources=60, minutes=0.7, gap=1.0, poll=15.0, alone=5.0, times=40.0, port=8190, portal=8191)
    told = load.run(wish, tmp_path / "archive")
    assert told.early == []
    assert told.failed == 0
    assert told.requests > 3 * wish.sources
    assert told.articles > 2 * wish.sources
    assert told.is_good(wish), told.due
    assert max(max(memory.values()) for memory in told.memory) < 400


def test_the_judge_sees_what_comes_too_early(tmp_path: Path) -> None:
    log = tmp_path / "requests.log"
    a = '["a", "/1", 10.0, 10.1]\n["a", "/2", 15.0, 15.1]\n'
    b = '["b", "/1", 10.0, 10.1]\n["b", "/2", 15.2, 15.3]\n["b", "/3", 15.25, 15.4]\n'
    log.write_text(f'{a}{b}["a"')  # it was killed while it wrote the last
    requests, early = load.judged(load.Wish(gap=5.0), log)
    assert requests == 5
    assert sorted(line.partition(" came")[0] for line in early) == ["a: /2", "b: /3"]
