"""The past of a source: bytes of a listing → addresses of articles, and of further listings. Pure."""

from hemera.past.reading import read, seeds

__all__ = ["read", "seeds"]
