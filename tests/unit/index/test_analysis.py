from __future__ import annotations

import tomllib
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hemera.index import analysis, plurals
from hemera.index.analysis import alike, analysed, arabic, asked, english, french, joined, lacks_terms, stem, stems
from hemera.query.letters import Start
from hemera.text import fold, tokens

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize(
    ("words", "root"),
    [
        ("حكومة الحكومة والحكومة بالحكومة للحكومة وللحكومة وبالحكومة حكومات حكومتها حكومته حكومتهم حكومتين", "حكوم"),
        ("وزير الوزير والوزير للوزير وزيرة", "وزير"),
        ("وطن وطني الوطنية والوطني", "وطن"),
        ("التزام الالتزام بالالتزام والالتزامات", "تزام"),
        ("إلكتروني الإلكترونية بالإلكترونية", "كترون"),
        ("حدث وحدث الحدث", "حدث"),
        ("درهم الدرهم", "درهم"),
        ("بيت بيته البيت", "بيت"),
    ],
)
def test_arabic(words: str, root: str) -> None:
    assert {arabic(fold(word)) for word in words.split()} == {root}


@pytest.mark.parametrize(
    "words",
    [
        "journal journaux",
        "réseau réseaux",
        "national nationale nationaux nationales",
        "français française françaises",
        "premier première premiers premières",
        "annonce annonces annoncer annoncé annoncée annoncées",
        "public publique publics publiques",
        "législatif législative législatives",
        "parisien parisienne parisiennes",
        "travail travaux",
        "loi lois",
    ],
)
def test_french_forms_share_a_stem(words: str) -> None:
    assert len({french(fold(word)) for word in words.split()}) == 1


@pytest.mark.parametrize("words", ["port porte", "cour cours", "pari paris", "fond fonds", "banc banque", "mer mere", "son sons"])
def test_french_words_keep_apart(words: str) -> None:
    assert len({french(word) for word in words.split()}) == 2


def test_english() -> None:
    assert english("elections") == english("election") == "elect"


def test_latin_stems_are_of_their_language() -> None:
    assert stem("elections", "fr") == "f_election"
    assert stem("elections", "en-GB") == "e_elect"
    assert stem("elections", "de") is None
    assert stem("2020", "fr") is None
    assert stem("حكومه", "fr") == "حكوم"
    assert asked("elections") == {"elections", "f_election", "e_elect"}
    assert asked("2020") == {"2020"}
    assert asked("والحكومه") == {"حكوم"}
    assert stems(["les", "elections", "2020"], "fr") == ["f_election"]  # les has no other form


def test_what_is_indexed_of_a_text() -> None:
    assert analysed("L’État,  des élections — 2020 !", "fr") == ("etat des elections 2020", "f_etat f_election 2020")
    assert analysed("قال الوزيرُ: في Rabat", "ar") == ("قال الوزير في rabat", "قال وزير rabat")
    assert analysed("Las elecciones", "es") == ("las elecciones", "las elecciones")
    assert analysed("", "fr") == analysed(" – ", "ar") == ("", "")


@given(st.text(st.sampled_from("abcé'’ .,-\n\u200b\u0640\u064eابةوال1٢ﷺ")), st.sampled_from(["ar", "fr", "en", "de"]))
def test_a_text_is_analysed_as_its_words_are(text: str, language: str) -> None:
    words, terms = analysed(text, language)
    assert words.split() == tokens(text)
    assert terms.split() == analysis.terms(tokens(text), language)


@given(
    st.text(st.sampled_from("ابتةحدرسعفقكلمنهوي"), min_size=1, max_size=12),
    st.text(st.sampled_from("ابتةحدرسعفقكلمنهوي"), min_size=1),
)
def test_a_word_that_shares_a_stem_is_found_by_it(asking: str, printed: str) -> None:
    for searched in (asking, "ال" + asking, "و" + asking):
        for word in (printed, asking, "ال" + asking, asking + "ها"):
            s, p = fold(searched), fold(word)
            shared = stem(s, "ar") is not None and stem(s, "ar") == stem(p, "ar")
            if shared:
                assert set(analysed(p, "ar")[1].split()) & asked(s)


