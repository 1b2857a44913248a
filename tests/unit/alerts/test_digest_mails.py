"""A digest as a mail: whole, bounded, in one piece, whatever stands in titles and names."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.alerts import Digest, Item, Named, Words
from hemera.alerts.mail import compose
from hemera.errors import AlertError

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
WORDS = Words(
    "12 مقالا جديدا · الماء", "الماء", "12 مقالا جديدا", "النص نفسه في:", "", "البحث كاملا", "تصلك هذه الرسالة", "إنهاء هذا التنبيه"
)
ITEM = Item(
    "sada/12", Named("مطر غزير", "ar", "rtl"), "https://press.example/ar/sada/12", "https://sada.example/12",
    Named("صدى الجنوب", "ar", "rtl"), "2 مارس 2026، 07:00", NOW, "أمطار.", ("سلوى",), ((Named("Le Phare", "fr", "ltr"), "https://press.example/ar/phare/3"),),
)  # fmt: skip
DIGEST = Digest(
    "ab" * 16, 3, "الماء", "ماء", "ar", "rtl", "أرشيف الصحافة", "https://press.example", "https://press.example/ar/search?q=%D9%85",
    "https://press.example/ar/alerts/end/" + "t" * 43, NOW, (ITEM,), 1, WORDS,
)  # fmt: skip
SENDER, TO = "alerts@press.example", "desk@press.example"


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=default)  # type: ignore[return-value]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_text_and_html_say_the_same() -> None:
    mail = read(compose(DIGEST, SENDER, TO))
    assert mail.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        body = part(mail, kind)
        for word in ("الماء", "مطر غزير", "أمطار.", "صدى الجنوب", "Le Phare", DIGEST.end, ITEM.url):
            assert word in body, (kind, word)


def test_its_head_says_who_what_and_how_to_end_it() -> None:
    raw = compose(DIGEST, SENDER, TO)
    mail = read(raw)
    assert mail["Subject"] == WORDS.subject
    assert mail["From"].addresses[0].display_name == "أرشيف الصحافة"
    assert mail["Message-ID"] == f"<{'ab' * 16}@press.example>"
    assert f"List-Unsubscribe: <{DIGEST.end}>\r\n".encode() in raw, "as it is: encoded, no mail program finds it"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(("language", "way", "start"), [("ar", "rtl", "right"), ("fr", "ltr", "left")])
def test_direction_stands_where_no_mail_program_drops_it(language: str, way: str, start: str) -> None:
    html = part(read(compose(replace(DIGEST, language=language, direction=way), SENDER, TO)), "html")
    sheet = next(attributes for tag, attributes in _Tags(html).tags if tag == "div")
    assert (sheet["dir"], sheet["lang"]) == (way, language)
    assert f"text-align:{start}" in str(sheet["style"])


def test_nothing_is_loaded_and_nothing_counts_readers() -> None:
    tags = _Tags(part(read(compose(DIGEST, SENDER, TO)), "html")).tags
    assert {tag for tag, _ in tags} <= {
        "html",
        "head",
        "meta",
        "title",
        "body",
        "div",
        "p",
        "a",
        "h1",
        "h2",
        "br",
        "hr",
        "b",
        "bdi",
    }
    assert not any("src" in attributes or "url(" in str(attributes.get("style")) for _, attributes in tags)


def test_lines_are_as_long_as_mail_servers_take() -> None:
    raw = compose(replace(DIGEST, items=(replace(ITEM, lead="كلمة " * 500),) * 5), SENDER, TO)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    raw.decode("ascii")


def test_fifty_items_stay_below_what_mail_programs_cut_off() -> None:
    long = replace(ITEM, title=Named("كلمة " * 30, "ar", "rtl"), lead="كلمة " * 60)
    html = part(read(compose(replace(DIGEST, items=(long,) * 50), SENDER, TO)), "html")
    assert len(html.encode()) < 102_000


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_title_or_a_name_holds_the_head_stays_ours(title: str, name: str) -> None:
    words = replace(WORDS, subject=name, heading=name)
    item = replace(ITEM, title=Named(title, "fr", "ltr"), lead=title)
    try:
        raw = compose(replace(DIGEST, items=(item,), name=name, words=words), SENDER, TO)
    except (AlertError, ValueError, UnicodeEncodeError):
        return
    mail = read(raw)
    assert [mail[h] is not None for h in ("To", "From", "List-Unsubscribe")] == [True] * 3
    assert mail["To"] == TO
    assert mail["Bcc"] is None
    assert not re.search(rb"(?im)^bcc:", raw.split(b"\r\n\r\n")[0])
    assert not any(tag in {"script", "img", "iframe"} for tag, _ in _Tags(part(mail, "html")).tags)


def test_an_address_that_would_end_the_line_is_refused() -> None:
    for bad in ("https://press.example/\r\nBcc: x@y.example", "https://press.example/>,<mailto:x@y.example", "https://é.example/"):
        with pytest.raises(AlertError):
            compose(replace(DIGEST, end=bad), SENDER, TO)
