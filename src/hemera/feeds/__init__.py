"""Feeds: bytes in, entries out. Pure; ``parse`` is meant to run in a bounded worker process."""

from hemera.feeds.discover import Announced, discover
from hemera.feeds.opml import Subscription
from hemera.feeds.parse import parse
from hemera.feeds.repeats import Before, is_followed, left_out
from hemera.feeds.section import parse_section

__all__ = ["Announced", "Before", "Subscription", "discover", "is_followed", "left_out", "parse", "parse_section"]
