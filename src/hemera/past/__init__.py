"""The past of a source: bytes of a listing → addresses of articles, and of further listings. Pure.

Loaded when first asked for: most commands never read a listing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hemera.past.reading import read, seeds

__all__ = ["read", "seeds"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from hemera.past import reading

    return getattr(reading, name)
