"""Who reports: told apart for a week, known never.

A person is a random cookie or a network, whichever comes back. Both are stored only as an HMAC under a random key and with
the picture, so that equal rows say "the same person, again, about this picture" and nothing else. Keys are used for five
days and destroyed after eight: a repeat is recognised for at least the 72 hours in which reports add up, and no longer.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from hemera.moderation import networks
from hemera.moderation.models import ImageReport, Judgement, SecretKey

LIFE = timedelta(days=8)
USED = timedelta(days=5)
_JUDGED_IMAGES = 2000  # looked through for a reader's standing; a bound, not an expectation


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who sends a report: the random value of the cookie, and the address it came from. Neither is ever stored."""

    cookie: str
    address: str


@dataclass(frozen=True, slots=True)
class Hashes:
    """A reporter, as stored with one picture under one key."""

    reader: str
    person: str
    network: str


def hashes(key: SecretKey, sha256: str, reporter: Reporter) -> Hashes:
    """Hash a reporter for one picture."""
    return Hashes(
        _reader(key, sha256, reporter.cookie),
        _hmac(key, "person", sha256, networks.household(reporter.address)),
        _hmac(key, "network", sha256, networks.provider(reporter.address)),
    )


def _reader(key: SecretKey, sha256: str, cookie: str) -> str:
    return _hmac(key, "reader", sha256, cookie)


def _hmac(key: SecretKey, *parts: str) -> str:
    return hmac.new(bytes(key.value), "\n".join(parts).encode(), hashlib.sha256).hexdigest()


def living_keys(now: datetime) -> list[SecretKey]:
    """Destroy keys past their life, make a new one where the newest is used up, and return them, newest first."""
    keys = list(SecretKey.objects.order_by("-created_at"))
    if keys and now - keys[-1].created_at >= LIFE:
        destroy_old_keys(now)
        keys = [key for key in keys if now - key.created_at < LIFE]
    if not keys or now - keys[0].created_at >= USED:
        keys.insert(0, SecretKey.objects.create(value=secrets.token_bytes(32), created_at=now))
    return keys


def destroy_old_keys(now: datetime) -> int:
    """Destroy keys past their life; return how many. Call it daily, for weeks without any report."""
    old = SecretKey.objects.filter(created_at__lte=now - LIFE)
    old.update(value=bytes(32))  # overwritten in place: a deleted row may stay readable in the file until its page is used again
    return old.delete()[1].get("moderation.SecretKey", 0)


def reported_before(keys: list[SecretKey], sha256: str, reporter: Reporter) -> bool:
    """Say whether this cookie or this network has reported this picture already."""
    known = [hashes(key, sha256, reporter) for key in keys]
    same = Q(reader__in=[h.reader for h in known]) | Q(person__in=[h.person for h in known])
    return ImageReport.objects.filter(same, image_id=sha256).exists()


def standing(keys: list[SecretKey], cookie: str) -> Counter[str]:
    """Return how many of a reader's reports staff upheld and rejected, as far as living keys tell.

    Nothing stored links them: only whoever holds the cookie can ask, and only while they hold it.
    """
    by_id = {key.pk: key for key in keys}
    judged = ImageReport.objects.filter(key__in=keys).exclude(judgement=Judgement.PENDING)
    pairs = judged.values_list("key_id", "image_id").distinct().order_by("-image_id")[:_JUDGED_IMAGES]
    mine = [_reader(by_id[key], image, cookie) for key, image in pairs if key]
    return Counter(dict(judged.filter(reader__in=mine).values_list("judgement").annotate(n=Count("pk")).order_by()))
