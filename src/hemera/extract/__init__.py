"""Extraction: the bytes of a page → what it says, each field with its origin, each doubt by its name. Pure.

One file per field or kind of evidence; ``article.py`` is the order in which they are asked.
"""

from hemera.extract.article import EXTRACTOR, extract

__all__ = ["EXTRACTOR", "extract"]
