"""Pages made to hurt: what is too deep, too long or too many is cut or made flat, by name, in bounded time, and the article stays.

Each is read as a page of no known layout, then by the template learned for its layout; some are learned from.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache, partial

import pytest
from a_layout import ARTICLE, HINTS, MOST, READINGS, THINGS, URL, codes, learned, page, read, sample, script, text, title
from hypothesis import given, settings
from hypothesis import strategies as st

from hemera import bounds
from hemera.errors import ConfigError, ExtractError
from hemera.extract import Template, extract, learn, templates
from hemera.extract.page import parse


def test_the_template_reads_its_layout() -> None:
    """What is below would prove nothing otherwise."""
    found = read(page(), "learned")
    assert (found.origins["blocks"], found.title, found.text.split("\n"), found.doubts) == ("template", title(), text(), ())


# --- too deep, too long, too many ---------------------------------------------------------------------------------------

NESTS = ("<div>", "<b>", "<font><a>", "<table><tr><td>", "<ul><li>")
COPIES = "".join(f"<b id={n}>" for n in range(1_500)) + "</p>" + "<p>x</p>" * 1_500
DEEP = '{"@type":"NewsArticle","a":' * 10_000 + "1" + "}" * 10_000


def nested(nest: str) -> str:
    return page(nest * (20_000 // nest.count("<")) + "au fond")


HARMS: dict[str, Callable[[], str]] = {
    **{f"20,000 tags: {nest}": partial(nested, nest) for nest in NESTS},
    "20,000 tags, closed, before the text": lambda: page(before="<div>" * 20_000 + "</div>" * 20_000),
    "100,000 tags, behind the text": lambda: page("<div>" * 100_000),
    "100,000 tags with ends of others": lambda: page("<div></i>" * 100_000),
    "formatting opened anew in each paragraph": lambda: page(COPIES),
    "50 MB of text": lambda: page("<p>" + "mot " * 13_000_000),
    "a title of 1 MB": lambda: page(head=f"<title>{'t ' * 500_000}</title><meta name='og:title' content='{'x' * 1_000_000}'>"),
    "a heading of 1 MB beside the title": lambda: page(before=f"<h2>{'intertitre ' * 100_000}</h2>"),
    "JSON-LD 10,000 deep": lambda: page(head=script(DEEP)),
    "5 MB of JSON-LD 10,000 deep": lambda: page(head=script(DEEP.replace("1", f'"{"z" * 5_000_000}"'))),
    "JSON-LD lists 100,000 deep": lambda: page(head=script("[" * 100_000)),
    "8,000 articles of JSON-LD": lambda: page(head=script([ARTICLE | {"author": [{"name": "n"}] * 4} for _ in range(8_000)])),
    "100,000 attributes": lambda: page(f"<p {' '.join(f'a{n}=x' for n in range(100_000))}>fin</p>"),
    "one attribute 100,000 times": lambda: page("<p " + "class='entry-body' " * 100_000 + ">fin</p>"),
    "100,000 classes": lambda: page(f"<p class='{' '.join(f'c{n}' for n in range(100_000))}'>fin</p>"),
    "a picture inside the page": lambda: page(f'<img src="data:image/png;base64,{"A" * 100_000}==">'),
    "30,000 meta": lambda: page(head="<meta name='date' content='x'>" * 30_000),
    "30,000 links": lambda: page("<a href='/ville/passerelle-5?page=2'>2</a>" * 30_000),
    "30,000 dates": lambda: page("<time datetime='2020-01-01'>1er janvier 2020</time>" * 30_000),
    "a comment without end": lambda: page("<!--" + "x" * 5_000_000),
    "100,000 comments": lambda: page("<!---->" * 100_000),
    "100,000 entities": lambda: page("<p>" + "&nbsp;&#x202E;&zwnj;" * 100_000),
}  # fmt: skip


CUT = {
    "50 MB of text",
    "100,000 tags, behind the text",
    "100,000 tags with ends of others",
    "100,000 attributes",
}  # what is not read is named
LEARNED_FROM = (
    "20,000 tags: <div>",
    "formatting opened anew in each paragraph",
    "a title of 1 MB",
    "5 MB of JSON-LD 10,000 deep",
    "100,000 classes",
)


@cache
def harm(name: str) -> str:
    return HARMS[name]()


@pytest.mark.parametrize("reading", READINGS)
@pytest.mark.parametrize("name", HARMS)
def test_the_article_is_read_all_the_same(name: str, reading: str) -> None:
    found = read(harm(name), reading)
    assert found.title == title()
    assert [line for line in text() if line not in found.text] == []
    assert found.published is not None
    assert found.published.isoformat() == "2026-11-20T10:15:00+01:00"
    assert len(found.text) <= 40_000
    assert codes(found) <= {"body.cut", "body.unsure", "template.unknown", "template.refused"}
    assert name not in CUT or "body.cut" in codes(found)


@pytest.mark.parametrize("reading", READINGS)
def test_a_title_without_end(reading: str) -> None:
    found = read(page(heading="titre " * 200_000), reading)
    assert found.title.startswith("Le marché couvert") or len(found.title) <= 1_000
    assert text()[0] in found.text


def test_nothing_is_left_out_of_a_page_of_tags_left_open() -> None:
    raw = page(before="<div><font>" * 6_000).encode()
    tame, is_cut, _ = bounds.bounded(raw)
    assert (is_cut, tame.count(b"<"), tame.count(b"<div") < 200) == (False, raw.count(b"<"), True)
    assert {node.text() for node in parse(*sample(raw)).tree.css("p")} >= set(text())


@pytest.mark.parametrize(
    "raw",
    [
        "<!-- <div -->" * 21_000 + "<p>fin",
        "<script>if (a<b && b<div) {'</div>'}</script>" * 15_000 + "<p>fin",
        "<a title='<div><b'>x</a>" * 21_000 + "<p>fin",
        "<DIV\nclass=x/>" * 21_000 + "</DIV >" * 21_000 + "<p>fin",
    ],
)
def test_tags_are_renamed_where_they_truly_stand(raw: str) -> None:
    """A comment, a script or an attribute that holds what looks like a tag ends where it did."""
    tree = parse(*sample(raw)).tree
    assert tree.css("p")[-1].text() == "fin"
    assert set((tree.body.text() if tree.body else "").removesuffix("fin")) <= {"x"}


@pytest.mark.parametrize("way", ["<b id={}>", "<b id='>{}'>", "<FONT size={}>", "<b title='<b {}'>"])
def test_formatting_is_not_copied_without_end(way: str) -> None:
    """60 kB of it would fill four gigabytes."""
    raw = "<p>" + "".join(way.format(n) for n in range(900)) + "</p>" + "<p>x</p>" * 900
    assert len(parse(*sample(raw)).tree.css("b, font")) <= 1


def test_formatting_of_a_few_ways_is_kept() -> None:
    raw = "<p>" + "".join(f"<b class=c{n % 9}>mot</b> <i>mot</i>" for n in range(3_000)) + "</p>"
    assert len(parse(*sample(raw)).tree.css("b")) == 3_000


@pytest.mark.parametrize("name", LEARNED_FROM)
def test_a_hostile_page_among_those_a_layout_is_learned_from(name: str) -> None:
    start = time.process_time()
    found = learn([*(sample(page(number=number), number) for number in range(4)), sample(harm(name))])
    assert time.process_time() - start < MOST
    assert [templates.of_toml(templates.to_toml(one)) for one in found] == list(found)
    again = extract(*sample(page()), found)
    assert (again.origins["blocks"], again.title, again.text.split("\n")) == ("template", title(), text())


def test_a_layout_of_hostile_pages_alone() -> None:
    names = ("formatting opened anew in each paragraph", "JSON-LD 10,000 deep", "100,000 classes", "a title of 1 MB")
    pages = [sample(harm(name).replace(title(), f"{THINGS[n]} ferme"), n) for n, name in enumerate(names)]
    for one in learn(pages):
        assert templates.of_toml(templates.to_toml(one)) == one
        assert text()[0] in extract(*pages[0], (one,)).text


# --- selectors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "selector",
    [
        "div div div p", "p b i", "[a] [b] [c]", "a\tb\nc", "a b, c d e", "section > div div p", "p ~ p", "p + p", "p:has(b)",
        "p:not(a b)", "p:nth-child(2)", "div/*[*/ div div div/*]*/", "a/**/ b c", '[a="\\"] b c d"]', "p" * 501,
    ],
)  # fmt: skip
def test_selectors_that_may_take_minutes_are_refused(selector: str) -> None:
    """Two steps of any length take cubic time on a page that is deep."""
    with pytest.raises(ConfigError, match=r"too costly a selector"):
        templates.of_toml(templates.to_toml(Template("phare", "x", container=selector)))


@pytest.mark.parametrize(
    "selector",
    [
        "p span.more, li span.more",
        "article > div p",
        "div:not(.ad) > p",
        '[class~="a b c d"] p',
        "",
        "a > b > c > d e",
        'p[id="x>y z"]',
    ],
)
def test_selectors_of_one_long_step_are_taken(selector: str) -> None:
    assert templates.of_toml(templates.to_toml(Template("phare", "x", container=selector))).container == selector


def test_too_many_long_steps_are_refused() -> None:
    few, many = (Template("phare", "x", decoration=("p span", "li b, p b") * count) for count in (10, 50))
    assert templates.of_toml(templates.to_toml(few)) == few
    with pytest.raises(ConfigError, match=r"too many"):
        templates.of_toml(templates.to_toml(many))


def test_a_template_by_hand_on_a_deep_page() -> None:
    one = learned()[0]
    steps = ("nav div", "nav span", "section i", "section b", "header div", "header b")
    slow = templates.of_toml(templates.to_toml(Template(**{
        name: getattr(one, name) for name in ("source", "layout", "pages", "marks", "container", "accepted", "paths")
    }, decoration=steps)))  # fmt: skip
    start = time.process_time()
    found = extract(*sample(page("<div>" * 50_000)), (slow,))
    assert time.process_time() - start < MOST
    assert found.text.split("\n") == text()


# --- anything -----------------------------------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from([
    "<p>", "</p>", "<table>", "<td>", "</td>", "<b>", "<br>", "<time datetime='2020-01-01'>", "<h1>", "</h1>", "</script>", "{",
    "<script type='application/ld+json'>", "'>",
    '{"@type":"NewsArticle","headline":[{}],"author":3,"image":[[]],"datePublished":{}}',
    "<meta property='og:title' content='", "<figure><img src='//'>", "<figcaption>", "<a href='http://['>", "texte", "نص", "14:05",
    "12 juin 2020", "Par Zohra Benmalouk", "<link rel=canonical href='http://[::1'>", "<!--", "<font size='x'>", "<title>",
    "<base href='::'>", "&#xFFFF;", "\ud800", "<svg>", "<body>", "</html>", "<frameset>",
])  # fmt: skip


@settings(max_examples=60)
@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_any_page_gives_an_article_or_a_named_error(html: str) -> None:
    try:
        found = extract(html.encode("utf-8", "replace"), "", URL, HINTS)
    except ExtractError:
        return
    assert found.url.startswith("https://phare.example/")
    assert found.published is None or found.published.tzinfo is not None
