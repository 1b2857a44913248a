"""Pictures: the queue of reported ones, and all of them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from hemera import clock
from hemera.media import MediaStore
from hemera.moderation import actions, log
from hemera.moderation.admin.base import HISTORY, ReadOnly, asking, history
from hemera.moderation.limits import HOUR
from hemera.moderation.models import Act, ImageReport, Judgement, ReportedImage
from hemera.store.models import Article, Image
from hemera.types import ImageState

_PENDING = ImageReport.objects.filter(image_id=OuterRef("pk"), judgement=Judgement.PENDING).order_by()
_CARRIED = Article.objects.filter(image_id=OuterRef("pk")).order_by()


def _count(rows: QuerySet[Any], by: str, what: str = "pk") -> Coalesce:
    """Count per picture by a subquery: a join would group the whole table for one page of it."""
    return Coalesce(Subquery(rows.values(by).annotate(n=Count(what, distinct=True)).values("n")), 0)


class Pictures(ReadOnly):
    """What both lists show. The picture is shown to staff whatever its state: they cannot judge what they cannot see."""

    list_display = ("thumbnail", "state", "reported", "networks", "carried", "last", "short")
    list_display_links = ("short",)
    list_filter = ("state",)
    search_fields = ("sha256", "articles__url")
    readonly_fields = ("large", "carriers", "reasons", "decisions")
    actions = (
        asking("restore", gettext_lazy("Show again: the reports were wrong"), actions.restore_image),
        asking("protect", gettext_lazy("Protect: later reports only queue"), actions.protect_image),
        asking("block", gettext_lazy("Block for ever: the reports were right"), actions.block_image),
        asking("hide", gettext_lazy("Hide until it is decided"), actions.hide_image),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = (
            super()
            .get_queryset(request)
            .annotate(
                pending=_count(_PENDING, "image_id"),
                from_networks=_count(_PENDING, "image_id", "network"),
                articles_with=_count(_CARRIED, "image_id"),
                last_report=Subquery(_PENDING.order_by("-created_at").values("created_at")[:1]),
            )
        )
        return rows

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_picture"
        view = self.admin_site.admin_view(self.picture)
        return [path("<str:pk>/picture/<int:width>", view, name=name), *super().get_urls()]

    def picture(self, request: HttpRequest, pk: str, width: int) -> HttpResponse:
        """Answer with the file itself."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        file = MediaStore(settings.HEMERA.media).path(pk, width) if Image.objects.filter(pk=pk).exists() else None
        if file is None or not file.exists():
            raise Http404
        return HttpResponse(file.read_bytes(), content_type="image/webp", headers={"Cache-Control": "no-store"})

    def _img(self, row: Image, width: int) -> SafeString:
        src = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_picture", args=[row.pk, width])
        return format_html('<img src="{}" alt="" width="{}" loading="lazy">', src, 160 if width == 480 else 600)

    @admin.display(description=gettext_lazy("picture"))
    def thumbnail(self, row: Image) -> SafeString:
        return self._img(row, 480)

    @admin.display(description=gettext_lazy("picture"))
    def large(self, row: Image) -> SafeString:
        return self._img(row, 1200)

    @admin.display(description=gettext_lazy("open reports"), ordering="pending")
    def reported(self, row: Any) -> int:
        return int(row.pending)

    @admin.display(description=gettext_lazy("networks"), ordering="from_networks")
    def networks(self, row: Any) -> int:
        return int(row.from_networks)

    @admin.display(description=gettext_lazy("articles"), ordering="articles_with")
    def carried(self, row: Any) -> int:
        return int(row.articles_with)

    @admin.display(description=gettext_lazy("last report"), ordering="last_report")
    def last(self, row: Any) -> Any:
        return row.last_report

    @admin.display(description=gettext_lazy("hash"))
    def short(self, row: Image) -> str:
        return row.sha256[:12]

    @admin.display(description=gettext_lazy("articles that carry it"))
    def carriers(self, row: Image) -> SafeString:
        found = row.articles.order_by("-published")[:50]
        links = ((reverse("admin:store_article_change", args=[a.pk]), str(a), a.title) for a in found)
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a> <bdi>{}</bdi>', links)

    @admin.display(description=gettext_lazy("reasons given"))
    def reasons(self, row: Any) -> SafeString:
        counted = (
            row.reports.filter(judgement=Judgement.PENDING).values_list("reason").annotate(n=Count("pk"), weight=Sum("weight"))
        )
        lines = ((reason or "—", n, weight) for reason, n, weight in counted.order_by("-n"))
        return format_html_join(SafeString("<br>"), "{}: {} ({})", lines)

    @admin.display(description=HISTORY)
    def decisions(self, row: Image) -> str:
        return history(log.image_target(row.pk))


@admin.register(ReportedImage)
class ReportedImages(Pictures):
    """The queue: pictures with open reports, and hidden ones; the most reported first."""

    named = (gettext_lazy("reported image"), gettext_lazy("reported images"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = Exists(_PENDING) | Q(state=ImageState.HIDDEN)
        return super().get_queryset(request).filter(waiting).order_by("-pending", "pk")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Say when reports hide nothing for a while."""
        if Act.objects.filter(verb="hold_image", at__gt=clock.now() - HOUR).exists():
            said = gettext("Reports hid many pictures within the hour, so for now they hide no more; the rest waits here.")
            messages.warning(request, said)
        return super().changelist_view(request, extra_context)


@admin.register(Image)
class Images(Pictures):
    """Every picture kept, newest first."""

    named = (gettext_lazy("image"), gettext_lazy("images"))

    ordering = ("-stored_at",)
