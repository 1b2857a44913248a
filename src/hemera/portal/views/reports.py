"""A reader reports a picture; without an account, and without JavaScript."""

from __future__ import annotations

import re
import secrets

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt

from hemera import clock
from hemera.errors import NotFound
from hemera.moderation import networks, persons
from hemera.moderation.actions import report_image as act
from hemera.moderation.limits import Limit
from hemera.portal import addresses, senders

COOKIE = "reporter"
_SALT = "hemera.reporter"
_ARTICLE = re.compile(r"([a-z0-9][a-z0-9-]{0,39})/([1-9][0-9]{0,17})", re.ASCII)
LIMIT = Limit(10)


@csrf_exempt  # senders.same_site says why, and what stands in its place
def report_image(request: HttpRequest, sha256: str) -> HttpResponse:
    """Take a report of a picture. The answer is the same whatever comes of it: who reports learns nothing of the others."""
    if request.method != "POST":
        return redirect("front")  # a reader who reloads the thanks, or asks for them in another language
    if not senders.same_site(request):
        raise PermissionDenied
    now, sender = clock.now(), senders.address(request)
    reporter = persons.Reporter(_cookie(request) or secrets.token_urlsafe(16), sender)
    if LIMIT.allows(networks.household(sender), now):
        try:
            act(sha256, reporter, reason=request.POST.get("reason", ""), now=now)
        except NotFound as error:
            raise Http404(error.key) from error
    return _remember(reporter, request, _thanks(request))


def _thanks(request: HttpRequest) -> HttpResponse:
    message = gettext("Thank you for reporting! This image will be blocked automatically once several people have reported it.")
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"message": message})
    return render(request, "portal/thanks.html", {"message": message, "back": _back(request)})


def _back(request: HttpRequest) -> str:
    """Return the address of the article the report came from; never one that the form holds as such."""
    found = _ARTICLE.fullmatch(request.POST.get("article", ""))
    language = get_language() or settings.LANGUAGE_CODE
    return addresses.article(language, found[1], int(found[2])) if found else addresses.front(language)


def _cookie(request: HttpRequest) -> str | None:
    """Return the random value of a cookie that we signed; a forged or old one is none."""
    try:
        return signing.TimestampSigner(salt=_SALT).unsign(request.COOKIES.get(COOKIE, ""), max_age=persons.LIFE)
    except signing.BadSignature:
        return None


def _remember(reporter: persons.Reporter, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Set the cookie: random, read by reports alone, and gone after eight days as the keys are."""
    value = signing.TimestampSigner(salt=_SALT).sign(reporter.cookie)
    path = f"{addresses.front(get_language() or settings.LANGUAGE_CODE)}report/"
    age, secure = persons.LIFE, settings.SESSION_COOKIE_SECURE
    if _cookie(request) is None:
        response.set_cookie(COOKIE, value, max_age=age, path=path, httponly=True, samesite="Lax", secure=secure)
    response.headers["Cache-Control"] = "no-store"
    return response
