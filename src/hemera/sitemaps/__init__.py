"""Sitemaps: sitemap, sitemap index, news sitemap or plain list → entries. Pure."""

from hemera.sitemaps.parse import parse

__all__ = ["parse"]
