from __future__ import annotations

import pytest

from hemera import charset

ARABIC = "أعيد فتح جسر المشاة في وادي ليلى بعد ثلاث سنوات من الأشغال، وكان أول العابرين تلاميذ المدارس وحمار اسمه بلبل."
FRENCH = "L’été dernier, la bibliothèque a numérisé un siècle de journaux ; les bénévoles ont déchiffré l’écriture."
PAGE = "<html><head>{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"


def page(text: str, declared: str = "") -> str:
    return PAGE.format(
        meta=f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else "", text=text
    )


@pytest.mark.parametrize(
    ("text", "encoding", "declared", "header"),
    [
        (ARABIC, "cp1256", "", "text/html"),  # the old Arabic web
        (ARABIC, "cp1256", "windows-1256", "text/html"),
        (ARABIC, "cp1256", "utf-8", "text/html"),
        (ARABIC, "cp1256", "", "text/html; charset=iso-8859-1"),
        (ARABIC, "cp1256", "windows-1252", "text/html"),
        (ARABIC, "iso-8859-6", "", "text/html"),
        (ARABIC, "utf-8", "windows-1256", "text/html; charset=windows-1256"),
        (ARABIC, "utf-16", "", "text/html"),
        (ARABIC, "utf-16-le", "", "text/html"),
        (ARABIC, "utf-8-sig", "", "text/html"),
        (FRENCH, "cp1252", "", "text/html"),
        (FRENCH, "cp1252", "iso-8859-1", "text/html"),
        (FRENCH, "utf-8", "iso-8859-1", "text/html"),
        (FRENCH, "cp1252", "no-such-encoding", "text/html; charset=also-none"),
    ],
)
def test_what_bytes_say(text: str, encoding: str, declared: str, header: str) -> None:
    written = page(text, declared)
    assert charset.decode(written.encode(encoding, "xmlcharrefreplace"), header).replace("&#8217;", "’") == written


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = page(ARABIC * 20).encode() + b"\xff\xfe"
    assert ARABIC in charset.decode(body, "text/html; charset=windows-1252")


def test_two_marks_are_both_dropped() -> None:
    assert charset.decode(b"\xef\xbb\xbf\xef\xbb\xbf<rss/>") == "<rss/>"


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff", b"\xff\xfe\x00", bytes(range(256)) * 10])
def test_anything_decodes(body: bytes) -> None:
    assert isinstance(charset.decode(body, "text/html; charset=hex"), str)
