"""Eight layouts, as the trade makes them: each module draws one outlet's pages and says where they lie."""

from __future__ import annotations

from collections.abc import Mapping

from hemera.demo.layouts import bousla, carnet, courier, dhifaf, gazette, nawras, phare, sada
from hemera.demo.site import Layout

LAYOUTS: Mapping[str, Layout] = {
    "phare": phare,
    "gazette": gazette,
    "carnet": carnet,
    "bousla": bousla,
    "sada": sada,
    "nawras": nawras,
    "courier": courier,
    "dhifaf": dhifaf,
}
