"""What a webhook is sent, and how that is signed, as https://www.standardwebhooks.com has it. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

from hemera.alerts.values import Digest, Item


def payload(digest: Digest) -> bytes:
    """Return the body of the call: JSON in UTF-8."""
    said = {
        "type": "alert.test" if digest.test else "alert.articles",
        "id": digest.key,
        "timestamp": digest.made_at.isoformat(),
        "alert": {"id": digest.alert, "name": digest.name, "query": digest.query, "search": digest.search},
        "total": digest.total,
        "articles": [_article(item) for item in digest.items],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def signed(body: bytes, key: bytes, name: str, seconds: int) -> tuple[tuple[str, str], ...]:
    """Return the headers of a call: who it is, when it was made (Unix seconds), and that it is ours."""
    digest = hmac.digest(key, f"{name}.{seconds}.".encode() + body, hashlib.sha256)
    return (
        ("Content-Type", "application/json; charset=utf-8"),
        ("Idempotency-Key", f'"{name}"'),
        ("Webhook-Id", name),
        ("Webhook-Timestamp", str(seconds)),
        ("Webhook-Signature", f"v1,{base64.b64encode(digest).decode()}"),
    )


def _article(item: Item) -> dict[str, Any]:
    return {
        "address": item.address,
        "title": item.title.text,
        "language": item.title.language,
        "url": item.url,
        "source": item.source.text,
        "source_url": item.origin,
        "published": item.published.isoformat(),
        "authors": list(item.authors),
        "lead": item.lead,
        "copies": [{"source": named.text, "url": url} for named, url in item.also],
    }
