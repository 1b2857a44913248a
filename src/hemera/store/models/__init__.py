"""Columns, constraints and ``__str__``; nothing else."""

from hemera.store.models.article import Article, Band, Byline, Change, Correction, Revision
from hemera.store.models.capture import Capture
from hemera.store.models.entry import Entry
from hemera.store.models.image import Image, ImageAddress
from hemera.store.models.source import Feed, Source
from hemera.store.models.template import Lesson, Template

__all__ = [
    "Article", "Band", "Byline", "Capture", "Change", "Correction", "Entry", "Feed", "Image", "ImageAddress", "Lesson", "Revision",
    "Source", "Template",
]  # fmt: skip
