"""F9. Killed anywhere between finding and telling, no article is told twice to the same alert, and none is lost unsaid."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import faultkit as kit
import pytest

from hemera import clock
from hemera.demo.press import Press, load
from hemera.demo.server import PressServer

sys.path.append(str(Path(__file__).parents[1] / "site"))
from postbox import Hook, Postbox, hook, postbox

# (point:passage, may the mail of that moment be unsure)
POINTS = (
    ("alerts.looked:1", False),
    ("alerts.looked:2", False),
    ("alerts.going:1", False),
    ("journal.half-line:1", False),
    ("alerts.written:1", True),
    ("alerts.handed:1", True),
    ("mailing.before-last:1", False),
    ("mailing.after-last:1", True),
    ("mailing.after-last:2", True),
    ("alerts.sent:1", False),
    ("alerts.sent:2", False),
)
pytestmark = pytest.mark.faults  # the same points without a process of their own: tests/site/test_alerts.py


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    with postbox() as found:
        yield found


@pytest.fixture(scope="module")
def called() -> Iterator[Hook]:
    with hook() as found:
        yield found


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory, box: Postbox, called: Hook) -> Iterator[Path]:
    """Yield an archive with two alerts by mail and one webhook, that has collected since; nothing is told yet."""
    start, folder = clock.now(), tmp_path_factory.mktemp("waiting") / "press"
    whole = load(start)
    few = Press(start, tuple(piece for source in kit.SOURCES for piece in whole.of(source)[: kit.EACH]))
    settings = (
        f'base_url = "http://127.0.0.1:1"\nsmtp_host = "127.0.0.1"\nsmtp_port = {box.port}\nsmtp_tls = "none"\n'
        'mail_from = "a@press.example"\nwebhooks_local = true\n'
    )
    with PressServer(start, pace=0, press=few) as server:
        kit.archive(server, folder, kit.SETTINGS + settings)
        for where in (("--mail", "one@press.example"), ("--mail", "two@press.example"), ("--webhook", called.url)):
            kit.good(kit.hemera("alert", "add", "date:2000..", *where, "--every", "now", "-a", folder))
        kit.good(kit.update(folder))
        yield folder


@pytest.fixture
def followed(waiting: Path, tmp_path: Path, box: Postbox, called: Hook) -> Path:
    """Return a copy of it, and empty boxes."""
    box.raw.clear()
    called.calls.clear()
    return Path(shutil.copytree(waiting, tmp_path / "press"))


def send(folder: Path, fault: str = "") -> subprocess.CompletedProcess[str]:
    return kit.hemera("alert", "send", "--once", "-a", folder, fault=fault)


def told(box: Postbox) -> Counter[tuple[str, str]]:
    """Count (alert's subject and receiver, article) over all mails that arrived."""
    found: Counter[tuple[str, str]] = Counter()
    for mail in box.mails:
        text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        found.update((str(mail["To"]), line) for line in text.splitlines() if "/fr/" in line and "alerts" not in line)
    return found


@pytest.mark.parametrize(("point", "may_be_unsure"), POINTS)
def test_killed_at(point: str, may_be_unsure: bool, followed: Path, box: Postbox, called: Hook) -> None:
    kit.killed(send(followed, point))
    for _ in range(2):
        kit.query(followed, "UPDATE store_alert SET due_at = '2000-01-01 00:00:00'")
        kit.query(followed, "UPDATE store_delivery SET due_at = '2000-01-01 00:00:00'")
        send(followed)
    assert set(told(box).values()) == {1}, "an article was told twice"
    listed = json.loads(kit.good(kit.hemera("alert", "list", "--json", "-a", followed)))
    unsure = sum(alert["unsure"] for alert in listed)
    assert unsure <= may_be_unsure
    receivers = {receiver for receiver, _ in told(box)}
    assert len(receivers) + unsure >= 2, "an alert was told nothing, and nobody says so"
    calls = {headers["idempotency-key"] for headers, _ in called.calls}
    assert len(calls) == 1, "a call that is made again keeps its name"
    assert not any(alert["waiting"] for alert in listed)
    if unsure:
        health = kit.hemera("health", "-a", followed)
        assert health.returncode == 1
        assert "may not have arrived" in health.stdout


def test_a_record_rebuilt_from_captures_tells_nothing_again(followed: Path, box: Postbox, called: Hook) -> None:
    kit.good(send(followed))
    before = told(box)
    assert before
    for name in ("archive.sqlite3", "archive.sqlite3-wal", "archive.sqlite3-shm"):
        (followed / name).unlink(missing_ok=True)
    kit.good(kit.hemera("rebuild", "-a", followed))
    kit.good(send(followed))
    kit.query(followed, "UPDATE store_alert SET due_at = '2000-01-01 00:00:00'")
    kit.good(send(followed))
    assert told(box) == before
    assert len(called.calls) == 1
    assert len(json.loads(kit.good(kit.hemera("alert", "list", "--json", "-a", followed)))) == 3


def test_alerts_travel_with_a_backup(followed: Path, tmp_path: Path, box: Postbox, called: Hook) -> None:
    kit.good(send(followed))
    before = told(box)
    kit.good(kit.hemera("backup", tmp_path / "kept", "-a", followed))
    kit.good(kit.hemera("restore", tmp_path / "kept", tmp_path / "anew"))
    kit.query(tmp_path / "anew", "UPDATE store_alert SET due_at = '2000-01-01 00:00:00'")
    kit.good(send(tmp_path / "anew"))
    assert told(box) == before
