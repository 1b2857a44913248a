"""One conversation with a mail server, by smtplib: the only place that speaks SMTP.

A message is whole, and may be delivered, once the server has its last line, a lone dot. So whoever sends is told just before that
line goes: what fails earlier is certain not to have gone, and what fails later may have.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from email.utils import parseaddr

from hemera import faults
from hemera.errors import AlertError

_LINE = re.compile(rb"\r\n|\r|\n")
_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to reach it. Times in seconds."""

    host: str
    port: int
    tls: str  # "starttls", "tls" or "none"
    user: str = ""
    password: str = ""
    connect: float = 20.0
    patience: float = 60.0  # for each answer …
    last: float = 300.0  # … and for that to the last line, where giving up early would leave us unsure (RFC 5321, 4.5.3.2)
    trust: str = ""  # file of certificates to believe beside the machine's own


class Unsure(AlertError):
    """The message may have been delivered: it was whole, and the server did not say what became of it."""

    key = "alert.unsure"
    message = "The mail server had the whole message and did not say what became of it."


def send(server: Server, sender: str, to: str, message: bytes, *, before_last: Callable[[], None]) -> None:
    """Give one message to the server. ``before_last`` is called when only the line that makes it whole is missing.

    Raises:
        Unsure: the message may have been delivered.
        AlertError: it has not been; ``for_good`` where the server says that it never will be.
    """
    try:
        client = _connected(server)
        try:
            _offer(client, parseaddr(sender)[1], to, message)
            before_last()
            _finish(client, server.last)
            _leave(client)
        finally:
            client.close()
    except smtplib.SMTPResponseException as error:
        raise refused(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPException, OSError) as error:
        raise _unreachable(error) from error


def _connected(server: Server) -> smtplib.SMTP:
    """Connect, encrypt and sign in; a server that does not offer what is asked for is not talked to."""
    context = ssl.create_default_context()
    if server.trust:
        context.load_verify_locations(server.trust)
    client = _dialled(server, context)
    with ExitStack() as undoing:
        undoing.callback(client.close)
        _patient(client, server.patience)
        client.ehlo_or_helo_if_needed()
        if server.tls == "starttls":
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password)
        undoing.pop_all()
    return client


def _dialled(server: Server, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.tls == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=server.connect, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=server.connect)


def _offer(client: smtplib.SMTP, sender: str, to: str, message: bytes) -> None:
    """Send all but the last line."""
    client.ehlo_or_helo_if_needed()
    _expect(client.mail(sender), 250)
    _expect(client.rcpt(to), 250, 251)
    _expect(client.docmd("DATA"), 354)
    lines = _LINE.split(message.rstrip(b"\r\n"))
    client.send(_DOT.sub(b"..", b"\r\n".join(lines)) + b"\r\n")
    faults.point("mailing.before-last")


def _finish(client: smtplib.SMTP, patience: float) -> None:
    """Send the last line and hear what became of it."""
    _patient(client, patience)
    try:
        client.send(b".\r\n")
        faults.point("mailing.after-last")
        code, said = client.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise Unsure(None, None) from error
    if code == -1:
        raise Unsure(None, None)
    if code != 250:
        raise refused(code, said)


def _leave(client: smtplib.SMTP) -> None:
    """Say goodbye; what became of the message is known by now, whatever the answer is."""
    with suppress(smtplib.SMTPException, OSError):
        _patient(client, 5.0)
        client.quit()


def _patient(client: smtplib.SMTP, seconds: float) -> None:
    if isinstance(client.sock, socket.socket):
        client.sock.settimeout(seconds)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    if answer[0] not in codes:
        raise refused(*answer)


def refused(code: int, said: bytes | str) -> AlertError:
    """Name a server's refusal: 5xx is for good, but for those who did not let us in at all."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    error = AlertError(f"smtp.{code}", "The mail server answered {code}: {words}", code=code, words=" ".join(words.split())[:200])
    error.for_good = 500 <= code < 600 and code not in (530, 534, 535, 538)
    return error


def _unreachable(error: Exception) -> AlertError:
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return AlertError("smtp.tls", "No encrypted connection to the mail server: {reason}", reason=str(error)[:200])
    if isinstance(error, TimeoutError):
        return AlertError("smtp.slow", "The mail server did not answer in time.")
    return AlertError("smtp.unreachable", "The mail server is not reached: {reason}", reason=str(error)[:200])
