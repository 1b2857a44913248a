"""F13. A page that kills whoever reads it is put aside with the reason, and the others go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults


@pytest.mark.parametrize(
    ("how", "reason"), [("dies", "worker.killed.died"), ("loops", "worker.killed.cpu"), ("eats", "worker.killed.memory")]
)
def test_a_poisonous_page(fresh: Callable[[], Path], undisturbed: list[kit.Row], how: str, reason: str) -> None:
    folder = fresh()
    here = str(Path(__file__).parent)
    done = kit.python("-c", kit.POISONED, folder, how, PYTHONPATH=here)
    assert done.returncode == 0, done.stderr
    [[url, state, why]] = kit.query(folder, "SELECT url, state, reason FROM store_entry WHERE state <> 'article'")
    assert (state, why) == ("held", reason)
    kit.verify(folder, "--deep")
    others = kit.contents(folder)
    assert len(others) == len(undisturbed) - 1
    assert all(row in undisturbed for row in others)
    kit.good(kit.update(folder))  # it is not tried again and again
    assert len(kit.contents(folder)) == len(others)
    assert url
