"""What ails a source, and what to do, in words for whoever runs the archive. English is the message id."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from hemera.health import Finding, Kind
from hemera.moderation import causes

WHAT: Mapping[Kind, str] = {
    Kind.HIJACKED: gettext_noop("Somebody else’s site stands at its address."),
    Kind.SUSPECTED: gettext_noop("Its front page looks like somebody else’s; the next look, within hours, decides."),
    Kind.DEAD: gettext_noop("Nothing of it answers any more."),
    Kind.UNREACHABLE: gettext_noop("Feeds of it cannot be reached."),
    Kind.CERTIFICATE: gettext_noop("Its certificate is not valid."),
    Kind.REFUSED: gettext_noop("It lets us in no more."),
    Kind.MOVED: gettext_noop("It moved to another address."),
    Kind.FEED_MOVED: gettext_noop("A feed moved for good, and is read at its new address."),
    Kind.RETIRED: gettext_noop("A feed says that it is gone for good."),
    Kind.FEED_GONE: gettext_noop("A feed is not at its address."),
    Kind.EMPTY: gettext_noop("A feed holds nothing."),
    Kind.UNREADABLE: gettext_noop("Something that is no feed stands in place of a feed."),
    Kind.FAULTY: gettext_noop("Its server reports faults."),
    Kind.FROZEN: gettext_noop("Its feeds answer with the very same bytes, for far longer than it is usually silent."),
    Kind.SILENT: gettext_noop("It answers, and has had nothing new for far too long."),
    Kind.PAGES_GONE: gettext_noop("Most pages that it announces are not there."),
    Kind.LAYOUT: gettext_noop("No text can be made out on most of its new pages."),
    Kind.PAYWALL: gettext_noop("Most of its new articles show their beginning only."),
    Kind.LINKS: gettext_noop("Old articles are not at their addresses any more; our copies are offered instead."),
    Kind.OURS: gettext_noop("A fault of ours keeps it from being read."),
}
_AGAIN = gettext_noop("Ask again by hand; if it has ended, set enabled = false in its file: what is kept stays.")
_FEEDS = gettext_noop("See which feeds it has today, and put those into its file.")
DO: Mapping[Kind, str] = {
    Kind.HIJACKED: gettext_noop(
        "What is new is held, and readers are not sent there. If the site is its own after all, say so; "
        "if not, set enabled = false in its file."
    ),
    Kind.SUSPECTED: gettext_noop("Look at its front page yourself. If it is its own, say so."),
    Kind.DEAD: _AGAIN,
    Kind.UNREACHABLE: _AGAIN,
    Kind.CERTIFICATE: gettext_noop("Only the source can renew it: tell them. It is asked again by itself."),
    Kind.REFUSED: gettext_noop("Read its robots.txt, ask more rarely (gap in its file), or ask its publisher."),
    Kind.MOVED: gettext_noop("See what is at the new address, and put that into its file: home, and feeds."),
    Kind.FEED_MOVED: gettext_noop("Put the new address into its file."),
    Kind.RETIRED: gettext_noop("Look for its successor; if there is none, set enabled = false for this feed. Nothing is deleted."),
    Kind.FEED_GONE: _FEEDS,
    Kind.EMPTY: _FEEDS,
    Kind.UNREADABLE: _FEEDS,
    Kind.FAULTY: _AGAIN,
    Kind.FROZEN: _FEEDS,
    Kind.SILENT: gettext_noop(
        "Compare with its front page: if there is news, its feed is the wrong one; if not, it may have ended."
    ),
    Kind.PAGES_GONE: _FEEDS,
    Kind.LAYOUT: gettext_noop("Its pages are drawn anew: have their layout learned, then read what is held again."),
    Kind.PAYWALL: gettext_noop("Nothing is lost that was shown; ask its publisher, or live with beginnings."),
    Kind.LINKS: gettext_noop("Nothing to do."),
    Kind.OURS: gettext_noop("Report it; what was fetched is kept, and will be read again."),
}


def what(finding: Finding) -> str:
    return gettext(WHAT[finding.kind])


def advice(finding: Finding) -> str:
    return gettext(DO[finding.kind])


def figures(finding: Finding) -> str:
    """Return the evidence on one line: names and figures."""
    return ", ".join(f"{name} {value}" for name, value in finding.evidence.items() if value != "")


def cause(finding: Finding) -> str:
    """Return what the record says of it, in words and as the key that other places show; "" for nothing."""
    return f"{causes.cause(finding.cause)}: {finding.cause}" if finding.cause else ""
