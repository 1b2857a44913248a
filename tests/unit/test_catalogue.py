"""The catalogue: files in, sources out, and back; what is wrong is named by file, line and key."""

import re
from importlib.resources import files
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import catalogue
from hemera.errors import ConfigError
from hemera.types import Feed, FeedKind, Rights, Source

GOOD = """\
country = "ma"
zone = "Africa/Casablanca"

[[source]]
id = "phare"
name = "Le Phare du Golfe"
home = "https://phare.example/"
languages = ["fr"]
feeds = [
    { url = "https://phare.example/feed" },
    { url = "https://phare.example/plan.xml", kind = "sitemap", enabled = false },
]

[[source]]
id = "sada"
name = "صدى الجنوب"
names = { fr = "L’Écho du Sud" }
home = "https://sada.example/"
languages = ["ar", "fr"]
country = "eg"
zone = "Africa/Cairo"
rights = "link"
gap = 2.5
"""


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        catalogue.parse(text, "sources/ma.toml")
    return str(caught.value)


def named_or_none(text: str) -> bool:
    """Say whether a text is a catalogue, or is refused by the name of its file."""
    try:
        catalogue.parse(text, "x.toml")
    except ConfigError as error:
        return str(error).startswith("x.toml")
    return True


def test_defaults_of_the_file_hold_until_a_source_says_otherwise() -> None:
    phare, sada = catalogue.parse(GOOD, "ma.toml")
    assert (phare.country, phare.zone, phare.rights) == ("ma", "Africa/Casablanca", Rights.EXCERPT)
    assert (sada.country, sada.zone, sada.rights, sada.gap) == ("eg", "Africa/Cairo", Rights.LINK, 2.5)
    assert [(feed.kind, feed.enabled) for feed in phare.feeds] == [(FeedKind.FEED, True), (FeedKind.SITEMAP, False)]
    assert sada.names == {"fr": "L’Écho du Sud"}


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('id = "sada"', 'id = "Sada!"', 15, "id"),
        ('id = "sada"', 'id = "search"', 15, "id"),
        ('id = "sada"', 'id = "2020"', 15, "id"),
        ('id = "sada"', 'id = "phare"', 15, "id"),
        ('id = "sada"', "id = 7", 15, "id"),
        ('home = "https://sada.example/"', 'home = "ftp://sada.example/"', 18, "home"),
        ('languages = ["ar", "fr"]', 'languages = "ar"', 19, "languages"),
        ('languages = ["ar", "fr"]', "languages = []", 19, "languages"),
        ('country = "eg"', 'country = "Egypt"', 20, "country"),
        ('zone = "Africa/Cairo"', 'zone = "Cairo"', 21, "zone"),
        ('rights = "link"', 'rights = "all"', 22, "rights"),
        ("gap = 2.5", 'gap = "2.5"', 23, "gap"),
        ("gap = 2.5", "gap = -1", 23, "gap"),
        ("gap = 2.5", "gaps = 2.5", 23, "gaps"),
        ("gap = 2.5", 'images = "no"', 23, "images"),
        ('kind = "sitemap"', 'kind = "map"', 11, "kind"),
        ('kind = "sitemap"', 'sort = "sitemap"', 11, "sort"),
        ('url = "https://phare.example/feed"', 'url = "feed"', 10, "url"),
        ('{ url = "https://phare.example/feed" }', '"https://phare.example/feed"', 9, "feeds"),
        ('{ url = "https://phare.example/feed" }', "{ enabled = true }", 9, "feeds"),
        ("enabled = false", 'enabled = "no"', 11, "enabled"),
        ("enabled = false", 'articles = "["', 11, "articles"),
        ('names = { fr = "L’Écho du Sud" }', 'names = "x"', 17, "names"),
        ('names = { fr = "L’Écho du Sud" }', 'sections = ["x"]', 17, "sections"),
        ('zone = "Africa/Cairo"', 'zone = ["Africa/Cairo"]', 21, "zone"),
        ('rights = "link"', 'rights = ["link"]', 22, "rights"),
        ('country = "ma"', 'land = "ma"', 1, "land"),
    ],
)
def test_what_is_wrong_is_named_by_file_line_and_key(old: str, new: str, line: int, key: str) -> None:
    message = refusal(GOOD.replace(old, new, 1))
    assert message.startswith(f"sources/ma.toml, line {line}: {key} "), message


