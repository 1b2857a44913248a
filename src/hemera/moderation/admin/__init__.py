"""The staff's side: queues, decisions with a reason, and everything else to look at only."""

from django.conf import settings
from django.contrib import admin

from hemera.moderation.admin import alerts, articles, collecting, coverage, images, log, requests

__all__ = ["alerts", "articles", "collecting", "coverage", "images", "log", "requests"]

admin.site.site_header = admin.site.site_title = settings.HEMERA.name
admin.site.index_title = ""
admin.site.index_template = "moderation/index.html"
