"""Build hook: the translations are compiled before a wheel or an editable install is made, so that neither speaks English only."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Translations(BuildHookInterface):  # type: ignore[type-arg]
    """Writes ``django.mo`` beside every ``django.po``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile; called by the builder before files are collected."""
        for path in sorted(Path(self.root, "src", "hemera", "portal", "locale").glob("*/LC_MESSAGES/django.po")):
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, read_po(io.BytesIO(path.read_bytes()), locale=path.parts[-3]))
