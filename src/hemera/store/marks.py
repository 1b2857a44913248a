"""That a capture was read, and what came of it: written here and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hemera import jobs
from hemera.store import models, statements

_OUTCOME = 100  # characters
_SETTLE = "UPDATE store_capture SET read_at = %s, outcome = %s WHERE id = %s AND read_at IS NULL"


def read(capture: int | None, outcome: str, now: datetime, seen: jobs.Seen | None = None, wished: str | None = None) -> None:
    """Mark a capture as read, if there is one: ``outcome`` is a kind of revision or a reason, ``wished`` what its page wishes."""
    if capture is not None:
        how: dict[str, Any] = {"how": seen.how, "template": seen.template, "text_length": seen.length} if seen else {}
        said = {"read_at": now, "outcome": outcome[:_OUTCOME], "wishes": wished}
        statements.update(models.Capture, said | how, id=capture)


def settle(capture: int, outcome: str, now: datetime) -> None:
    """Mark a capture as read where whoever read it has not."""
    statements.execute(_SETTLE, statements.moment(now), outcome[:_OUTCOME], capture)
