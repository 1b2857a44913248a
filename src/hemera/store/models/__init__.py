"""Columns, constraints and ``__str__``; nothing else."""

from hemera.store.models.article import Article, Band, Byline, Change, Revision
from hemera.store.models.capture import Capture
from hemera.store.models.entry import Entry
from hemera.store.models.image import Image, ImageAddress
from hemera.store.models.source import Feed, Source

__all__ = ["Article", "Band", "Byline", "Capture", "Change", "Entry", "Feed", "Image", "ImageAddress", "Revision", "Source"]
