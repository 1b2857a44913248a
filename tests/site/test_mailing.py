"""Giving a message to a mail server: encrypted, signed in, and certain of what became of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from postbox import CERTIFICATES, PASSWORD, USER, Postbox, postbox

from hemera import mailing
from hemera.config import Config
from hemera.errors import AlertError
from hemera.sending.rounds import mail_server

MESSAGE = b"From: a@press.example\r\nTo: b@press.example\r\nSubject: x\r\n\r\nOne\r\n.Two\r\n..Three\r\n.\r\n"


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    with postbox(tls=True) as found:
        yield found


@pytest.fixture
def server(box: Postbox) -> mailing.Server:
    box.raw.clear()
    box.users.clear()
    trust = str(CERTIFICATES / "ca.pem")
    return mailing.Server("127.0.0.1", box.port, "starttls", USER, PASSWORD, connect=2, patience=2, last=2, trust=trust)


def give(server: mailing.Server, **more: Any) -> list[str]:
    told: list[str] = []
    mailing.send(server, "A <a@press.example>", "b@press.example", MESSAGE, before_last=lambda: told.append("last"), **more)
    return told


def test_it_is_encrypted_signed_in_and_arrives_as_it_was(server: mailing.Server, box: Postbox) -> None:
    assert give(server) == ["last"]
    assert box.users == [USER]
    assert box.raw[0] == MESSAGE, "lines that begin with a dot stay lines that begin with a dot"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"password": "wrong"}, "smtp.535"),
        ({"trust": ""}, "smtp.tls"),  # signed by nobody the machine trusts
        ({"tls": "tls"}, "smtp.tls"),
        ({"tls": "none", "user": ""}, "smtp.530"),
        ({"port": 1}, "smtp.unreachable"),
        ({"host": "nowhere.invalid"}, "smtp.unreachable"),
    ],
)
def test_what_cannot_be_done_safely_is_not_done(change: dict[str, Any], key: str, server: mailing.Server, box: Postbox) -> None:
    with pytest.raises(AlertError) as refused:
        give(replace(server, **change))
    assert refused.value.key == key
    assert not refused.value.for_good, "the settings may be mended: nothing is given up for that"
    assert box.raw == []


def test_a_server_without_encryption_is_given_nothing_where_it_was_asked_for() -> None:
    with postbox() as plain, pytest.raises(AlertError) as refused:
        give(mailing.Server("127.0.0.1", plain.port, "starttls", connect=2, patience=2, last=2))
    assert refused.value.key == "smtp.tls"


def test_the_password_stands_in_the_environment_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setitem(os.environ, "HEMERA_SMTP_PASSWORD", "open sesame")
    config = Config(tmp_path, smtp_host="mail.example", smtp_user="hemera")
    assert mail_server(config) == mailing.Server("mail.example", 587, "starttls", "hemera", "open sesame")
    assert "sesame" not in repr(config)
    assert mail_server(Config(tmp_path)) is None
