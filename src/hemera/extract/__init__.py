"""Extraction: the bytes of a page → what it says, each field with its origin, each doubt by its name. Pure.

One file per field or kind of evidence; ``article.py`` is the order in which they are asked.
"""

from hemera.extract.article import extract
from hemera.extract.learn import Sample, learn
from hemera.extract.rules import EXTRACTOR
from hemera.extract.templates import Template

__all__ = ["EXTRACTOR", "Sample", "Template", "extract", "learn"]
