"""F6. The clock jumps, before, between and in the middle of runs: nothing is lost, doubled or stuck."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import faultkit as kit
import pytest

pytestmark = pytest.mark.faults

DAY, DECADES = 86_400, -56 * 365 * 86_400
# From what passage of the clock on, by how many seconds.
JUMPS = {
    "a day on": (40, DAY),
    "a day back": (40, -DAY),
    "to 1970": (40, DECADES),
    "an hour back": (60, -3600),
    "a leap second": (40, -1),
}


@pytest.mark.parametrize("jump", JUMPS)
def test_in_the_middle_of_a_run(fresh: Callable[[], Path], undisturbed: list[kit.Row], jump: str) -> None:
    folder = fresh()
    passage, seconds = JUMPS[jump]
    kit.python("-c", kit.JUMPING, folder, str(passage), str(seconds))
    kit.good(kit.update(folder))  # the clock is right again
    for table in ("store_feed", "store_entry", "store_imageaddress"):
        kit.query(folder, f"UPDATE {table} SET due_at = '2020-01-01 00:00:00' WHERE due_at IS NOT NULL")
    kit.good(kit.update(folder))
    assert kit.contents(folder) == undisturbed
    wrong = kit.problems(folder, "--deep")
    assert wrong.keys() <= {"politeness", "dates"}, wrong  # gaps cannot be told across a jump; an undated article is dated by it


@pytest.mark.parametrize("jump", ["a day on", "a day back"])
def test_while_leases_are_held(fresh: Callable[[], Path], undisturbed: list[kit.Row], jump: str) -> None:
    folder = fresh()
    passage, seconds = JUMPS[jump]
    kit.killed(kit.python("-c", kit.JUMPING, folder, str(passage), str(seconds), fault="pipeline.captured:2"))
    kit.good(kit.update(folder))
    assert kit.contents(folder) == undisturbed
