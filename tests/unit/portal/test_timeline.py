from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hemera.portal import timeline


def months(count, first=2010):
    return [(f"{first + i // 12}-{i % 12 + 1:02}", i % 5) for i in range(count)]


def test_one_bar_says_nothing():
    assert timeline.draw([], "fr", str, mirrored=False) is None
    assert timeline.draw([("2020-06", 9)], "fr", str, mirrored=False) is None


def test_the_tallest_bar_fills_the_height_and_none_has_no_link():
    drawn = timeline.draw([("2020-05", 4), ("2020-06", 0), ("2020-07", 8)], "fr", lambda name: "?" + name, mirrored=False)
    assert [(b.label, b.x, b.height, b.href) for b in drawn.bars] == [
        ("mai 2020", 0, 50, "?2020-05"),
        ("juin 2020", 10, 0, ""),
        ("juillet 2020", 20, 100, "?2020-07"),
    ]
    assert drawn.path == "M0 100v-50h8v50M20 100v-100h8v100"
    assert (drawn.first, drawn.last, drawn.yearly, drawn.width) == ("mai 2020", "juillet 2020", False, 28)


def test_time_runs_with_the_script():
    drawn = timeline.draw(months(3), "ar", str, mirrored=True)
    assert [b.x for b in drawn.bars] == [20, 10, 0]
    assert drawn.first == "يناير 2010"


def test_long_stretches_go_by_year():
    drawn = timeline.draw(months(61), "en", str, mirrored=False)
    assert drawn.yearly
    assert [b.label for b in drawn.bars] == ["2010", "2011", "2012", "2013", "2014", "2015"]


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=300))
def test_every_article_is_under_a_bar_and_every_bar_in_the_drawing(counts):
    drawn = timeline.draw([(name, n) for (name, _), n in zip(months(len(counts)), counts, strict=True)], "en", str, mirrored=False)
    if not any(counts):
        assert drawn is None
        return
    assert sum(int(b.articles.replace(",", "")) for b in drawn.bars) == sum(counts)
    assert all(0 <= b.height <= 100 and b.x + drawn.thick <= drawn.width for b in drawn.bars)
    assert all(b.height >= 2 for b in drawn.bars if b.href)


def test_periods_in_words():
    assert timeline.period(date(2020, 1, 1), date(2020, 12, 31), "fr") == "2020"
    assert timeline.period(date(2020, 6, 1), date(2020, 6, 30), "fr") == "juin 2020"
    assert timeline.period(date(2020, 6, 12), date(2020, 6, 12), "fr") == "12 juin 2020"
    assert timeline.period(date(2020, 6, 12), None, "en") == "12 June 2020 – …"
    assert timeline.period(date(2020, 1, 1), date(2020, 6, 30), "en") == "1 January 2020 – 30 June 2020"
