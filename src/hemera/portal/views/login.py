"""The door of a private archive."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse

from hemera import clock
from hemera.moderation import networks
from hemera.moderation.limits import Limit
from hemera.portal import senders

LIMIT = Limit(20)  # passwords an hour from one household


class Login(LoginView):
    """Ask for name and password; 429 where too many were tried."""

    template_name = "portal/login.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if LIMIT.allows(networks.household(senders.address(request)), clock.now()):
            return super().post(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data(busy=True), status=429)
