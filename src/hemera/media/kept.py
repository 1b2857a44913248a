"""Where re-encoded pictures lie: ``media/ab/<sha256>-<width>.webp``. Files appear whole or not at all, and never change."""

from __future__ import annotations

import re
from pathlib import Path

from hemera import disk
from hemera.errors import NotFound
from hemera.jobs import Picture
from hemera.media.prepare import WIDTHS, Prepared, prepare

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class MediaStore:
    """The pictures of one archive."""

    def __init__(self, folder: Path) -> None:
        """Keep pictures below ``folder``, which is made when the first one comes."""
        self.folder = folder

    def write(self, prepared: Prepared) -> None:
        """Write both sizes; safe to repeat, and to be killed at any point."""
        for width, data in prepared.files.items():
            path = self.path(prepared.sha256, width)
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                disk.replace(path, data)

    def path(self, sha256: str, width: int) -> Path:
        """Return where a size of a picture lies, whether it is there or not.

        Raises:
            NotFound: no SHA-256 in hex, or no width we keep.
        """
        if not _SHA256.fullmatch(sha256) or width not in WIDTHS:
            raise NotFound("not-found.image", "No picture {what}.", what=f"{sha256}-{width}")
        return self.folder / sha256[:2] / f"{sha256}-{width}.webp"

    def exists(self, sha256: str) -> bool:
        """Say whether both sizes are there."""
        return all(self.path(sha256, width).exists() for width in WIDTHS)


def keep(body: bytes, folder: str) -> Picture:
    """Re-encode a fetched picture and keep it; the whole of it made to run in a bounded child process."""
    prepared = prepare(body)
    MediaStore(Path(folder)).write(prepared)
    return Picture(prepared.sha256, prepared.width, prepared.height)
