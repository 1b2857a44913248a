"""Times in which feeds were not read, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from hemera.moderation.admin.collecting import Seen
from hemera.store.models import Lapse


@admin.register(Lapse)
class Lapses(Seen):
    """What was not looked at, from when to when and why; the newest first."""

    named = (gettext_lazy("hole"), gettext_lazy("holes"))
    list_display = ("source", "cause", "since", "until", "missed", "polls", "entries", "feed")
    list_filter = ("missed", "cause", "source")
    list_select_related = ("source", "feed")
    ordering = ("-since",)
