"""Writing an act down: the row staff reads, and the line that outlives the database."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from hemera.moderation import blocks
from hemera.moderation.models import Act
from hemera.store.models import Article

READERS = "readers"  # the actor, where several readers' reports decided


def image_target(sha256: str) -> str:
    return f"image:{sha256}"


def article_target(article: Article) -> str:
    """Name an article by what survives a rebuild: its source and canonical address."""
    return f"article:{article.source_id} {article.url}"


def record(verb: str, target: str, reason: str, actor: str, now: datetime, **details: object) -> Act:
    """Write an act; call it last in the transaction that performs it, so that no effect is without its line."""
    columns = {"verb": verb, "target": target, "reason": reason[:500], "actor": actor, "details": details}
    line = blocks.append(settings.HEMERA.blocks, columns | {"at": now.isoformat()})
    return Act.objects.create(**columns, at=now, line=line)
