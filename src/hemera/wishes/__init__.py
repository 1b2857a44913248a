"""What publishers wish for their pages: read from an exchange, written as one line of text, merged with a source's rights. Pure."""

from hemera.wishes.directives import of_headers, of_meta
from hemera.wishes.said import NONE, Wishes, parsed, policy, strictest, written
from hemera.wishes.terms import EVERYTHING, UNLISTED, Terms, quoted, terms

__all__ = [
    "EVERYTHING", "NONE", "UNLISTED", "Terms", "Wishes",
    "of_headers", "of_meta", "parsed", "policy", "quoted", "strictest", "terms", "written",
]  # fmt: skip
