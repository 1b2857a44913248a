"""Why something of a source may be missing, in the reader's words. English is the message id."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop, ngettext

from hemera.coverage import Alarm, Day, Lapse, Missed
from hemera.moderation.causes import cause, in_english
from hemera.portal import dates

__all__ = ["BROUGHT", "MISSED", "alarm", "brought", "cause", "in_english", "missed"]

# How what no feed announced in its time was found later.
BROUGHT: Mapping[str, str] = {
    "past-sitemap": gettext_noop("found later in its sitemaps: %(count)s"),
    "past-wordpress": gettext_noop("found later in its list of posts: %(count)s"),
    "past-archive": gettext_noop("found later on its archive pages: %(count)s"),
    "past-pages": gettext_noop("found later on older pages of its lists: %(count)s"),
}
MISSED = {
    Missed.UNKNOWN: gettext_noop("It lasts: what is missing is not known yet."),
    Missed.NOTHING: gettext_noop("Nothing was missed: all was still announced afterwards."),
    Missed.POSSIBLE: gettext_noop("Articles may be missing."),
}


def brought(day: Day, language: str) -> list[str]:
    """Say how many articles of a day were found later, and where."""
    return [gettext(BROUGHT[way]) % {"count": dates.number(n, language)} for way, n in day.brought.items() if way in BROUGHT]


def missed(lapse: Lapse) -> str:
    return gettext(MISSED[lapse.missed])


def alarm(day: Day, language: str) -> str:
    """Say how a day broke its source's rhythm; "" where it did not."""
    if day.alarm is Alarm.SILENT:
        text = ngettext("nothing new for %(count)s day", "nothing new for %(count)s days", day.quiet)
        return text % {"count": dates.number(day.quiet, language)}
    if day.alarm is Alarm.FEW and day.usual:
        low, high = (dates.number(n, language) for n in (day.usual.low, day.usual.high))
        if low == high:
            return gettext("%(low)s are usual on this weekday") % {"low": low}
        return gettext("%(low)s to %(high)s are usual on this weekday") % {"low": low, "high": high}
    return ""