def test_sources_that_are_no_tables_are_refused() -> None:
    assert "source must be tables" in refusal('[source]\nid = "phare"')
    assert "source must be tables" in refusal("source = 3")


def test_a_remark_behind_a_heading_does_not_hide_the_line() -> None:
    text = GOOD.replace("[[source]]", "[[source]]  # an outlet").replace("gap = 2.5", "gap = -1")
    assert ", line 23: gap" in refusal(text)


def test_a_missing_key_is_named_with_the_line_its_source_begins_at() -> None:
    message = refusal(GOOD.replace('name = "صدى الجنوب"\n', ""))
    assert message.startswith("sources/ma.toml, line 14: name is missing"), message


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    assert re.match(r"sources/ma\.toml: .*line 6", refusal(GOOD.replace('name = "Le Phare du Golfe"', "name = Le Phare")))


def test_a_source_stands_in_one_file_only() -> None:
    with pytest.raises(ConfigError, match=r"phare.*ma\.toml"):
        catalogue.merge([("ma.toml", GOOD), ("own.toml", GOOD)])


# -- out and in again --------------------------------------------------------------------------------------------------

printable = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).filter(str.strip)
written = st.text(st.characters(codec="utf-8"), max_size=30)  # line breaks and quotes too
slugs = st.from_regex(r"[a-z][a-z0-9-]{0,20}[a-z]", fullmatch=True).filter(lambda s: s not in catalogue.RESERVED)
addresses = st.from_regex(r"https?://[a-z]{1,10}\.example/[a-z?=&\"'\\é]{0,20}", fullmatch=True)
feeds = st.builds(
    Feed, url=addresses, kind=st.sampled_from(FeedKind), enabled=st.booleans(),
    language=st.none() | printable, section=st.none() | printable, articles=st.none() | printable.map(re.escape),
)  # fmt: skip
sources = st.builds(
    Source, id=slugs, name=printable, home=addresses,
    languages=st.lists(printable, min_size=1, max_size=3).map(tuple),
    country=st.sampled_from(["ma", "tn", "fr"]), zone=st.sampled_from(sorted(available_timezones())),
    feeds=st.lists(feeds, max_size=3).map(tuple), names=st.dictionaries(printable, printable, max_size=2),
    rights=st.sampled_from(Rights), images=st.booleans(), enabled=st.booleans(),
    sections=st.dictionaries(printable, printable, max_size=2),
    gap=st.none() | st.floats(0, 1e6), loopback=st.booleans(), notes=written,
)  # fmt: skip


@given(st.lists(sources, max_size=3, unique_by=lambda source: source.id))
def test_what_is_written_is_read_back_the_same(some: list[Source]) -> None:
    assert list(catalogue.parse(catalogue.dump(some), "x.toml")) == some


@given(st.text(max_size=60))
def test_any_text_is_a_catalogue_or_a_named_refusal(text: str) -> None:
    assert named_or_none(text)


@given(st.sampled_from(GOOD.splitlines()), st.integers(0, 40), st.sampled_from(['"', "]", "{", "=", "1", "[[source]]", "\n", "'"]))
def test_a_catalogue_with_a_slip_of_the_pen_is_read_or_refused_by_name(line: str, at: int, slip: str) -> None:
    broken = line[:at] + slip + line[at:]
    assert named_or_none(GOOD.replace(line, broken, 1))


# -- the starter catalogues --------------------------------------------------------------------------------------------


def test_the_starter_catalogues_are_whole_and_every_feed_waits_to_be_asked() -> None:
    texts = [(item.name, item.read_text(encoding="utf-8")) for item in (files("hemera") / "starter").iterdir()]
    merged = catalogue.merge(texts)
    assert {name for name, _ in texts} == {"ma.toml", "dz.toml", "tn.toml", "eg.toml", "fr.toml"}
    assert all(source.feeds and not feed.enabled for source in merged for feed in source.feeds)
    assert {source.rights for source in merged} == {Rights.EXCERPT}
    assert all(source.country == name.removesuffix(".toml") for name, text in texts for source in catalogue.parse(text, name))
    assert all("none of these addresses had been asked" in text for _, text in texts)
