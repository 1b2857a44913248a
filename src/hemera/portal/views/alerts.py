"""The end of an alert: a page that asks, and an answer to mail programs that end it by one click (RFC 8058)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hemera.alerts import State
from hemera.portal import letters
from hemera.store import alerts

ENDED = "alert.ended.reader"


@csrf_exempt  # mail programs send no cookie: the token alone says who may
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ask (GET), or end the alert the token was given away for (POST); once ended, it stays so."""
    alert = alerts.by_token(token)
    if alert is None:
        raise Http404("not-found.alert")
    if request.method == "POST" and alert.state is not State.ENDED:
        alert = alerts.end(alert.id, ENDED)
    context = {"alert": alert, "ended": alert.state is State.ENDED, "rhythm": letters.rhythm(alert)}
    response = render(request, "portal/alert_end.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
