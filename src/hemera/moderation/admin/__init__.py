"""The staff's side: queues, decisions with a reason, and everything else to look at only."""

from hemera.moderation.admin import articles, collecting, images, log, requests

__all__ = ["articles", "collecting", "images", "log", "requests"]
