"""How well links to articles are told from others, on the little press and the provincial papers, learned from their own pages.

    python bench/article_links.py

prints precision and recall by outlet, and which links are judged wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hemera import clock, urls
from hemera.demo import PressServer, provinces
from hemera.feeds import habits, links
from hemera.feeds.links import Page

# What the addresses of articles look like, by hand: the truth learning is measured against. Videos are articles too.
TRUTH = {
    "ar-jisr": r"^/\d{4}/\d\d/|^/(next|prev)/$",
    "ar-manassa": r"^/(story|live)/",
    "ar-sahil": r"^/\w+/Pages/[\w-]+\.aspx$",
    "ar-sanabil": r"^/NewsDetails\.aspx",
    "ar-suhub": r"/\d+-[\d-]+\.html$",
    "ar-tilal": r"pg=art",
    "ar-waha": r"/\d+-[\w-]+\.html$",
    "fr-crieur-de-kourfa": r"^/\d{4}/\d\d/.*html$",
    "fr-depeche-alfa": r"^/\d{4}/\d\d/\d\d/",
    "fr-echo-des-passes": r"-\d{4}$|^/(Banians|La-fanfare|Le-facteur|Le-requin|Prix-du|Un-quai|breve)(-.*)?$",
    "fr-fil-du-levant": r"/\d{4}/\d\d/\d\d/",
    "fr-la-chaloupe": r"^/(article|video)\.aspx",
    "fr-nouvelles-de-l-erg": r"/item/[\w-]+$|/quinze-ans$",
    "fr-oasis-hebdo": r"file=article&sid=\d+$",
    "fr-rivages-info": r"^/post/",
    "fr-tambour-du-fleuve": r"^/\d{4}/\d\d/",
}


@dataclass(frozen=True)
class Measured:
    """Links of one outlet: those to articles that were found, those that were missed, those taken for articles that are none."""

    outlet: str
    found: frozenset[str]
    missed: frozenset[str]
    wrong: frozenset[str]

    @property
    def recall(self) -> float:
        return len(self.found) / (len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        return len(self.found) / (len(self.found) + len(self.wrong))


def measure(outlet: str, pages: Sequence[Page], articles: set[str]) -> Measured:
    """Learn from the pages, and judge all of their links; ``articles`` are the right ones."""
    learned = habits.learn(pages)
    there = {link.url for page in pages for link in page.links}
    chosen = {link.url for page in pages for link in learned.articles(page)}
    right = there & articles
    return Measured(outlet, frozenset(chosen & right), frozenset(right - chosen), frozenset(chosen - right))


def provincial(name: str) -> Measured:
    """Measure one of the provincial papers, from the links around its articles."""
    pages = [links.read(page.body, page.url, page.content_type) for page in provinces.pages() if page.outlet == name]
    pattern = re.compile(TRUTH[name])
    there = {link.url for page in pages for link in page.links}
    return measure(name, pages, {url for url in there if pattern.search("/" + url.split("/", 3)[3])})


def press(server: PressServer, *, alone: bool = False) -> Iterator[Measured]:
    """Measure the little press, from its front and section pages, or from each front page ``alone``."""
    for name in server.addresses:
        site, pages = server.site(name), []
        for language in site.outlet.languages:
            for heading in ("", *site.sections(language)):
                pieces = tuple(p for p in site.pieces if p.language == language and heading in ("", p.section))[:24]
                page = site.layout.listing(site, heading, pieces, language)
                address = site.section_url(heading, language) if heading else f"{site.base}/"
                pages.append(links.read(page.body, address, page.content_type))
        yield measure(name, pages[:1] if alone else pages, {urls.normalise(site.url(piece)) for piece in site.pieces})


def main() -> None:
    with PressServer(clock.now(), pace=0) as server:
        groups = {
            "little press": list(press(server)),
            "little press, one page": list(press(server, alone=True)),
            "provincial papers": [provincial(name) for name in sorted(TRUTH)],
        }
    for group, found in groups.items():
        good, missed, wrong = (sum(len(getattr(one, name)) for one in found) for name in ("found", "missed", "wrong"))
        precision, recall = good / (good + wrong), good / (good + missed)
        print(f"{group}: {good + missed} links to articles, precision {precision:.3f}, recall {recall:.3f}")
        for one in found:
            doubtful = ", ".join(sorted("/" + url.split("/", 3)[3] for url in one.missed | one.wrong))
            print(f"    {one.outlet:22} P {one.precision:.3f}  R {one.recall:.3f}  {doubtful}")


if __name__ == "__main__":
    main()
