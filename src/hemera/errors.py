"""One exception tree. An error holds a message key and arguments; it is translated when shown, never when stored."""

from __future__ import annotations


class HemeraError(Exception):
    """Root of everything Hemera raises on purpose.

    ``key`` names the message (``fetch.refused.address``), ``args_`` its arguments. ``str()`` gives plain English for logs.
    """

    key = "error"
    message = "Something went wrong."

    def __init__(self, key: str | None = None, message: str | None = None, /, **details: object) -> None:
        self.key = key or type(self).key
        self.details = details
        self._message = message or type(self).message
        super().__init__(self.key)

    def __str__(self) -> str:
        return self._message.format(**self.details) if self.details else self._message


class ConfigError(HemeraError):
    """A setting or a catalogue file is wrong; the message names file, line and key."""

    key = "config"


class FetchError(HemeraError):
    """An address gave no usable answer. ``weight`` says how much it counts against the feed (1 hard, 0.5 soft, 0.25 DNS)."""

    key = "fetch.failed"
    weight = 1.0


class FetchRefused(FetchError):
    """We refused: address, scheme, port, size, ratio, robots…"""

    key = "fetch.refused"


class FetchDeadline(FetchError):
    """The answer did not come in time."""

    key = "fetch.deadline"
    weight = 0.5


class ParseError(HemeraError):
    """Bytes are not what they should be (feed, sitemap, OPML)."""

    key = "parse.failed"


class ExtractError(HemeraError):
    """A page holds no article we can read."""

    key = "extract.failed"


class CaptureError(HemeraError):
    """A stored exchange cannot be read back."""

    key = "capture.unreadable"


class QueryError(HemeraError):
    """A search text cannot be understood; ``details['suggestion']`` may hold a corrected one."""

    key = "query.invalid"


class IndexUnusable(HemeraError):
    """The search index is missing, damaged or of another version: ``hemera reindex`` rebuilds it."""

    key = "index.unusable"


class ImageRefused(HemeraError):
    """A picture is too large, damaged or of a kind we do not keep."""

    key = "image.refused"


class NotFound(HemeraError):
    """No such source, article or capture."""

    key = "not-found"


class AlertError(HemeraError):
    """An alert cannot be made or delivered so; ``for_good`` says that trying again will not help."""

    key = "alert.invalid"
    for_good = False


class WorkerKilled(HemeraError):
    """A bounded worker process went over its time or memory."""

    key = "worker.killed"
