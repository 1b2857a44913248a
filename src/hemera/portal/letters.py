"""The sentences of a digest, in the language of the alert. English is the message id."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext

from hemera.alerts import Alert, Every, Words
from hemera.portal import dates


def words(alert: Alert, total: int, listed: int, archive: str, *, test: bool) -> Words:
    """Return what is said around ``listed`` articles of ``total``, in the language that is active."""
    language = alert.language
    figure = dates.number(total, language)
    found = ngettext("%(n)s new article", "%(n)s new articles", total) % {"n": figure}
    rest = total - listed
    return Words(
        subject=(gettext("Test") + " · " if test else "") + f"{found} · {alert.name}",
        heading=alert.name,
        summary=found,
        also=gettext("Same text in:"),
        more=_more(rest, language) if rest else "",
        all_of_them=gettext("The whole search, in the archive"),
        why=gettext("You receive this because %(archive)s follows a search for you, %(rhythm)s.")
        % {"archive": archive, "rhythm": rhythm(alert)},
        end=gettext("End this alert"),
        note=gettext("This is a test: nothing counts as told by it.") if test else "",
    )


def rhythm(alert: Alert) -> str:
    """Say how often an alert tells."""
    said = {
        Every.NOW: gettext("as soon as something is found"),
        Every.HOUR: gettext("at most once an hour"),
        Every.DAY: gettext("every day at %(time)s"),
        Every.WEEK: gettext("every Monday at %(time)s"),
    }
    return said[alert.every] % {"time": f"{alert.at:%H:%M}"}


def _more(rest: int, language: str) -> str:
    text = ngettext("%(n)s more article is not listed here.", "%(n)s more articles are not listed here.", rest)
    return text % {"n": dates.number(rest, language)}
