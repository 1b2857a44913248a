"""Requests for removal."""

from __future__ import annotations

from functools import partial

from django.contrib import admin
from django.utils.translation import gettext_lazy

from hemera.moderation import actions
from hemera.moderation.admin.base import HISTORY, ReadOnly, asking, history
from hemera.moderation.models import TakedownRequest


@admin.register(TakedownRequest)
class TakedownRequests(ReadOnly):
    """Who asked for what. Withdrawing the article is an act of its own, on the article."""

    named = (gettext_lazy("request"), gettext_lazy("requests"))
    list_display = ("created_at", "who", "article", "state")
    list_filter = ("state",)
    list_select_related = ("article__source",)
    search_fields = ("who", "contact", "why")
    readonly_fields = ("decisions",)
    actions = (
        asking("grant", gettext_lazy("Mark as granted"), partial(actions.answer_request, state=TakedownRequest.State.GRANTED)),
        asking("refuse", gettext_lazy("Mark as refused"), partial(actions.answer_request, state=TakedownRequest.State.REFUSED)),
    )

    @admin.display(description=HISTORY)
    def decisions(self, row: TakedownRequest) -> str:
        return history(f"request:{row.pk}")
