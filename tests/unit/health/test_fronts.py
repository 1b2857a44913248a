"""Whose a front page is: one sign is the source's own affair, signs of different kinds at two looks are somebody else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.health import fronts
from hemera.health.fronts import AGAIN, Identity, Look, Sign, Standing, after_look

NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
KNOWN = Identity("https://phare.example/", ("Le Phare du Golfe", "منارة الخليج"), ("fr", "ar"), ("/a/N",))
LOOK = Look(
    "https://phare.example/",
    "Le Phare",
    "Le Phare du Golfe – accueil",
    "fr",
    ("/a/N", "/politique", "/culture"),
    ('div[class~="une"]', 'ul[class~="teasers"]', "main"),
    links=40,
)
OTHERS = {  # how a look is changed so that it has a sign
    Sign.ADDRESS: {"url": "https://rivage.example/"},
    Sign.NAME: {"name": "Tyre World", "title": "Tyre World Superstore"},
    Sign.LANGUAGE: {"language": "en"},
    Sign.LINKS: {"shapes": ("/shop/SN", "/cart")},
    Sign.LAYOUT: {"marks": ('ol[class~="offers"]', 'div[class~="grid"]')},
    Sign.PARKED: {"parked": True},
}
ENOUGH = [
    {Sign.NAME, Sign.ADDRESS},
    {Sign.NAME, Sign.LANGUAGE},
    {Sign.NAME, Sign.LINKS},
    {Sign.NAME, Sign.LAYOUT},
    {Sign.NAME, Sign.PARKED},
    {Sign.PARKED, Sign.ADDRESS},
    {Sign.PARKED, Sign.LANGUAGE},
    {Sign.PARKED, Sign.LINKS},
    {Sign.PARKED, Sign.LAYOUT},
]


def changed(*signs: Sign) -> Look:
    look = LOOK
    for sign in signs:
        look = replace(look, **OTHERS[sign])
    return look


def known(hours: float = 0) -> Standing:
    return after_look(Standing(), LOOK, KNOWN, NOW - timedelta(days=1) + timedelta(hours=hours))


def test_a_first_look_is_what_the_source_is() -> None:
    standing = known()
    assert standing.identity is not None
    assert (standing.signs, standing.suspected_at, standing.identity.marks) == ((), None, LOOK.marks)
    assert standing.good_at == NOW - timedelta(days=1)


@pytest.mark.parametrize("sign", Sign)
def test_one_sign_alone_raises_no_suspicion(sign: Sign) -> None:
    after = after_look(known(), changed(sign), KNOWN, NOW)
    assert (set(after.signs), after.suspected_at) == ({sign}, None)


@pytest.mark.parametrize("pair", list(combinations(Sign, 2)), ids="+".join)
def test_two_signs_are_enough_where_one_says_who_it_is(pair: tuple[Sign, Sign]) -> None:
    assert (after_look(known(), changed(*pair), KNOWN, NOW).suspected_at is not None) is (set(pair) in ENOUGH)


def test_a_newspaper_drawn_anew_under_its_name_at_another_address_is_itself() -> None:
    after = after_look(known(), changed(Sign.ADDRESS, Sign.LINKS, Sign.LAYOUT), KNOWN, NOW)
    assert after.suspected_at is None


def test_another_tongue_layout_and_links_together_are_somebody_elses_under_the_old_name() -> None:
    assert after_look(known(), changed(Sign.LANGUAGE, Sign.LINKS, Sign.LAYOUT), KNOWN, NOW).suspected_at == NOW


def test_a_suspicion_is_confirmed_by_a_look_hours_later_and_counts_from_the_first() -> None:
    shop = changed(Sign.NAME, Sign.LANGUAGE, Sign.LINKS)
    first = after_look(known(), shop, KNOWN, NOW)
    soon = after_look(first, shop, KNOWN, NOW + timedelta(hours=1))
    later = after_look(soon, shop, KNOWN, NOW + AGAIN)
    assert first.is_suspected
    assert soon.is_suspected
    assert (later.hijacked_at, later.suspected_at, later.is_suspected) == (NOW, NOW, False)
    assert later.identity == known().identity


def test_a_suspicion_passes_with_the_next_good_look_and_a_hijack_does_not() -> None:
    shop = changed(Sign.NAME, Sign.LANGUAGE, Sign.LINKS)
    suspected = after_look(known(), shop, KNOWN, NOW)
    assert after_look(suspected, LOOK, KNOWN, NOW + AGAIN).suspected_at is None
    taken = after_look(suspected, shop, KNOWN, NOW + AGAIN)
    back = after_look(taken, LOOK, KNOWN, NOW + 2 * AGAIN)
    assert (back.hijacked_at, back.signs) == (NOW, ())


def test_a_wall_without_links_says_nothing_either_way() -> None:
    wall = Look("https://phare.example/", "", "Just a moment …", "en", links=1)
    assert after_look(known(), wall, KNOWN, NOW).suspected_at is None
    suspected = after_look(known(), changed(Sign.NAME, Sign.LANGUAGE), KNOWN, NOW)
    assert after_look(suspected, wall, KNOWN, NOW + AGAIN).is_suspected


def test_a_domain_for_sale_needs_no_links() -> None:
    sale = Look("https://phare.example/", "", "phare.example – this domain is for sale", "en", links=0, parked=True)
    assert after_look(known(), sale, KNOWN, NOW).suspected_at == NOW


def test_a_source_that_changes_step_by_step_stays_itself() -> None:
    standing = known()
    for sign in (Sign.LAYOUT, Sign.LINKS, Sign.LANGUAGE):
        standing = after_look(standing, changed(sign), KNOWN, NOW)
    assert standing.identity is not None
    assert standing.suspected_at is None
    assert "en" in standing.identity.languages


def test_a_name_in_another_script_of_the_catalogue_is_the_same() -> None:
    arabic = replace(LOOK, name="منارة الخليج", title="منارة الخليج", language="ar")
    assert after_look(known(), arabic, KNOWN, NOW).signs == ()


texts = st.text(max_size=30)
looks = st.builds(
    Look, st.just("https://phare.example/"), texts, texts, st.sampled_from(["", "fr", "en"]), st.tuples(texts), st.tuples(texts),
    st.integers(0, 50), st.booleans(),
)  # fmt: skip


@given(st.lists(looks, max_size=4))
def test_whatever_is_seen_is_stored_and_read_back(seen: list[Look]) -> None:
    standing = Standing()
    for n, look in enumerate(seen):
        standing = after_look(standing, look, KNOWN, NOW + n * AGAIN)
    moments = {name: getattr(standing, name) for name in ("good_at", "suspected_at", "hijacked_at")}
    assert fronts.of_json(json.loads(json.dumps(fronts.to_json(standing))), **moments) == standing
