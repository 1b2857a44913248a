"""Which desk does which kind of work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hemera.jobs import FeedJob, FrontJob, ImageJob, Job, ListingJob, PageJob, PartJob, Picture, ReservationJob
from hemera.pipeline.desks import Desk, Office
from hemera.pipeline.feed_desk import FeedDesk
from hemera.pipeline.front_desk import FrontDesk
from hemera.pipeline.image_desk import ImageDesk
from hemera.pipeline.listing_desk import ListingDesk
from hemera.pipeline.page_desk import PageDesk
from hemera.pipeline.part_desk import PartDesk
from hemera.pipeline.reservation_desk import ReservationDesk
from hemera.pipeline.tasks import ReadCapture


def all_desks(
    office: Office, keep_picture: Callable[[bytes, str], Picture], read_capture: ReadCapture
) -> dict[type[Job], Desk[Any]]:
    """Return the desk of each kind of work."""
    pages = PageDesk(office, read_capture)
    return {
        FeedJob: FeedDesk(office),
        PageJob: pages,
        PartJob: PartDesk(pages),
        ImageJob: ImageDesk(office, keep_picture),
        ListingJob: ListingDesk(office),
        ReservationJob: ReservationDesk(office),
        FrontJob: FrontDesk(office),
    }
