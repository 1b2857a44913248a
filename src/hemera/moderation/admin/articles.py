"""Articles: withdraw and restore, with a reason."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from hemera.moderation import actions, log
from hemera.moderation.admin.base import HISTORY, ReadOnly, asking, history
from hemera.moderation.reasons import WITHDRAWAL
from hemera.store.models import Article


@admin.register(Article)
class Articles(ReadOnly):
    """All articles, the held and withdrawn ones too."""

    named = (gettext_lazy("article"), gettext_lazy("articles"))
    list_display = ("__str__", "title", "language", "published", "visibility", "reason", "revision_count", "wishes")
    list_filter = ("visibility", "source", "language")
    list_select_related = ("source",)
    search_fields = ("title", "url")
    ordering = ("-published", "-pk")
    readonly_fields = ("decisions",)
    actions = (
        asking("withdraw", gettext_lazy("Withdraw"), actions.withdraw_article, WITHDRAWAL),
        asking("restore", gettext_lazy("Restore"), actions.restore_article),
    )

    @admin.display(description=HISTORY)
    def decisions(self, row: Article) -> str:
        return history(log.article_target(row))
