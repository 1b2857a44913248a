"""Hemera: a lasting, searchable press archive. Everything public is here; importing it loads nothing heavy.

::

    import hemera

    press = hemera.open("my-press")
    for article in press.search("inondations source:phare date:2020-06", limit=10):
        print(article.published, article.source, article.title)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hemera.archive import Archive, open  # noqa: A004
    from hemera.articles import Articles
    from hemera.errors import ConfigError, HemeraError, NotFound, QueryError
    from hemera.types import Article, Block, Correction, Extraction, Image, Line, Revision, Rights, Source

__version__ = "0.1.0"
__all__ = [
    "Archive", "Article", "Articles", "Block", "ConfigError", "Correction", "Extraction", "HemeraError", "Image", "Line",
    "NotFound", "QueryError", "Revision", "Rights", "Source", "open",
]  # fmt: skip

_HOMES = {
    "hemera.archive": ("Archive", "open"),
    "hemera.articles": ("Articles",),
    "hemera.errors": ("ConfigError", "HemeraError", "NotFound", "QueryError"),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    home = next((module for module, names in _HOMES.items() if name in names), "hemera.types")
    return getattr(import_module(home), name)
