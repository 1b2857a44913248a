"""The log of acts: read, never written by hand."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from hemera.moderation.admin.base import ReadOnly
from hemera.moderation.models import Act


@admin.register(Act)
class Acts(ReadOnly):
    """Every decision, newest first."""

    named = (gettext_lazy("decision"), gettext_lazy("decisions"))
    list_display = ("at", "actor", "verb", "target", "reason")
    list_filter = ("verb",)
    search_fields = ("target", "actor", "reason")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
