"""What a run does first: make rows and captures agree after a crash."""

from __future__ import annotations

from hemera.protocols import CaptureStore, Store


def recover(captures: CaptureStore, store: Store) -> int:
    """Cut torn tails, and give a row to every capture that reached the disk without one. Returns how many were adopted."""
    captures.repair()
    recorded = store.recorded_bytes()
    adopted = 0
    for file, size in captures.sizes().items():
        end = recorded.get(file, 0)
        if size > end:
            adopted += sum(store.adopt(ref) for ref in captures.scan(file, end))
    return adopted
