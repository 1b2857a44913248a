"""Raw exchanges on disk as WARC files: writing, reading by reference, scanning damaged files."""

from hemera.captures.store import WarcStore, read

__all__ = ["WarcStore", "read"]
