"""Columns, constraints and ``__str__``; nothing else."""

from hemera.store.models.alert import Alert, Delivery, Told
from hemera.store.models.article import Article, Band, Byline, Change, Correction, Dictionary, Revision
from hemera.store.models.awaited import Awaited
from hemera.store.models.capture import Capture
from hemera.store.models.coverage import Lapse
from hemera.store.models.entry import Entry
from hemera.store.models.front import Front
from hemera.store.models.image import Image, ImageAddress
from hemera.store.models.imported import ImportedFile
from hemera.store.models.notice import Notice
from hemera.store.models.past import Backfill, Listing
from hemera.store.models.reservation import Reservation
from hemera.store.models.source import Feed, Source
from hemera.store.models.subscription import Subscription
from hemera.store.models.template import Lesson, Template

__all__ = [
    "Alert", "Article", "Awaited", "Backfill", "Band", "Byline", "Capture", "Change", "Correction", "Delivery", "Dictionary",
    "Entry", "Feed", "Front", "Image", "ImageAddress", "ImportedFile", "Lapse", "Lesson", "Listing", "Notice", "Reservation",
    "Revision", "Source", "Subscription", "Template", "Told",
]  # fmt: skip