@given(st.text(st.sampled_from("ابتةحدرسعفيقكلمنهوabceélrsx1"), min_size=1, max_size=7), st.sampled_from(["ar", "fr", "en", "de"]))
@example("في", "fr")
@example("de", "en")
@example("the", "ar")
def test_a_word_as_printed_is_among_its_terms_or_sought_as_such(text: str, language: str) -> None:
    for word in tokens(text):
        assert set(analysis.terms([word], language)) & asked(word) or lacks_terms(word)


def test_prepositions_are_put_before_names() -> None:
    assert "بمراكش" in joined("مراكش")
    assert joined("المغرب") == joined("علم") == joined("paris") == ()
    assert alike("ar")("مراكش", "بمراكش")
    assert not alike("ar")("بمراكش", "مراكش")


@given(st.text(st.sampled_from("ابتةحدرسعفقكلمنهويىأإآؤئءabceéèlrsx"), min_size=1, max_size=12))
def test_every_word_has_a_stem_no_longer_than_itself(text: str) -> None:
    for word in tokens(text):
        for language, mark in (("ar", 0), ("fr", 2), ("en", 2)):
            found = stem(word, language)
            if found is None:
                continue
            assert found
            assert len(found) <= len(word) + mark + 1
            assert alike(language)(word, word)


def _has_one(word: str, starts: frozenset[Start]) -> bool:
    return any(word.startswith(start.letters) or (start.anywhere and start.letters in word) for start in starts)


@pytest.mark.parametrize("language", ["ar", "fr", "en", ""])
def test_whatever_answers_a_word_has_letters_it_is_looked_for_by(language: str) -> None:
    pairs = tomllib.loads((DATA / "search-pairs.toml").read_text(encoding="utf-8"))
    listed = [*chain.from_iterable(plurals.arabic()), *chain.from_iterable(plurals.ENGLISH.items()), *analysis._IRREGULAR]
    printed = {word for pair in [*pairs["meet"], *pairs["apart"]] for name in ("asked", "printed") for word in tokens(pair[name])}
    printed |= {form for word in map(fold, listed) for form in (word, "ال" + word, "وال" + word + "هم", word + "s")}
    by_stem: dict[str | None, list[str]] = {}
    for word in printed:
        by_stem.setdefault(stem(word, language), []).append(word)
    forms = alike(language)
    for stemmed, words in by_stem.items():
        for sought in words[:20]:
            assert _has_one(sought, forms.starts(sought))
            assert not stemmed or all(_has_one(word, forms.starts(sought)) for word in words)
            assert all(_has_one(word, forms.starts(sought)) for word in joined(sought))


_ENDS = """
    s es e ee ees er ere eux euse euses eaux aux al if ive ives ique iques ien ienne se sse ing ings ed edly ies ied y ly li
    ational tional ation ations ness fulness ousness iveness iviti ability bility alism aliti ogist ogi ement ment ence ance
    able ible ate iti ous ize ion sion tion eed eedly ying full ful less 's ية ات ون ين ها هم نا ان ه ي ته تها تهم اتها
"""


@given(
    st.text("abceilnorstuvy", min_size=1, max_size=8) | st.text("ابتجحدرسعفقكلمنهوي", min_size=1, max_size=6),
    st.sampled_from(_ENDS.split()),
    st.sampled_from(_ENDS.split()),
    st.sampled_from(["ar", "fr", "en"]),
)
def test_so_has_any_word_made_up(root: str, ending: str, other: str, language: str) -> None:
    for sought in tokens(f"{root}{ending} {root}"):
        for printed in tokens(f"{root}{other} {root}{ending}{other} ال{root} و{root}{other}"):
            if alike(language)(sought, printed):
                assert _has_one(printed, alike(language).starts(sought))
