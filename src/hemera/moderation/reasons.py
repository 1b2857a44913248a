"""Why readers report and staff withdraws. Codes are stored, words are translated when shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

# A reader's choices; "" is none given.
REPORT = {
    "shocking": gettext_lazy("It is violent or shocking"),
    "severe": gettext_lazy("It shows a child being abused, or someone intimately"),
    "privacy": gettext_lazy("It shows me, or someone who did not agree"),
    "wrong": gettext_lazy("It does not belong to this article"),
    "other": gettext_lazy("Something else"),
}
SEVERE = frozenset({"severe"})

# Staff's, and the words staff sees; readers' words for these are the tombstone's.
WITHDRAWAL = {
    "publisher": gettext_lazy("Its publisher asked for it"),
    "privacy": gettext_lazy("To protect a person’s privacy"),
    "legal": gettext_lazy("On legal grounds (answered with 451)"),
    "error": gettext_lazy("It was kept in error"),
}
