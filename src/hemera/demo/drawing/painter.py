"""A small landscape painter: flat poster shapes in a restrained palette, measured on a sheet of 1200 by 800.

Everything it draws follows from a seed, so that the same article always carries the same picture, byte for byte.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import shake_128
from zlib import crc32

from PIL import Image, ImageChops, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
WIDTH, HEIGHT = 1200, 800


def _rgb(text: str) -> Colour:
    return int(text[0:2], 16), int(text[2:4], 16), int(text[4:6], 16)


@dataclass(frozen=True, slots=True)
class Palette:
    """Eight colours of one hour of the day."""

    top: Colour  # of the sky
    low: Colour  # of the sky, at the horizon
    sun: Colour
    far: Colour
    middle: Colour
    near: Colour
    dark: Colour
    accent: Colour
    light: Colour

    @classmethod
    def of(cls, colours: str) -> Palette:
        return cls(*(_rgb(colour) for colour in colours.split()))


DAWN = Palette.of("d9c9b4 f2dcc0 f7efdc c9a58c a3786a 6b5450 3a3438 b5523b f6ead6")
NOON = Palette.of("a9c0c2 e6e2cf f8f1da 9fb0a4 748c7c 4c6456 2b3a38 c8743c f3ecda")
SAND = Palette.of("d6cdb4 f0e2c2 f9eecf d2b083 b4875a 83603f 433528 8c3f2b f8eed9")
DUSK = Palette.of("6d6a80 dca98c f4d9a8 8f7485 66566e 453f58 262638 d0793f f1dcc0")
NIGHT = Palette.of("1d2a3c 4b6175 f2e8c9 33485c 26384b 1a2838 101a26 d9a44b e9e1cb")
WINTER = Palette.of("b4c0c9 e4e6e4 f7f4ea a9b8c2 7f93a1 566b7b 2f3d4a a8503f fbfaf6")
RAIN = Palette.of("7d8b8f b5bbb5 d5d6cb 7d8d8c 5b6e6f 40524f 263330 c58b3c dcdfd6")
HOURS = (DAWN, NOON, SAND, DUSK)


class Painter:
    """One picture being drawn. Colours come from ``hour``; ``scale`` is pixels for each unit of the sheet.

    Where on the sheet the painter stands, and how near, follows from the seed: no two views of the same bridge are the same.
    """

    def __init__(self, seed: int, hour: Palette, scale: float) -> None:
        self.seed = seed
        self.hour = hour
        self.image = Image.new("RGB", (round(WIDTH * scale), round(HEIGHT * scale)), hour.low)
        self._draw = ImageDraw.Draw(self.image)
        self._taken = 0
        near = self.chance(1.0, 1.3)
        self._left = self.chance(0, WIDTH - WIDTH / near)
        self._up = self.chance(0.3, 0.8) * (HEIGHT - HEIGHT / near)
        self._scale = scale * near
        self._sky()

    def chance(self, low: float, high: float) -> float:
        """Return the next number of this picture's own sequence."""
        self._taken += 1
        return low + (high - low) * (crc32(f"{self.seed}.{self._taken}".encode()) % 10_007) / 10_006

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        self._draw.polygon(self._at(points), fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, round_: float = 0) -> None:
        (left, top), (right, foot) = self._at([(x, y), (x + width, y + height)])
        self._draw.rounded_rectangle((left, top, max(left, right - 1), max(top, foot - 1)), round_ * self._scale, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, flat: float = 1.0) -> None:
        ((x, y),) = self._at([(x, y)])
        across, down = radius * self._scale, radius * flat * self._scale
        self._draw.ellipse((x - across, y - down, x + across, y + down), fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 3) -> None:
        self._draw.line(self._at(points), fill=colour, width=max(1, round(width * self._scale)), joint="curve")

    def _at(self, points: Sequence[Point]) -> list[Point]:
        """Return where points of the sheet lie on the picture, in pixels."""
        return [((x - self._left) * self._scale, (y - self._up) * self._scale) for x, y in points]

    def _sky(self) -> None:
        for y in range(0, 500, 4):
            self.box(-10, y, WIDTH + 20, 5, blend(self.hour.top, self.hour.low, y / 500))

    def arch(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill an opening with a round top; ``y`` is its foot."""
        self.disc(x + width / 2, y - height + width / 2, width / 2, colour)
        self.box(x, y - height + width / 2, width, height - width / 2, colour)

    def sun(self, x: float, y: float, radius: float) -> None:
        for ring, share in ((1.9, 0.18), (1.42, 0.35), (1.0, 1.0)):
            self.disc(x, y, radius * ring, blend(self.hour.low, self.hour.sun, share))

    def hills(self, y: float, height: float, colour: Colour, rough: float = 1.0) -> None:
        """Fill the land below a ridge that swings around ``y``."""
        a, b, c = (self.chance(0, 6.28) for _ in range(3))
        ridge = [
            (x, y - height * (0.55 * math.sin(x / 310 + a) + 0.3 * math.sin(x / 127 + b) + 0.13 * rough * math.sin(x / 41 + c)))
            for x in range(-10, WIDTH + 21, 10)
        ]
        self.polygon([*ridge, (WIDTH + 10, HEIGHT), (-10, HEIGHT)], colour)

    def peaks(self, y: float, height: float, count: int, colour: Colour, snow: Colour | None = None) -> None:
        """Fill a range of angular mountains whose feet stand on ``y``."""
        step = WIDTH / count
        for number in range(-1, count + 1):
            x = (number + 0.5) * step + self.chance(-0.2, 0.2) * step
            top = y - height * self.chance(0.6, 1.0)
            half = step * self.chance(0.75, 1.0)
            self.polygon([(x - half, y), (x, top), (x + half, y)], colour)
            self.polygon([(x, top), (x + half, y), (x + half * 0.25, y)], blend(colour, self.hour.dark, 0.14))
            if snow:
                self._cap(x, top, half, y - top, snow)
        self.box(0, y - 1, WIDTH, HEIGHT - y + 1, colour)

    def sea(self, y: float) -> None:
        """Fill the water below ``y``, lighter far away, with streaks of light."""
        for band in range(8):
            top = y + (HEIGHT - y) * (band / 8) ** 1.5
            self.box(0, top, WIDTH, HEIGHT - top, blend(blend(self.hour.far, self.hour.low, 0.35), self.hour.near, band / 8))
        for _ in range(26):
            line = y + (HEIGHT - y) * self.chance(0.02, 1) ** 1.4
            length = self.chance(30, 60 + (line - y) / 2)
            self.box(self.chance(-40, WIDTH), line, length, 3, blend(self.hour.low, self.hour.far, self.chance(0.2, 0.7)))

    def ground(self, y: float, colour: Colour) -> None:
        self.box(0, y, WIDTH, HEIGHT - y, colour)

    def cypress(self, x: float, y: float, height: float, colour: Colour) -> None:
        self.polygon(
            [
                (x, y - height),
                (x + height * 0.11, y - height * 0.3),
                (x + height * 0.05, y),
                (x - height * 0.05, y),
                (x - height * 0.11, y - height * 0.3),
            ],
            colour,
        )

    def bird(self, x: float, y: float, span: float, colour: Colour) -> None:
        """Draw a bird far away."""
        self.line(
            [
                (x - span, y - span * 0.35),
                (x - span * 0.4, y - span * 0.42),
                (x, y),
                (x + span * 0.4, y - span * 0.42),
                (x + span, y - span * 0.3),
            ],
            colour,
            4,
        )

    def house(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Draw a flat-roofed house standing on ``y``."""
        self.box(x, y - height, width, height, colour)
        self.box(x + width * 0.72, y - height, width * 0.28, height, blend(colour, self.hour.dark, 0.16))
        for row in range(max(1, int(height // 70))):
            for column in range(max(1, int(width // 55))):
                self.box(x + 16 + column * 50, y - height + 20 + row * 62, 15, 25, blend(colour, self.hour.dark, 0.6), 3)

    def town(self, y: float, *, left: float = 0, right: float = WIDTH, tallest: float = 190) -> None:
        """Draw a row of houses."""
        x = left
        while x < right:
            width, height = self.chance(70, 130), self.chance(0.4, 1.0) * tallest
            self.house(x, y, width, height, blend(self.hour.light, self.hour.middle, self.chance(0.05, 0.5)))
            x += width

    def _cap(self, x: float, top: float, half: float, height: float, colour: Colour) -> None:
        share = 0.36
        edge = [
            (x - half * share, top + height * share),
            (x - half * 0.17, top + height * 0.26),
            (x - half * 0.04, top + height * 0.38),
        ]
        edge += [(x + half * 0.12, top + height * 0.27), (x + half * share, top + height * share)]
        self.polygon([(x, top), *reversed(edge)], colour)


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """Return a colour between two."""
    r, g, b = (round(a + (z - a) * share) for a, z in zip(one, other, strict=True))
    return r, g, b


def grained(image: Image.Image) -> Image.Image:
    """Lay the grain of printed paper over a picture."""
    return ImageChops.add(image, _grain(image.width, image.height), offset=-7)


@cache
def _grain(width: int, height: int) -> Image.Image:
    """Return noise from 0 to 14, the same in every process."""
    noise = Image.frombytes("L", (width, height), shake_128(b"grain").digest(width * height)).point(
        [value * 15 // 256 for value in range(256)]
    )
    return Image.merge("RGB", (noise, noise, noise))
