"""The language an article is in, and the paragraphs that are in another: a law quoted in French, a statement given in English.

A reader is told a paragraph's language only where it is sure, for a wrong one is worse than none: screen readers take their voice
from it, browsers hyphens and direction. Another script is certain at any length. Among languages that share one, a paragraph
must be long, have next to none of the commonest words of the article's language, and be told by two witnesses: the model, and
the commonest words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from hemera import languages
from hemera.extract.page import Page
from hemera.languages import Letters
from hemera.types import Block, BlockKind

_SAMPLED, _SAMPLE = 8, 60  # blocks, and characters of each: a text that opens with a quotation is told by what follows
_EVIDENT = 6  # different common words of the language expected, and twice those of any other: no model is needed
_LOOKED_AT = 160  # characters of a block by which most are known to be in the article's language
_SHARE = 0.75  # of a block's letters that are of one script
_FEWEST = 8  # letters of another script: less is a name, a unit or a formula
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.ITEM})
_LONG = 80  # letters from which a paragraph is told from one in another language of the same script
_LONGER = 160  # letters, for a language whose commonest words are not known here
_SURE, _VERY_SURE = 0.85, 0.95
_OWN = 2  # different words of the article's language that make a paragraph its own
_WITNESSES = 3  # different words of another that confirm the model
_SHORT = 40  # letters from which the model is asked about another script
_GUESS = 0.5
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u2c60-\uffff]")

# The commonest words of a language that the others here seldom write.
_COMMON = {
    code: frozenset(words.split())
    for code, words in {
        "fr": "les des et est dans une du qui pour pas sur au par avec ce il ils elle sont ne ont aux cette être leur nous vous"
        " mais où sans c’est qu’il d’une d’un c'est qu'il d'une d'un était été ses ces",
        "en": "the of and to is was were that for with his her their they it by from this have has had not are be will would which"
        " who been an at or we you but",
        "es": "el los las y del por con una para es como más pero sus lo al fue ha son está ser también este entre cuando muy sin",
        "pt": "o os e do da dos das em um uma para com não mais como mas foi ao ele são pelo pela também ser tem seu sua já",
        "it": "il di che e gli della dei delle per con una non sono del alla nel è anche più come ma si dal ha nella questo",
        "de": "der die das und den von zu mit sich dem nicht ein eine auch auf für ist im als wie wird sind noch bei einen aus hat",
    }.items()
}


class Told(NamedTuple):
    """An article's language, and its blocks with theirs where that differs."""

    language: str
    blocks: tuple[Block, ...]


def told(title: str, blocks: tuple[Block, ...], prior: Sequence[str] = ()) -> Told:
    """Tell the language of an article and of the blocks that are surely in another. Texts stay as they are.

    ``prior`` names the languages to expect, likeliest first. A tenth of a millisecond.
    """
    sample = " ".join([title, *(block.text[:_SAMPLE] for block in blocks[:_SAMPLED])])
    script = languages.letters(sample).script
    language = _evident(sample, prior) if script == "latin" else ""
    language = language or languages.detect(sample, prior)[0]
    common = _COMMON.get(language, frozenset()) if script == "latin" else frozenset()
    return Told(
        language, tuple(b if _is_own(b.text[:_LOOKED_AT], script, common) else _marked(b, language, script) for b in blocks)
    )


def expected(page: Page) -> list[str]:
    """Return the languages to expect: ``<html lang>`` is the site's, often not the article's, and only the first guess."""
    entry = page.hints.entry
    said = [languages.primary(page.language), entry.language if entry else None, *page.hints.languages]
    return [code for code in dict.fromkeys(said) if code]


def _evident(sample: str, prior: Sequence[str]) -> str:
    """Return the language expected where its commonest words leave no doubt; "" where the model is to be asked."""
    expected = next((code for code in prior if code in _COMMON), "")
    found = {code: len(words) for code, words in _witnesses(sample).items()}
    most = found.pop(expected, 0)
    return expected if most >= _EVIDENT and most >= 2 * max(found.values()) else ""


def _witnesses(text: str) -> dict[str, frozenset[str]]:
    """Return the common words of each language that a text holds."""
    words = text.lower().split()
    return {code: common.intersection(words) for code, common in _COMMON.items()}


def _is_own(beginning: str, script: str, common: frozenset[str]) -> bool:
    """Say, in a microsecond or two, whether a block begins as the article's language is written."""
    if script != "latin":
        return languages.letters(beginning).script in {script, ""}
    latin = beginning.isascii() or _BEYOND_LATIN.search(beginning) is None
    return latin and (len(beginning) < _LONG or not common or len(common.intersection(beginning.lower().split())) >= _OWN)


def _marked(block: Block, language: str, script: str) -> Block:
    found = languages.letters(block.text)
    if found.script == script:
        code = _foreign(block.text, found, language) if block.kind in _PROSE else ""
    else:
        code = _of_script(block.text, found) if script else ""
    return replace(block, language=code) if code and code != language else block


def _foreign(text: str, found: Letters, language: str) -> str:
    """Return the other language a long paragraph in the article's script is surely in; "" where it is not sure."""
    witnesses = _witnesses(text)
    if found.total < _LONG or len(witnesses.get(language, text)) >= _OWN:  # the words of a language not listed are never few
        return ""
    code, sure = languages.detect(text)
    if code not in witnesses:
        return code if sure >= _VERY_SURE and found.total >= _LONGER else ""
    return code if sure >= _SURE and len(witnesses[code]) >= _WITNESSES else ""


def _of_script(text: str, found: Letters) -> str:
    """Return the language of a block in another script than the article's; "" where its letters are mixed, few, or of names."""
    if found.total < _FEWEST or found.most < _SHARE * found.total:
        return ""
    code, sure = languages.detect(text)
    if found.script in {"arabic", "tifinagh"}:
        return code
    witnesses = {other: len(words) for other, words in _witnesses(text).items()}
    own = witnesses.pop(code, 0)
    if own >= _OWN and own > max(witnesses.values()):
        return code if sure >= _GUESS else ""
    known = code in _COMMON
    return code if found.total >= _SHORT and sure >= (_VERY_SURE if not known else _SURE) and (own or not known) else ""
