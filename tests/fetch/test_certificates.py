"""Servers whose certificates are not what they should be, and one that leads away from where there is one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    trusting = os.environ | {"SSL_CERT_FILE": str(HERE / "certificates" / "ca.pem")}  # what OpenSSL reads when it starts
    command = [sys.executable, HERE / "certified.py"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=trusting)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_good_certificate_is_trusted(told: dict[str, Any]) -> None:
    assert (told["good"]["key"], told["good"]["status"]) == ("", 200)


@pytest.mark.parametrize("certificate", ["expired", "wrong-host", "self-signed"])
def test_a_bad_certificate_is_refused_and_named(told: dict[str, Any], certificate: str) -> None:
    assert told[certificate]["key"] == f"fetch.tls.{certificate}"
    assert told[certificate]["says"].startswith("The server's certificate ")
    assert told[certificate]["requests"] == 0


def test_a_redirect_from_https_to_http_is_followed_and_marked(told: dict[str, Any]) -> None:
    good = told["good"]
    assert good["final"].startswith("http://")
    assert good["notices"] == [["fetch.downgraded", good["asked"], good["final"]]]
