from __future__ import annotations

import html
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera import charset, mojibake

DATA = tomllib.loads((Path(__file__).parents[1] / "data" / "encodings.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = DATA["case"]
TEXTS: dict[str, list[str]] = DATA["texts"]
SCRAPS: dict[str, list[str]] = DATA["scraps"]
BOMS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


# --- pages from cases


def read_as(raw: bytes, codec: str) -> str:
    """Read bytes as browsers do: one that has no letter is the control of its number."""
    return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in raw)


def misread(text: str, how: str) -> str:
    """Do to a text what a content system did: "A as B", entities for letters, or trimmed no-break spaces."""
    if how == "entities":
        return "".join(f"&{html.entities.codepoint2name[ord(c)]};" if ord(c) in html.entities.codepoint2name else c for c in text)
    if how == "spaces":
        return text.replace("\xa0", " ")
    written, read = how.split(" as ")
    return read_as(text.encode(written), read)


def page(case: dict[str, Any], paragraphs: list[str], markup: str) -> str:
    """Return a page's head and body; of three comments, one declares what is not so."""
    comments = "<!-- <meta charset='utf-16'> -->" + f"<!--{'x' * (case['comments'] - 40)}-->" if "comments" in case else ""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={case["meta"]}">' if "meta" in case else ""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head>{comments}{meta}<title>{paragraphs[0]}</title></head><body>{markup}{body}"


def paragraphs_of(case: dict[str, Any]) -> list[str]:
    return TEXTS[case["text"]] if isinstance(case["text"], str) else case["text"]


def body_of(case: dict[str, Any]) -> bytes:
    """Return the bytes a server sends."""
    held = paragraphs_of(case)
    for how in case.get("misread", ()):
        held = [misread(text, how) for text in held]
    raw = page(case, held, case.get("markup", "")).encode(case["encoding"])
    for text in case.get("paste", {}).get("text", ()):
        raw += b"<p>" + text.encode(case["paste"]["encoding"]) + b"</p>"
    raw = re.sub(rb"\[\[(..)\]\]", lambda byte: bytes.fromhex(byte[1].decode()), raw) + "</body></html>".encode(case["encoding"])
    mark = BOMS[case["encoding"]] if case.get("bom") else bytes.fromhex(case.get("prefix", ""))
    return mark + raw[: len(raw) - case.get("cut", 0)]


def header_of(case: dict[str, Any]) -> str:
    return f"text/html; charset={case['header']}" if "header" in case else "text/html"


def wanted(case: dict[str, Any]) -> str:
    """Return the text a reader should get."""
    text = page(case, case.get("want") or paragraphs_of(case), case.get("want-markup", case.get("markup", "")))
    text += "".join(f"<p>{pasted}</p>" for pasted in case.get("paste", {}).get("text", ())) + "</body></html>"
    return re.sub(r"\[\[..\]\]", "\ufffd", text if "want" not in case else text.removesuffix("</p></body></html>"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_bytes_say(case: dict[str, Any]) -> None:
    got = charset.read(body_of(case), header_of(case))
    assert got.text == wanted(case)
    assert got.damage == case.get("mark", "")
    assert got.encoding == case.get("used", case["encoding"]).replace("utf-16-", "utf-16")
    assert got.declared == case.get("header", case.get("meta", "")).lower()
    assert got.count == case["count"] if "count" in case else bool(got.count) == bool(got.damage)


def test_a_long_head_of_scripts_does_not_hide_what_the_page_is_in() -> None:
    page = f"<html><head><script>{'x();' * 60_000}</script></head><body><p>{'</p><p>'.join(TEXTS['ar'])}</p></body></html>"
    assert charset.decode(page.encode("cp1256"), "text/html; charset=iso-8859-1") == page


def test_odd_codecs_of_python_cannot_be_declared() -> None:
    assert charset.read(b"caf\xe9 \\x41", "text/html; charset=unicode_escape").text == "café \\x41"


# --- bytes at large


def pieces() -> Iterator[bytes]:
    """Yield markup, words in every encoding and in every misreading, and bytes that belong nowhere."""
    yield from (text.encode() for text in SCRAPS["markup"])
    yield from (bytes.fromhex(raw) for raw in SCRAPS["bytes"])
    for word in SCRAPS["words"]:
        yield from (word.encode(codec, "replace") for codec in ("utf-8", "cp1252", "cp1256"))
        yield from (misread(word, how).encode() for how in ("utf-8 as cp1252", "utf-8 as cp1256", "entities"))
        yield misread(misread(word, "utf-8 as cp1252"), "utf-8 as cp1252").encode()
    yield from (misread(word, "cp1256 as cp1252").encode() for word in SCRAPS["arabic"])


bodies = st.binary(max_size=60) | st.lists(st.sampled_from(list(pieces())), max_size=40).map(b"".join)


@given(
    bodies,
    st.sampled_from(["", "text/html; charset=utf-8", "text/html; charset=hex", "a/b; charset=\u0660", "; charset=windows-1256"]),
)
def test_anything_decodes(body: bytes, header: str) -> None:
    got = charset.read(body, header)
    assert got.text.encode("utf-8").decode("utf-8") == got.text == charset.decode(body, header)
    assert bool(got.count) == bool(got.damage)


@given(bodies)
def test_mending_twice_changes_nothing_more(body: bytes) -> None:
    once = mojibake.mend(body.decode("utf-8", "surrogateescape"))
    twice = mojibake.mend(once.text)
    assert (twice.text, twice.repaired, twice.suspected) == (once.text, 0, once.suspected)


@given(st.lists(st.sampled_from(SCRAPS["right"]), min_size=1, max_size=30), st.sampled_from([" ", "</p><p>", "\xa0", ' "']))
def test_what_is_written_right_stays(words: list[str], between: str) -> None:
    text = between.join(words)
    assert mojibake.mend(text) == mojibake.Mended(text)
    assert charset.read(f"<p>{text}</p>".encode(), "text/html; charset=iso-8859-1").text == f"<p>{text}</p>"


@given(st.text(alphabet="aeèéàçùÉÀÇœŒabcdefg ’«»…,.–€ابتثجحخدقعغطظ،؛؟ ", max_size=200))
def test_letters_in_any_order_stay_unless_they_spell_a_misreading(text: str) -> None:
    assert mojibake.mend(text).text == text


@given(
    st.lists(st.sampled_from(TEXTS["fr"] + TEXTS["en"] + TEXTS["ar"]), min_size=1, max_size=4),
    st.sampled_from(["cp1252", "cp1256", "latin-1"]),
)
def test_a_misread_text_comes_back(texts: list[str], codec: str) -> None:
    page = "".join(f"<p>{text}</p>" for text in texts)
    assert mojibake.mend(misread(page, f"utf-8 as {codec}")).text == page


@pytest.mark.parametrize("name", ["fr", "en", "ar", "mixed"])
def test_a_page_without_damage_is_only_screened(name: str) -> None:
    """Screening costs microseconds, mending milliseconds."""
    assert not mojibake.suspicious("<footer>© 2020, 12 € §</footer>".join(TEXTS[name]) * 100)


@pytest.mark.parametrize(
    "piece",
    [
        "Ã©",
        "<p>marchÃ© NoÃ«l</p>",
        "<Ã©>Ã©",
        "Ø§Ù„ ",
        "<",
        "<script Ã",
        "<script type=json>Ã",
        "<!--Ã",
        '\\"Ã',
        "content='Ã",
        "&Atilde;&",
        "ÇáãÛÑÈ ",
        "\x81\x92",
    ],
)
@pytest.mark.parametrize("raw", [b"", b"\xff", b"\xe9 "])
def test_hostile_bodies_take_time_in_proportion(piece: str, raw: bytes) -> None:
    body = (piece.encode() + raw) * (60_000 // len(piece.encode() + raw))
    began = time.process_time()
    charset.read(body)
    assert time.process_time() - began < 1


def test_controls_are_read_in_words_and_left_in_addresses() -> None:
    page = '<p title="l\x92eau">L\x92eau <a href="/tag/l\x92eau">coule</a>\x85</p>'
    assert mojibake.mend(page).text == '<p title="l’eau">L’eau <a href="/tag/l\x92eau">coule</a>…</p>'
