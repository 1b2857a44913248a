"""What an answer says of an article's address."""

from __future__ import annotations

import pytest

from hemera.health.visits import answered, leads_home
from hemera.links import LinkState

HOME = "https://phare.example/"


@pytest.mark.parametrize(
    ("asked", "led", "state"),
    [
        ("https://phare.example/a/1", "", LinkState.ALIVE),
        ("http://phare.example/a/1", "https://www.phare.example/a/1/", LinkState.ALIVE),
        ("https://phare.example/a/1", "https://phare.example/2024/un-bac", LinkState.MOVED),
        ("https://phare.example/a?id=1", "https://phare.example/a?id=2", LinkState.MOVED),
        ("https://phare.example/a/1", "https://shop.example/a/1", LinkState.ALIVE),  # not ours to follow
    ],
)
def test_a_permanent_redirect_to_another_page_of_the_same_site_is_a_move(asked: str, led: str, state: LinkState) -> None:
    assert answered(asked, led) == (state, led if state is LinkState.MOVED else "")


@pytest.mark.parametrize(
    ("asked", "by", "home"),
    [
        ("https://phare.example/a/1", "https://phare.example/", True),
        ("https://phare.example/a/1", "https://www.phare.example", True),
        ("https://phare.example/a/1", "https://phare.example/index.php", True),
        ("https://phare.example/a/1", "https://phare.example/fr/", True),
        ("https://phare.example/a/1", "https://shop.example/", True),
        ("https://phare.example/a/1", "https://phare.example/a/1", False),
        ("https://phare.example/a/1", "https://phare.example/?p=1", False),
        ("https://phare.example/a/1", "https://phare.example/42", False),
        ("https://phare.example/", "https://phare.example/", False),
        ("https://phare.example/fr/", "https://phare.example/fr/", False),
    ],
)
def test_an_address_answered_by_the_front_page_is_as_good_as_gone(asked: str, by: str, home: bool) -> None:
    assert leads_home(asked, by, HOME) is home
