"""What an answer says of an article's address at its source. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from hemera import urls
from hemera.errors import ParseError
from hemera.links import LinkState

HOME = "link.home"  # why a page is as good as gone: its address leads to the front page
_INDEX = frozenset({"", "index.html", "index.htm", "index.php", "index", "home", "accueil"})
_LANGUAGE = 2  # letters of a path that is a language's front page: /fr/, /ar/


def leads_home(asked: str, answered: str, home: str) -> bool:
    """Say whether an address was answered by the front page, of the source or of whatever site it led to."""
    return not _is_front(asked, home) and _is_front(answered, home)


def answered(asked: str, moved_to: str) -> tuple[LinkState, str]:
    """Say where an article lives that was read; ``moved_to`` is where permanent redirects alone led, "" for nowhere.

    Another scheme, ``www.`` or a slash more is no move, and what leads to another site is none that we follow.
    """
    if not moved_to or _bare(asked) == _bare(moved_to) or not urls.same_site(asked, moved_to):
        return LinkState.ALIVE, ""
    return LinkState.MOVED, moved_to


def _is_front(url: str, home: str) -> bool:
    parts = urlsplit(url)
    if _bare(url) == _bare(home):
        return True
    path = parts.path.strip("/").lower()
    return not parts.query and (path in _INDEX or (len(path) == _LANGUAGE and path.isalpha()))


def _bare(url: str) -> str:
    try:
        parts = urlsplit(urls.normalise(url))
    except ParseError:
        return url
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"
