"""Pages that show rows and change none; and actions that ask for a reason before they decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy, ngettext

from hemera import clock
from hemera.moderation.models import Act

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin

Verb = Callable[..., bool]  # of hemera.moderation.actions: (primary key, *, actor, reason, now) -> whether anything changed
Action = Callable[[Any, HttpRequest, QuerySet[Any]], HttpResponse | None]


class ReadOnly(ModelAdmin):
    """Rows are written by the machine, or by actions that leave a line in the log; never by hand."""

    named: tuple[Any, Any] = ("", "")  # what one of them is called here, and what several are
    actions_on_bottom = True
    list_per_page = 50
    show_full_result_count = False

    def __init__(self, model: type[Model], site: admin.AdminSite) -> None:
        super().__init__(model, site)
        if self.named[0]:  # here and not with the models: their words are the schema's, and migrations tell them apart
            model._meta.verbose_name, model._meta.verbose_name_plural = self.named

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return (*map(str, self.readonly_fields), *(f.name for f in self.opts.concrete_fields))

    def has_add_permission(self, request: HttpRequest, *_: object) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out Django's own "delete": nothing is deleted here."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a row without the buttons that would save it."""
        bare = {"show_save": False, "show_save_and_continue": False, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, bare)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: Any) -> None:
        """Write nothing: no field can be edited."""


def asking(name: str, label: Any, verb: Verb, reasons: Mapping[str, Any] | None = None) -> Action:
    """Make an admin action that asks for a reason (of ``reasons``, or in words) and then acts on each chosen row."""

    def action(page: Any, request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
        reason = request.POST.get("reason", "").strip()[:500]
        if not reason or (reasons is not None and reason not in reasons):
            context = {
                **page.admin_site.each_context(request),
                "title": label,
                "rows": [(row, page.thumbnail(row) if hasattr(page, "thumbnail") else "") for row in chosen],
                "action": name,
                "reasons": reasons,
                "checkbox": ACTION_CHECKBOX_NAME,
                "opts": page.opts,
                "asked": "reason" in request.POST,
            }
            return render(request, "moderation/ask_reason.html", context)
        done = sum(verb(row.pk, actor=request.user.get_username(), reason=reason, now=clock.now()) for row in chosen)
        messages.success(request, ngettext("%(n)s decision written down.", "%(n)s decisions written down.", done) % {"n": done})
        return None

    action.__name__ = name
    return admin.action(description=label, permissions=["change"])(action)


def history(target: str) -> str:
    """Say what was decided on a target, newest first."""
    acts = Act.objects.filter(target=target)[:20]
    return "\n".join(f"{a.at:%Y-%m-%d %H:%M} UTC · {a.actor} · {a.verb} · {a.reason}" for a in acts) or gettext("nothing yet")


HISTORY = gettext_lazy("decisions")
