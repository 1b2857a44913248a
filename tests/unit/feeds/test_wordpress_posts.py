"""WordPress's JSON read as a feed: what it says, and what somebody else may have put there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import feeds
from hemera.errors import ParseError
from hemera.feeds import posts
from hemera.feeds.reader import MAX_CONTENT
from hemera.types import Entry, FeedDocument

URL = "https://phare.example/wp-json/wp/v2/posts?per_page=20"
SEEN = datetime(2026, 11, 22, 12, tzinfo=UTC)
POST: dict[str, Any] = {
    "id": 4101,
    "date": "2026-11-22T09:10:00",
    "date_gmt": "2026-11-22T08:10:00",
    "guid": {"rendered": "https://phare.example/?p=4101"},
    "link": "https://phare.example/2026/11/22/pont/",
    "title": {"rendered": "Le pont des Figuiers &#8211; deux ans apr&egrave;s"},
    "excerpt": {"rendered": "<p>Les piétons l’ont retrouvé dès l’aube [&hellip;]</p>"},
    "content": {"rendered": "<p>Les piétons l’ont retrouvé dès l’aube.</p><p>Les ânes suivront.</p>", "protected": False},
    "lang": "fr_FR",
    "_embedded": {
        "author": [{"name": "Zohra Benmalouk"}, {"code": "rest_user_invalid_id"}],
        "wp:term": [[{"taxonomy": "post_tag", "name": "pont"}], [{"taxonomy": "category", "name": "Société &amp; ville"}]],
        "wp:featuredmedia": [{"source_url": "https://phare.example/pont.jpg"}],
    },
}


def read(said: object) -> FeedDocument:
    return feeds.parse(json.dumps(said).encode(), URL, "application/json", zone="Africa/Casablanca", now=SEEN)


def test_all_that_a_post_says() -> None:
    [entry] = read([POST]).entries
    assert entry == Entry(
        url="https://phare.example/2026/11/22/pont/",
        guid="https://phare.example/?p=4101",
        title="Le pont des Figuiers – deux ans après",
        published=datetime(2026, 11, 22, 8, 10, tzinfo=UTC),
        published_raw="2026-11-22T08:10:00+00:00",
        authors=("Zohra Benmalouk",),
        summary="Les piétons l’ont retrouvé dès l’aube […]",
        content_html=POST["content"]["rendered"],
        language="fr",
        section_raw="Société & ville",
        image_url="https://phare.example/pont.jpg",
    )


def test_without_the_moment_in_utc_the_newsrooms_clock_counts() -> None:
    [entry] = read([{**POST, "date_gmt": None}]).entries
    assert entry.published == datetime(2026, 11, 22, 8, 10, tzinfo=UTC)


def test_a_text_behind_a_password_is_none() -> None:
    [entry] = read([{**POST, "content": {"rendered": "<form>Mot de passe</form>", "protected": True}}]).entries
    assert entry.content_html == ""


def test_where_it_is_asked_for_with_and_without_pretty_addresses() -> None:
    assert posts.address("https://phare.example/wp-json/").startswith("https://phare.example/wp-json/wp/v2/posts?")
    plain = posts.address("https://phare.example/?rest_route=/")
    assert "rest_route=%2Fwp%2Fv2%2Fposts" in plain or "rest_route=/wp/v2/posts" in plain
    assert f"per_page={posts.POLLED}" in plain


@pytest.mark.parametrize("said", [{"code": "rest_forbidden", "message": "No."}, [1, "a", None], [{"name": "Rubrique"}], "posts", 7])
def test_other_json_is_no_feed(said: object) -> None:
    with pytest.raises(ParseError) as refusal:
        read(said)
    assert refusal.value.key == "parse.not-feed"


def test_a_site_without_posts_is_an_empty_feed() -> None:
    assert read([]).entries == ()


class TestHostile:
    def test_more_posts_than_wordpress_ever_gives_are_cut(self) -> None:
        found = read([{**POST, "link": f"https://phare.example/{n}"} for n in range(2_000)])
        assert (len(found.entries), found.warnings) == (posts.MAX_POSTS, ("too-many-entries",))

    def test_endless_texts_are_cut(self) -> None:
        [entry] = read([{**POST, "content": {"rendered": "x" * 3_000_000}, "title": {"rendered": "t" * 1_000_000}}]).entries
        assert (len(entry.content_html), entry.title) == (MAX_CONTENT, "t" * 500 + "…")

    @pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "", 7, None, {"a": 1}])
    def test_a_link_that_is_none_falls_back_to_the_guid_or_leaves_the_post_out(self, link: object) -> None:
        assert [entry.url for entry in read([{**POST, "link": link}, POST]).entries][-1] == POST["link"]
        [only] = read([{**POST, "link": link, "guid": {"rendered": "javascript:x"}}, POST]).entries
        assert only.url == POST["link"]

    @pytest.mark.parametrize("text", ["[" * 200_000, '[{"a":' * 100_000, "[" + "9" * 100_000 + "]", "[NaN]", "[{"])
    def test_json_made_to_hurt_is_refused(self, text: str) -> None:
        with pytest.raises(ParseError):
            feeds.parse(text.encode(), URL, "application/json", now=SEEN)

    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*POST, "name"]), inner),
            max_leaves=12,
        )
    )
    def test_whatever_stands_where_it_should_not_is_left_out(self, thing: Any) -> None:
        for name in POST:
            assert read([{**POST, name: thing}, POST]).entries
        assert read([{**POST, "_embedded": dict.fromkeys(POST["_embedded"], thing)}]).entries
