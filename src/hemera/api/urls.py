"""Addresses of the API, from its table."""

from django.urls import path, re_path

from hemera.api import frame
from hemera.api.description import document
from hemera.api.endpoints import ENDPOINTS

app_name = "api"
urlpatterns = [
    *(path(endpoint.path, frame.view(endpoint), name=endpoint.name) for endpoint in ENDPOINTS),
    path("openapi.json", frame.guarded(lambda request: frame.reply(request, document())), name="openapi"),
    re_path("", frame.guarded(frame.unknown)),
]
