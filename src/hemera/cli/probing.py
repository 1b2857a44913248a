"""Asking feeds and telling what came of it: what ``init``, ``source add`` and ``source check`` share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hemera import disk
from hemera.cli import listing
from hemera.cli.console import note
from hemera.cli.progress import Meter
from hemera.config import Config
from hemera.types import Source

if TYPE_CHECKING:
    from hemera.pipeline.probe import Probe


def ask(config: Config, sources: Sequence[Source], *, quiet: bool = False) -> list[Probe]:
    """Ask every feed of the sources, with progress."""
    from hemera import care

    total = sum(len(source.feeds) for source in sources)
    done = 0

    def answered(probe: Probe) -> None:
        nonlocal done
        done += 1
        meter.advance(done, total)

    with Meter("Asking feeds", quiet=quiet, unit="feeds") as meter:
        return care.probe(config, sources, answered)


def tell(probes: Sequence[Probe]) -> None:
    """Print who answers, and who does not and why."""
    for probe in probes:
        if probe.good:
            note(f"  {probe.source.id}: {probe.entries} entries at {probe.feed.url}")
        else:
            note(f"  {probe.source.id}: off. {probe.feed.url}: {probe.reason}")
            for address in probe.found[:5]:
                note(f"      the page announces {address}")


def record(config: Config, probes: Sequence[Probe], *, enable: bool = True) -> int:
    """Switch on in the files what answered, and write a remark behind what did not; return how many feeds were switched on."""
    switched = 0
    for path in sorted(config.sources.glob("*.toml")):
        before = text = path.read_text(encoding="utf-8")
        for probe in probes:
            if probe.good and enable:
                changed = listing.enable(text, probe.feed.url)
                switched += changed != text and not probe.feed.enabled
                text = changed
            elif not probe.good:
                text = listing.remark(text, probe.feed.url, f"{probe.error}: {probe.reason}")
        if text != before:
            disk.replace(path, text.encode())
    return switched
