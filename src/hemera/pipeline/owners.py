"""Which source of the catalogue an address is of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from hemera import urls
from hemera.errors import ParseError
from hemera.types import Source

UNKNOWN, UNWANTED, ADDRESS = "unknown-host", "other-source", "address"  # why a record is passed over
LONGEST = 2_000  # characters of an address
_REMEMBERED = 50_000  # hosts; a file of the whole world's news has a few thousand


class Owners:
    """Tells whose an address is: of the source with its host, or of its site; of several, of the one whose home is nearest.

    ``wanted`` names the only sources that count; empty: all do.
    """

    def __init__(self, sources: Iterable[Source], wanted: Collection[str] = ()) -> None:
        self._wanted = frozenset(wanted)
        self._homes = [(place, source.id) for source in sources for place in sorted(_places(source))]
        self._near: dict[str, list[tuple[str, str]]] = {}

    def __call__(self, target: str) -> tuple[str, str]:
        """Return (source, address in its normal form), or ("", why not). WARC 1.0 files have addresses in angle brackets."""
        written = target.strip().strip("<>")
        near = self._of_host(_host(written))
        if not near:
            return "", UNKNOWN
        try:
            url = urls.normalise(written)
        except ParseError:
            return "", ADDRESS
        if len(url) > LONGEST:
            return "", ADDRESS
        source = _nearest(near, urlsplit(url).path)
        return (source, url) if not self._wanted or source in self._wanted else ("", UNWANTED)

    def _of_host(self, host: str) -> list[tuple[str, str]]:
        """Return (path of the home, source) of those a host may belong to."""
        found = self._near.get(host)
        if found is None:
            if len(self._near) >= _REMEMBERED:
                self._near.clear()
            found = self._near[host] = self._look_up(host)
        return found

    def _look_up(self, host: str) -> list[tuple[str, str]]:
        pairs = [(urlsplit(home), source) for home, source in self._homes]
        same = [(parts.path, source) for parts, source in pairs if _bare(parts.netloc) == _bare(host)]
        if same or not host:
            return same
        return [(parts.path, source) for parts, source in pairs if urls.same_site(f"http://{host}/", parts.geturl())]


def _places(source: Source) -> set[str]:
    """Return the addresses a source's pages may lie by: its home, and the front pages of its feeds' hosts."""
    found = {urls.normalise(source.home)}
    return found | {f"{parts.scheme}://{parts.netloc}/" for parts in (urlsplit(urls.normalise(feed.url)) for feed in source.feeds)}


def _host(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return rest.partition("/")[0].partition("?")[0].lower() if scheme.lower() in urls.DEFAULT_PORTS else ""


def _bare(netloc: str) -> str:
    return netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")


def _nearest(near: list[tuple[str, str]], path: str) -> str:
    """Return the source whose home's path is the longest that the address lies below; the first where none is."""
    fitting = [(len(home.rstrip("/")), source) for home, source in near if (path + "/").startswith(home.rstrip("/") + "/")]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else near[0][1]
