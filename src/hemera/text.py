"""Folding: the one form in which words are compared, whoever typed them and on whatever keyboard.

``fold`` works character by character, so it never joins two words and folding twice changes nothing. What it does away
with: case, accents and every other combining mark (harakat included), tatweel, ligatures and presentation forms, bidi and
zero-width controls, typographic apostrophes, the two sets of Arabic digits, and the spellings Arabic writers do not keep
apart: the alefs, ى and ي, ة and ه, the seats of hamza, Persian and Maghribi letter forms.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Longer words (addresses, encoded data) are cut: nobody types them, and term dictionaries should not keep them.
LONGEST = 64

# What Unicode's own decomposition does not say. Values need not be final: they are folded again until nothing changes.
_LETTERS = {
    **dict.fromkeys("ٱٲٳ", "ا"),
    **dict.fromkeys("ىیېےۍ", "ي"),
    **dict.fromkeys("ةۃەھہ", "ه"),
    # مسؤول and مسئول are the same word in Rabat and Cairo: both seats become the bare hamza.
    **dict.fromkeys("ؤئ", "ء"),
    # Letters borrowed for foreign sounds: أگادير and أڭادير are أكادير, ڤيتنام is فيتنام.
    **dict.fromkeys("کڪگڭݣ", "ك"),
    **dict.fromkeys("ڤڥ", "ف"),
    "پ": "ب",
    "چ": "ج",
    "ـ": "",
    "ٴ": "",
    **dict.fromkeys("’‘‛ʼʹ′´`＇", "'"),
    "\u200b": " ",  # zero-width space does separate words, unlike the joiners
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ı": "i",
}


def _fold_once(char: str) -> str:
    if char in _LETTERS:
        return _LETTERS[char]
    category = unicodedata.category(char)
    if category[0] == "M" or category == "Cf":
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(char))
    decomposed = unicodedata.normalize("NFKD", char)
    return decomposed if decomposed != char else char.casefold()


def _fold_char(char: str) -> str:
    while (folded := "".join(map(_fold_once, char))) != char:
        char = folded
    return char


class _Table(dict[int, str]):
    """Fills itself with the characters it meets: a press archive meets a few hundred of the million."""

    def __missing__(self, code: int) -> str:
        folded = _fold_char(chr(code))
        if len(self) < 20_000:
            self[code] = folded
        return folded


_TABLE = _Table()

# Decomposed text writes ؤ and ئ as letter + marks + hamza above. Replacing the letter alone keeps every offset.
SEATS = "\u0648\u0649\u064a\u06cc"
_SEAT = re.compile(f"[{SEATS}](?=[\u064b-\u0653\u0655-\u065f\u0670]*\u0654)")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ELISION = re.compile(r"(?:[ldjcnsmt]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)")


def fold(text: str) -> str:
    """Return the form in which texts are compared. Spaces and punctuation stay."""
    if text.isascii():
        return text.lower().replace("`", "'")
    if "\u0654" in text:
        text = _SEAT.sub("ء", text)
    return text.translate(_TABLE)


def tokens(text: str) -> list[str]:
    """Return the folded words: ``l'``, ``qu'``… dropped before them, English ``'s`` behind them."""
    folded = fold(text)
    if "'" not in folded:
        return [word[:LONGEST] for word in _WORD.findall(folded)]
    found: list[str] = []
    for word in _WORD.findall(folded):
        if "'" in word:
            found += [part for part, _ in _parts(word)]
        else:
            found.append(word[:LONGEST])
    return found


def words(text: str) -> list[tuple[str, int, int]]:
    """Return each of ``tokens(text)`` with where it lies: ``text[start:end]``. For marking words in the true text."""
    return [
        (token, blob.start() + start, blob.start() + end)
        for blob in re.finditer(r"\S+", text)
        for token, start, end in located(blob.group())
    ]


def located(blob: str) -> tuple[tuple[str, int, int], ...]:
    """Return each folded word of what stands between two spaces, with where it lies in it."""
    return _known(blob) if len(blob) <= LONGEST else _located(blob)


def _located(blob: str) -> tuple[tuple[str, int, int], ...]:
    seated = _SEAT.sub("ء", blob)
    # origin[i]: which character of the blob the i-th character of its folded form came from
    origin = [i for i, char in enumerate(seated) for _ in _TABLE[ord(char)]]
    found = []
    for match in _WORD.finditer(seated.translate(_TABLE)):
        for part, at in _parts(match.group()):
            start = match.start() + at
            found.append((part[:LONGEST], origin[start], _end(blob, origin[start + len(part) - 1])))
    return tuple(found)


_known = lru_cache(maxsize=50_000)(_located)  # a press prints the same again and again; what is longer than words is not its


def _end(blob: str, last: int) -> int:
    """Return where a word ends, with the marks and tatweel that follow its last letter."""
    end = last + 1
    while end < len(blob) and not _TABLE[ord(blob[end])]:
        end += 1
    return end


def _parts(word: str) -> list[tuple[str, int]]:
    """Split a folded word at its apostrophes; drop elided articles and the English genitive."""
    elided = _ELISION.match(word)
    at = elided.end() if elided else 0
    word = word[at:].removesuffix("'s")
    found = []
    for part in word.split("'"):
        found.append((part, at))
        at += len(part) + 1
    return found
