"""Every motif, with the hours of the day it is painted at."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hemera.demo.drawing import land, town
from hemera.demo.drawing.painter import DAWN, DUSK, HOURS, NIGHT, NOON, RAIN, SAND, WINTER, Painter, Palette

MOTIFS: Mapping[str, tuple[Callable[[Painter], None], tuple[Palette, ...]]] = {
    "bridge": (town.bridge, HOURS),
    "book": (town.book, (DAWN, SAND, NOON)),
    "boat": (land.boat, HOURS),
    "olive": (land.olive, (NOON, SAND, DAWN)),
    "palm": (land.palm, (SAND, DUSK, DAWN)),
    "mountain": (land.mountain, (NOON, DAWN, DUSK, WINTER)),
    "snow": (land.snow, (WINTER,)),
    "rain": (land.rain, (RAIN,)),
    "sun": (land.sun, (SAND, DAWN, DUSK)),
    "bird": (land.bird, (DAWN, DUSK, NOON)),
    "stadium": (town.stadium, (NOON, DAWN)),
    "bus": (town.bus, HOURS),
    "market": (town.market, (SAND, NOON, DAWN)),
    "school": (town.school, (NOON, SAND, DAWN)),
    "museum": (town.museum, (NOON, DAWN, DUSK)),
    "music": (town.music, (DUSK, DAWN)),
    "fish": (land.fish, (NOON, DUSK, WINTER)),
    "lighthouse": (land.lighthouse, (NIGHT, DUSK)),
    "star": (land.star, (NIGHT,)),
    "road": (land.road, HOURS),
    "bread": (town.bread, (SAND, DAWN)),
}
