"""How well links to articles are told from others, learned from an outlet's own pages (``bench/article_links.py`` prints it)."""

from __future__ import annotations

import pytest

import article_links
from article_links import TRUTH
from hemera.demo import PressServer

# (articles found of all there are, links taken that are none): reached, and not to be lost again
REACHED = dict.fromkeys(TRUTH, (1.0, 0)) | {
    "ar-jisr": (0.75, 0),  # "previous" and "next" are one-word addresses in a menu
    "fr-crieur-de-kourfa": (1.0, 2),  # pages of the house with a sentence for a name
    "fr-echo-des-passes": (0.8, 1),  # briefs numbered 1 to 3; the front page of the printed issue
    "fr-nouvelles-de-l-erg": (0.9, 0),  # an article at the address of a section
}


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_provincial_papers(name: str) -> None:
    found = article_links.provincial(name)
    least, most = REACHED[name]
    assert (found.recall >= least, len(found.wrong) <= most) == (True, True), found


@pytest.mark.parametrize("alone", [False, True])
def test_little_press(server: PressServer, alone: bool) -> None:
    for found in article_links.press(server, alone=alone):
        assert (found.recall, found.precision) == (1.0, 1.0), found
