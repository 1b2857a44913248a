"""Run by ``test_certificates`` with an authority of our own to trust: asks one server of each kind, says what came of it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from misbehaving import AGENT, HOSTS, Server, answer, redirect

from hemera.errors import FetchError
from hemera.exchanges import Request
from hemera.fetch import HttpFetcher
from hemera.types import Purpose

HERE = Path(__file__).parent
CERTIFICATES = {
    "good": HERE / "certificates" / "good.pem",
    "expired": HERE / "certificates" / "expired.pem",
    "wrong-host": HERE / "certificates" / "wrong-host.pem",
    "self-signed": HERE / "self-signed.pem",
}


def main() -> None:
    """Print {certificate: what came of it} as JSON."""
    del HOSTS[1:]
    fetcher = HttpFetcher(AGENT)
    with Server({"/ok": answer()}).running() as plain:
        down = redirect(f"http://127.0.0.1:{plain.port}/ok".encode())
        told = {name: asked(fetcher, path, down) for name, path in CERTIFICATES.items()}
    fetcher.close()
    sys.stdout.write(json.dumps(told))


def asked(fetcher: HttpFetcher, certificate: Path, down: bytes) -> dict[str, object]:
    """Ask a server with a certificate, and once more for a page that leads to one without."""
    with Server({"/ok": answer(), "/down": down}, certificate).running() as server:
        urls = [f"https://127.0.0.1:{server.port}/{path}" for path in ("ok", "down")]
        try:
            ok, led = (fetcher.submit(Request(url, "phare", Purpose.PAGE, 0.0, loopback=True)).result(10) for url in urls)
        except FetchError as error:
            return {"key": error.key, "says": str(error), "requests": len(server.log)}
        return {"key": "", "status": ok.status, "notices": led.notices, "final": led.final_url, "asked": urls[1]}


if __name__ == "__main__":
    main()
