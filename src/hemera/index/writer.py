"""Writing: one process at a time, one commit a batch."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from hemera.errors import IndexUnusable
from hemera.index.schema import MARKER_ID, to_document, to_marker
from hemera.searching import IndexChange

_MEMORY = 64_000_000  # bytes gathered before a segment is written out in the middle of a batch


def open_writer(index: tantivy.Index) -> tantivy.IndexWriter:
    """Take the index's lock; raises ``IndexUnusable`` (``index.busy``) where another process holds it.

    What one that was killed left between a commit's files and its name is cleared away: the next commit may call its own the same.
    """
    try:
        writer = index.writer(_MEMORY, 1)
        writer.garbage_collect_files()
        return writer
    except ValueError as error:
        key = "index.busy" if "LockBusy" in str(error) else "index.unusable"
        raise IndexUnusable(key, "The search index cannot be written: {reason}", reason=str(error)[:200]) from error


def write(writer: tantivy.IndexWriter, changes: Sequence[IndexChange]) -> None:
    """Apply changes and the watermark in one commit: all of it survives a crash, or nothing."""
    documents = {change.id: to_document(change.document) if change.document else None for change in changes}
    for id_, document in documents.items():
        writer.delete_documents_by_term("id", id_)
        if document is not None:
            writer.add_document(document)
    writer.delete_documents_by_term("id", MARKER_ID)
    writer.add_document(to_marker(changes[-1].seq))
    writer.commit()
