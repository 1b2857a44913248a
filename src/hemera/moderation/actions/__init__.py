"""One file per verb. Each checks, changes what ``store`` shows, and writes the act down, in one transaction."""

from hemera.moderation.actions.answer_request import answer_request
from hemera.moderation.actions.block_image import block_image
from hemera.moderation.actions.hide_image import hide_image
from hemera.moderation.actions.protect_image import protect_image
from hemera.moderation.actions.report_image import report_image
from hemera.moderation.actions.restore_article import restore_article
from hemera.moderation.actions.restore_image import restore_image
from hemera.moderation.actions.trust_source import trust_source
from hemera.moderation.actions.withdraw_article import withdraw_article

__all__ = [
    "answer_request",
    "block_image",
    "hide_image",
    "protect_image",
    "report_image",
    "restore_article",
    "restore_image",
    "trust_source",
    "withdraw_article",
]
