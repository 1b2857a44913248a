"""The machine: sources, feeds and entries, to look at. The catalogue's files are where they are changed."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from hemera.moderation.admin.base import ReadOnly
from hemera.store import wishes
from hemera.store.models import Entry, Feed, Source


class Seen(ReadOnly):
    """Rows without any action."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Source)
class Sources(Seen):
    """Outlets of the catalogue."""

    list_display = ("id", "name", "country", "languages", "rights", "consent", "images", "enabled")
    list_filter = ("enabled", "rights", "consent", "country")
    search_fields = ("id", "name", "home")
    readonly_fields = ("wished",)

    @admin.display(description=gettext_lazy("what its publisher wishes"))
    def wished(self, row: Source) -> str:
        words = wishes.counts([row.pk]).get(row.pk, {})
        files = [f"{file.url} ({file.rules})" for file in wishes.standing([row.pk]) if file.rules]
        return "\n".join([*(f"{word}: {count}" for word, count in words.items()), *files]) or gettext("nothing yet")


@admin.register(Feed)
class Feeds(Seen):
    """What is polled; those in trouble first."""

    list_display = ("url", "source", "kind", "enabled", "failures", "error", "polled_at", "succeeded_at", "due_at")
    list_filter = ("enabled", "kind", "error", "source")
    list_select_related = ("source",)
    search_fields = ("url",)
    ordering = ("-failures", "url")


@admin.register(Entry)
class Entries(Seen):
    """What feeds announced and what became of it, with the reason."""

    list_display = ("url", "source", "state", "reason", "attempts", "seen_at", "visited_at", "due_at")
    list_filter = ("state", "reason", "source")
    list_select_related = ("source",)
    search_fields = ("url",)
    ordering = ("-pk",)
