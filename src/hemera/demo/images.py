"""Pictures of the little press, drawn when they are asked for: landscapes by motif, advertisements, logos."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from PIL import Image

SIZES = {"1200x800": (1200, 800), "800x533": (800, 533), "400x267": (400, 267)}
MIME = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@lru_cache(maxsize=512)
def picture(motif: str, seed: int, size: str, extension: str) -> bytes:
    """Return the landscape of that motif and seed, of a size of ``SIZES``, as ``jpg``, ``png`` or ``webp``."""
    from PIL import ImageOps

    from hemera.demo.drawing.motifs import MOTIFS
    from hemera.demo.drawing.painter import WIDTH, Painter, grained

    width, _ = SIZES[size]
    draw, hours = MOTIFS.get(motif, MOTIFS["road"])
    painter = Painter(seed, hours[seed // 4 % len(hours)], 2 * width / WIDTH)
    draw(painter)
    image = painter.image.reduce(2).resize(SIZES[size])
    image = ImageOps.mirror(image) if seed // 64 % 2 else image
    return _encoded(image if extension == "png" else grained(image), extension)


@lru_cache(maxsize=64)
def banner(width: int, height: int) -> bytes:
    """Return an advertisement: nothing an archive should keep."""
    from PIL import Image, ImageDraw

    width, height = min(width, 1200), min(height, 1200)
    image = Image.new("RGB", (width, height), (226, 190, 92))
    draw = ImageDraw.Draw(image)
    for number in range(0, width + height, 24):
        draw.line((number, 0, number - height, height), fill=(218, 172, 66), width=9)
    side = min(width, height)
    draw.pieslice(
        (width // 2 - side // 3, height // 4, width // 2 + side // 3, height // 4 + side * 2 // 3), 180, 360, fill=(150, 52, 40)
    )
    draw.line((width // 2, height // 4, width // 2, height * 4 // 5), fill=(60, 40, 36), width=max(2, side // 30))
    return _encoded(image, "png")


@lru_cache(maxsize=16)
def logo(name: str) -> bytes:
    """Return an outlet's mark."""
    from PIL import Image, ImageDraw

    seed = crc32(name.encode())
    colour = (60 + seed % 90, 50 + seed // 7 % 70, 60 + seed // 49 % 80)
    image = Image.new("RGB", (240, 60), (250, 247, 240))
    draw = ImageDraw.Draw(image)
    draw.ellipse((8, 8, 52, 52), fill=colour)
    draw.rectangle((70, 22, 226, 28), fill=colour)
    draw.rectangle((70, 36, 70 + 60 + seed % 90, 40), fill=colour)
    return _encoded(image, "png")


@lru_cache(maxsize=1)
def blank() -> bytes:
    """Return the single pixel that stands where there is no picture."""
    from PIL import Image

    return _encoded(Image.new("RGB", (1, 1), (255, 255, 255)), "png")


def _encoded(image: Image.Image, extension: str) -> bytes:
    out = BytesIO()
    match extension:
        case "jpg":
            image.save(out, "JPEG", quality=84)
        case "webp":
            image.save(out, "WEBP", quality=80, method=0)
        case _:
            image.save(out, "PNG", compress_level=2)
    return out.getvalue()
