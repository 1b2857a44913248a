"""A digest as a mail: text and HTML that say the same, in the direction of its language; nothing is loaded from anywhere. Pure."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape
from urllib.parse import urlsplit

from hemera.alerts.values import Digest, Item, Named
from hemera.errors import AlertError

POLICY = SMTP.clone(cte_type="7bit")
MAX_SUBJECT = 150  # characters
_HEADER_SAFE = re.compile(r"[!-;=?-~]{1,900}")  # printable ASCII without < and >
_ISOLATE, _END = "\u2068", "\u2069"  # keep a line's other direction from mixing up what stands around it
_SHEET = (
    "max-width:640px;margin:0 auto;padding:24px 16px;font-size:17px;line-height:1.5;"
    "font-family:Georgia,'Times New Roman','Noto Naskh Arabic',serif"
)
_PLAIN = "font-size:14px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans Arabic',sans-serif"


def compose(digest: Digest, sender: str, to: str) -> bytes:
    """Return a whole message, ready to be given to a mail server.

    What its header lines hold has been checked (``alerts.checks``); a line break that slipped through is an error of ``email``.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = _sender(sender, digest.archive)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = _cut(" ".join(digest.words.subject.split()))
    message["Date"] = format_datetime(digest.made_at)
    domain = urlsplit(digest.site).hostname or "localhost"
    message["Message-ID"] = f"<{digest.key}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence notes, please
    coding = "base64" if digest.language == "ar" else "quoted-printable"
    message.set_content(text(digest), cte=coding)
    message.add_alternative(html(digest), subtype="html", cte=coding)
    message["Content-Language"] = digest.language
    return _list_headers(digest, domain) + message.as_bytes()


def _list_headers(digest: Digest, domain: str) -> bytes:
    """Return what mail programs end a subscription by (RFC 2369, RFC 8058); by hand: ``email`` would encode long addresses."""
    if not _HEADER_SAFE.fullmatch(digest.end) or not _HEADER_SAFE.fullmatch(domain):
        raise AlertError("alert.bad-address", "{what!r} cannot stand in a mail's head.", what=digest.end[:200])
    lines = (
        f"List-Id: <alert-{digest.alert}.{domain}>",
        f"List-Unsubscribe: <{digest.end}>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    )
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _sender(sender: str, archive: str) -> Address:
    name, spec = parseaddr(sender)
    return Address(display_name=name or archive, addr_spec=spec)


def _cut(subject: str) -> str:
    return subject if len(subject) <= MAX_SUBJECT else subject[: MAX_SUBJECT - 1].rsplit(maxsplit=1)[0] + "…"


# -- text --------------------------------------------------------------------------------------------------------------


def text(digest: Digest) -> str:
    """Return the digest as plain text."""
    words = digest.words
    asked = f" · {_ISOLATE}{digest.query}{_END}" if digest.query != digest.name else ""
    parts = [words.note, words.heading, words.summary + asked, *(_text_item(digest, item) for item in digest.items), words.more]
    foot = f"{words.all_of_them}\n{digest.search}\n\n-- \n{words.why}\n{words.end}\n{digest.end}"
    return "\n\n".join(part for part in (*parts, foot) if part) + "\n"


def _text_item(digest: Digest, item: Item) -> str:
    lines = [_isolated(item.title), f"{_isolated(item.source)} · {item.when}"]
    lines += [f"{_ISOLATE}{item.lead}{_END}"] if item.lead else []
    lines += [f"{digest.words.also} {', '.join(_isolated(named) for named, _ in item.also)}"] if item.also else []
    return "\n".join([*lines, item.url])


def _isolated(named: Named) -> str:
    return f"{_ISOLATE}{named.text}{_END}"


# -- HTML --------------------------------------------------------------------------------------------------------------


def html(digest: Digest) -> str:
    """Return the digest as HTML. The direction stands on an element of ours too: many readers drop ``html`` and ``body``."""
    words, way = digest.words, f'lang="{digest.language}" dir="{digest.direction}"'
    asked = f' · <bdi dir="auto">{escape(digest.query)}</bdi>' if digest.query != digest.name else ""
    items = "".join(_html_item(digest, item) for item in digest.items)
    return f"""<!doctype html>
<html {way}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{escape(words.subject)}</title></head>
<body style="margin:0;padding:0"><div {way} style="direction:{digest.direction};text-align:{_start(digest.direction)};{_SHEET}">
{_said(f'<a href="{escape(digest.site)}" style="color:inherit">{escape(digest.archive)}</a>', "0 0 4px")}
<h1 style="margin:0 0 4px;font-size:24px;line-height:1.25">{escape(words.heading)}</h1>
{_said(escape(words.summary) + asked, "0 0 20px")}
{_said(f"<b>{escape(words.note)}</b>", "0 0 16px") if words.note else ""}
{items}{_said(escape(words.more), "0 0 16px") if words.more else ""}
{_said(f'<a href="{escape(digest.search)}">{escape(words.all_of_them)}</a>', "24px 0 0")}
<hr style="margin:24px 0 12px;border:0;border-top:1px solid #8888">
{_said(f'{escape(words.why)}<br><a href="{escape(digest.end)}">{escape(words.end)}</a>', "0")}
</div></body></html>
"""


def _said(inner: str, margin: str) -> str:
    return f'<p style="margin:{margin};{_PLAIN}">{inner}</p>'


def _start(way: str) -> str:
    return "right" if way == "rtl" else "left"


def _html_item(digest: Digest, item: Item) -> str:
    """An article stands in its own direction, with all that is said of it."""
    tongue, way = item.title.language, item.title.direction
    own = f'lang="{escape(tongue)}" dir="{way}" style="text-align:{_start(way)};margin:0 0 20px"'
    lead = f'<p style="margin:0 0 4px">{escape(item.lead)}</p>\n' if item.lead else ""
    also = ", ".join(f'<a href="{escape(url)}" style="color:inherit">{_bdi(named)}</a>' for named, url in item.also)
    copies = f'<br><bdi lang="{digest.language}">{escape(digest.words.also)}</bdi> {also}' if also else ""
    return f"""<div {own}><h2 style="margin:0 0 4px;font-size:19px;line-height:1.3"><a href="{escape(item.url)}">\
{escape(item.title.text)}</a></h2>
{lead}{_said(f"{_bdi(item.source)} · <bdi>{escape(item.when)}</bdi>{copies}", "0")}</div>
"""


def _bdi(named: Named) -> str:
    return f'<bdi lang="{escape(named.language)}" dir="{named.direction}">{escape(named.text)}</bdi>'
