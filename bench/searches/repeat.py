"""An index of the same segments many times over: what matching costs in an archive that has not been built. Only to be read.

Right for the cost of going over matches, and for nothing else: its dictionaries are those of the smaller one, and so is its cache.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path

from hemera.index.schema import VERSION


def repeated(index: Path, times: int, into: Path) -> Path:
    """Link every file of an index so many times under other names; return the folder to open."""
    path = into / VERSION
    path.mkdir(parents=True)
    commit = json.loads((index / VERSION / "meta.json").read_text())
    segments = []
    for segment in commit["segments"]:
        name = segment["segment_id"].replace("-", "")
        for _ in range(times):
            fresh = uuid.uuid4()
            for file in (index / VERSION).glob(f"{name}.*"):
                os.link(file, path / file.name.replace(name, fresh.hex))
            segments.append(segment | {"segment_id": str(fresh)})
    (path / "meta.json").write_text(json.dumps(commit | {"segments": segments}))
    return into
