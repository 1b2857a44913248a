"""A reader says that a picture should not be shown."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from hemera.errors import NotFound
from hemera.moderation import decide, log, persons
from hemera.moderation.actions.hide_image import hide_image
from hemera.moderation.limits import HOUR
from hemera.moderation.models import Act, ImageReport, Judgement, SecretKey
from hemera.moderation.reasons import REPORT, SEVERE
from hemera.store.models import Image
from hemera.types import ImageState

_logger = logging.getLogger(__name__)


@transaction.atomic
def report_image(sha256: str, reporter: persons.Reporter, *, reason: str, now: datetime) -> decide.Verdict:
    """Count a report, once per person, and hide the picture where enough people of enough networks agree.

    The reader is told the same whatever this returns.

    Raises:
        NotFound: no such picture is kept.
    """
    state = Image.objects.filter(pk=sha256).values_list("state", flat=True).first()
    if state is None:
        raise NotFound("not-found.image", "No picture {what}.", what=sha256)
    keys = persons.living_keys(now)
    if state == ImageState.BLOCKED or persons.reported_before(keys, sha256, reporter):
        return decide.Verdict.NOTHING
    _keep(keys, sha256, reporter, reason if reason in REPORT else "", now)
    verdict = decide.decide(ImageState(state), _pending(sha256), _rules(), now, broken=_broken(now))
    _follow(verdict, sha256, now)
    return verdict


def _keep(keys: list[SecretKey], sha256: str, reporter: persons.Reporter, reason: str, now: datetime) -> None:
    judged = persons.standing(keys, reporter.cookie)
    weight = decide.weigh(judged[Judgement.UPHELD], judged[Judgement.REJECTED])
    known = persons.hashes(keys[0], sha256, reporter)
    ImageReport.objects.create(
        image_id=sha256,
        reader=known.reader,
        person=known.person,
        network=known.network,
        weight=weight,
        reason=reason,
        created_at=now,
        key=keys[0],
    )


def _pending(sha256: str) -> list[decide.Weighed]:
    rows = ImageReport.objects.filter(image_id=sha256, judgement=Judgement.PENDING)
    return [decide.Weighed(r.weight, r.network, r.created_at, r.reason in SEVERE) for r in rows]


def _rules() -> decide.Rules:
    config = settings.HEMERA
    return decide.Rules(config.report_weight, config.report_networks, timedelta(seconds=config.report_window))


def _broken(now: datetime) -> bool:
    hides = Act.objects.filter(verb="hide_image", actor=log.READERS)
    return decide.breaker(hides.filter(at__gt=now - HOUR).count(), hides.filter(at__gt=now - timedelta(days=7)).count())


def _follow(verdict: decide.Verdict, sha256: str, now: datetime) -> None:
    if verdict is decide.Verdict.HIDE:
        hide_image(sha256, actor=log.READERS, reason="reports", now=now)
    elif verdict is decide.Verdict.HOLD:
        target = log.image_target(sha256)
        if not Act.objects.filter(verb="hold_image", target=target, at__gt=now - HOUR).exists():
            log.record("hold_image", target, "breaker", log.READERS, now)
            _logger.warning("Reports would hide picture %s, but too many were hidden within the hour: it waits for staff.", sha256)
