"""Where hubs call us (WebSub): they verify what we asked for, and deliver. Off unless the archive has a public address.

Nobody else has business here: an address that was given to no hub, an unsigned or wrongly signed body, one that came before and
one that is too large are refused, and refusing costs no more than a look at one row.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hemera import clock
from hemera.store import subscriptions

MAX_BODY = 8 << 20  # bytes: what a feed may weigh when it is polled
MAX_CHALLENGE = 500  # characters
_STATUS = {"hint": 202, "replay": 200, "forged": 403, "unknown": 404}


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def called(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a hub."""
    if not settings.HEMERA.base_url:
        return _said(404)
    return _verify(request, token) if request.method == "GET" else _deliver(request, token)


def _verify(request: HttpRequest, token: str) -> HttpResponse:
    """Echo the challenge of a subscription that we asked for; hear a refusal."""
    mode, topic = request.GET.get("hub.mode", ""), request.GET.get("hub.topic", "")
    if mode == "denied":
        return _said(200 if subscriptions.denied(token, topic, clock.now()) else 404)
    challenge = request.GET.get("hub.challenge", "")
    if mode != "subscribe" or not 0 < len(challenge) <= MAX_CHALLENGE:
        return _said(404)
    if not subscriptions.verified(token, topic, request.GET.get("hub.lease_seconds", ""), clock.now()):
        return _said(404)
    return HttpResponse(challenge, content_type="text/plain; charset=utf-8")


def _deliver(request: HttpRequest, token: str) -> HttpResponse:
    if not subscriptions.exists(token):
        return _said(404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        return _said(413)
    body = request.read(MAX_BODY + 1)
    if len(body) > MAX_BODY:
        return _said(413)
    signature = request.headers.get("X-Hub-Signature", "")[:200]
    return _said(_STATUS[subscriptions.delivered(token, signature, body, clock.now())])


def _said(status: int) -> HttpResponse:
    return HttpResponse(status=status, content_type="text/plain")
