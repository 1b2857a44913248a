"""The archive's state, for staff: among the pages of the admin, by its rules."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hemera import watching
from hemera.portal import lines, memory
from hemera.portal import state as drawn
from hemera.watching import State


def state(request: HttpRequest) -> HttpResponse:
    """Answer with who collects, what is due, what may be missing, and each source's last thirty days."""
    context = admin.site.each_context(request) | {"title": _("State"), "s": drawn.page(_state(), lines.desk(request))}
    response = render(request, "portal/state.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@memory.remember(2)
def _state() -> State:
    return watching.watcher(settings.HEMERA).look()
