"""What a feed says again is told by marks; what is news, never left out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hemera.feeds import repeats
from hemera.types import Entry, Feed, FeedDocument, FeedKind

HOME = "https://phare.example/"
FEED = Feed(f"{HOME}feed.xml")


def said(*titles: str) -> FeedDocument:
    return FeedDocument(tuple(Entry(f"{HOME}{n}", title=title) for n, title in enumerate(titles)))


def after(document: FeedDocument, heard: bytes = b"", feed: Feed = FEED) -> FeedDocument:
    return repeats.left_out(document, feed, repeats.Before(heard, HOME))


def titles(document: FeedDocument) -> list[str]:
    return [entry.title for entry in document.entries]


def test_what_is_said_again_is_counted_and_left_out() -> None:
    first = after(said("Le phare", "Le port"))
    assert (titles(first), first.again) == (["Le phare", "Le port"], 0)
    second = after(said("Le phare", "Le port", "La baie"), first.heard)
    assert (titles(second), second.again) == (["La baie"], 2)
    assert after(said("Le phare", "Le port", "La baie"), second.heard).again == 3


def test_other_words_are_news() -> None:
    heard = after(said("Le phare", "Le port")).heard
    assert titles(after(said("Le phare", "Le port rouvre"), heard)) == ["Le port rouvre"]


def test_a_new_guid_is_none() -> None:
    entry = Entry(HOME, guid="a", title="Le phare")
    heard = after(FeedDocument((entry,))).heard
    assert after(FeedDocument((replace(entry, guid="b"),)), heard).entries == ()


def test_another_kind_of_feed_is_heard_of_its_own() -> None:
    heard = after(said("Le phare")).heard
    assert after(said("Le phare"), heard, replace(FEED, kind=FeedKind.SITEMAP)).again == 0


def test_what_is_refused_is_told_each_time() -> None:
    """Whether it is followed depends on where the source is at home, which may change."""
    document = FeedDocument((Entry("https://ads.example/1"), Entry(f"{HOME}1")))
    again = after(document, after(document).heard)
    assert [entry.url for entry in again.entries] == ["https://ads.example/1"]
    assert again.again == 1


def test_nothing_is_kept_of_what_is_too_long_to_keep() -> None:
    document = said(*(str(n) for n in range(repeats.MOST + 1)))
    assert after(document, after(said("0")).heard) == document
    assert len(after(said(*(str(n) for n in range(repeats.MOST)))).heard) == repeats.MOST * repeats.SIZE
    assert after(FeedDocument(()), b"12345678") == FeedDocument(())


@given(st.lists(st.text(), max_size=8), st.lists(st.text(), max_size=8), st.binary(max_size=40))
def test_none_is_lost(before: list[str], now: list[str], noise: bytes) -> None:
    """Whatever was heard, each entry is news or was said before; marks that are damaged cost a second look, no entry."""
    heard = after(said(*before)).heard
    told = after(said(*now), heard)
    assert len(told.entries) + told.again == len(now)
    same = {entry for entry in said(*now).entries if entry in said(*before).entries}
    assert set(told.entries) == set(said(*now).entries) - same
    assert after(said(*now), noise).heard == after(said(*now)).heard
