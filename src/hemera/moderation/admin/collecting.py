"""The machine: sources, feeds and entries, to look at. The catalogue's files are where they are changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from hemera import clock
from hemera.moderation import actions, ailments
from hemera.moderation.admin.base import HISTORY, ReadOnly, asking, history
from hemera.store import health, wishes
from hemera.store.models import Entry, Feed, Source


class Seen(ReadOnly):
    """Rows without any action."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Source)
class Sources(ReadOnly):
    """Outlets of the catalogue, and what ails each."""

    named = (gettext_lazy("source"), gettext_lazy("sources"))
    list_display = ("id", "name", "country", "languages", "rights", "consent", "images", "enabled", "taken_over")
    list_filter = ("enabled", "rights", "consent", "country")
    list_select_related = ("front",)
    search_fields = ("id", "name", "home")
    readonly_fields = ("ailments", "decisions", "wished")
    actions = (asking("trust", gettext_lazy("Its site is its own: read what was held"), actions.trust_source),)

    @admin.display(description=gettext_lazy("site in doubt since"))
    def taken_over(self, row: Source) -> Any:
        return row.front.suspected_at if hasattr(row, "front") else None

    @admin.display(description=gettext_lazy("what ails it"))
    def ailments(self, row: Source) -> SafeString:
        found = health.findings(clock.now(), row.pk)
        lines = (
            (
                f"{one.since:%Y-%m-%d %H:%M} UTC" if one.since else "—",
                ailments.what(one),
                ailments.advice(one),
                ailments.cause(one),
                ailments.figures(one),
                one.command,
            )
            for one in found
        )
        listed = format_html_join(SafeString("<br>"), "{} · <strong>{}</strong> {} {} ({}) <code>{}</code>", lines)
        return listed or SafeString("—")

    @admin.display(description=gettext_lazy("what its publisher wishes"))
    def wished(self, row: Source) -> str:
        words = wishes.counts([row.pk]).get(row.pk, {})
        files = [f"{file.url} ({file.rules})" for file in wishes.standing([row.pk]) if file.rules]
        return "\n".join([*(f"{word}: {count}" for word, count in words.items()), *files]) or gettext("nothing yet")

    @admin.display(description=HISTORY)
    def decisions(self, row: Source) -> str:
        return history(f"source:{row.pk}")


@admin.register(Feed)
class Feeds(Seen):
    """What is polled; those in trouble first."""

    named = (gettext_lazy("feed"), gettext_lazy("feeds"))
    list_display = ("url", "source", "kind", "enabled", "failures", "error", "polled_at", "succeeded_at", "due_at")
    list_filter = ("enabled", "kind", "error", "source")
    list_select_related = ("source",)
    search_fields = ("url",)
    ordering = ("-failures", "url")


@admin.register(Entry)
class Entries(Seen):
    """What feeds announced and what became of it, with the reason."""

    named = (gettext_lazy("entry"), gettext_lazy("entries"))
    list_display = ("url", "source", "state", "reason", "attempts", "seen_at", "visited_at", "due_at")
    list_filter = ("state", "reason", "source")
    list_select_related = ("source",)
    search_fields = ("url",)
    ordering = ("-pk",)
