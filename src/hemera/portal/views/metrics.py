"""``/metrics`` for Prometheus: to the addresses the operator names, and to nobody else."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from hemera import clock, watching
from hemera.portal import exposition, memory, senders
from hemera.portal.metrics import metrics
from hemera.store import status
from hemera.store.status import Standing
from hemera.watching import State

_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_OF_PROXIES = ("Via", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


@login_not_required
def answer(request: HttpRequest) -> HttpResponse:
    """Answer with the figures."""
    if not may_read(request):
        return HttpResponse("`metrics` of hemera.toml names who may read this.\n", content_type="text/plain", status=403)
    text = exposition.written(metrics(_state(), _standing()))
    return HttpResponse(text, content_type=exposition.TYPE, headers={"Cache-Control": "no-store"})


def may_read(request: HttpRequest) -> bool:
    """Say whether the sender's address is allowed, and really the sender's.

    Behind a proxy that was not told of in the settings everybody seems to come from this machine: who asks from here must also ask
    for a name of this machine, and nothing may tell of a proxy.
    """
    try:
        sender = ip_address(senders.address(request))
    except ValueError:
        return False
    sender = getattr(sender, "ipv4_mapped", None) or sender
    if not any(sender in ip_network(network) for network in settings.HEMERA.metrics):
        return False
    if not sender.is_loopback:
        return True
    return split_domain_port(request.get_host())[0] in _NAMES and not any(name in request.headers for name in _OF_PROXIES)


@memory.remember(2)
def _state() -> State:
    return watching.watcher(settings.HEMERA).look()


@memory.remember(60)
def _standing() -> Standing:
    return status.standing(clock.now())
