"""What a spreadsheet is given."""

from __future__ import annotations


def cell(text: str) -> str:
    """Return a text as a spreadsheet takes it for one: it would calculate what begins like a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
