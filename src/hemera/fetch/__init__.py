"""The only place that opens a connection outward."""

from hemera.fetch.fetcher import HttpFetcher
from hemera.fetch.limits import Limits, Manners

__all__ = ["HttpFetcher", "Limits", "Manners"]
