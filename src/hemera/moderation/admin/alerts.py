"""Alerts and their deliveries, to look at; `hemera alert` is what changes them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from hemera.moderation.admin.collecting import Seen
from hemera.store.models import Alert, Delivery


@admin.register(Alert)
class Alerts(Seen):
    """Searches that are followed; those in trouble first."""

    list_display = ("id", "name", "query", "language", "target", "every", "at", "state", "told_at", "error", "due_at")
    list_filter = ("state", "every", "language")
    search_fields = ("name", "query", "mail", "webhook")
    ordering = ("-error", "pk")
    exclude = HIDDEN = ("salt",)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return tuple(name for name in super().get_readonly_fields(request, obj) if name not in self.HIDDEN)

    @admin.display(description=gettext_lazy("whom it tells"))
    def target(self, row: Alert) -> str:
        return row.mail or row.webhook or "—"


@admin.register(Delivery)
class Deliveries(Seen):
    """Mails and calls, the newest first."""

    list_display = ("key", "alert", "state", "articles_told", "attempts", "error", "created_at", "ended_at", "due_at", "test")
    list_filter = ("state", "test", "error")
    list_select_related = ("alert",)
    ordering = ("-pk",)

    @admin.display(description=gettext_lazy("articles"))
    def articles_told(self, row: Delivery) -> int:
        return row.articles.count()
