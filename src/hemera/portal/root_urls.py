"""Addresses that have no language."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path, re_path

from hemera.portal import converters, machine_urls  # noqa: F401  the first registers what may stand in an address
from hemera.portal.views import root
from hemera.portal.views.images import image
from hemera.portal.views.login import Login
from hemera.portal.views.metrics import answer as metrics
from hemera.portal.views.out import out

urlpatterns = [
    path("", root.home, name="home"),
    path("login", Login.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("healthz", root.healthz, name="healthz"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", root.robots, name="robots"),
    re_path(r"^image/(?P<sha256>[0-9a-f]{64})-(?P<width>480|1200)\.webp$", image, name="image"),
    *machine_urls.root,
    path("out/<number:pk>", out, name="out"),
]
