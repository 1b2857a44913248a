"""A Chromium, and the portal of a small collected press for it to read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kept_press
import pytest
from browsing import Open, reading
from kept_press import Kept
from playwright.sync_api import Browser, Page, sync_playwright

from hemera import clock
from hemera.demo.server import PressServer

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return a Chromium's path; without one the tests are skipped, or fail where skipping is forbidden."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None and os.environ.get("HEMERA_NO_SKIP") == "1":
        pytest.fail("no Chromium here, and HEMERA_NO_SKIP=1 forbids skipping")
    if found is None:
        pytest.skip("no Chromium here")
    return found


@pytest.fixture(scope="session")
def press(chromium: str) -> Iterator[PressServer]:
    """Print a few pieces; stands still unless told otherwise."""
    now = clock.now()
    with PressServer(now, pace=0, press=kept_press.few(now)) as server:
        yield server


@pytest.fixture(scope="session")
def kept(press: PressServer, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Collect them."""
    return kept_press.collect(press, tmp_path_factory.mktemp("browser") / "press")


@pytest.fixture(scope="session")
def portal(kept: Kept) -> Iterator[str]:
    """Serve the archive and return its address, with a slash at its end."""
    command = [sys.executable, "-m", "hemera", "serve", "--archive", str(kept.folder), "--port", "0"]
    environment = kept_press.environment() | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert found, server.poll()
        yield found[0]
        server.terminate()


@pytest.fixture(
    scope="module"
)  # not longer: while it runs there is an event loop, in which Django's own tests would refuse to work
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser, portal: str, kept: Kept) -> Iterator[Open]:
    """Return a function that opens a page, named as ``kept.paths`` does or by its path, in a context of its own."""
    opened: list[Any] = []

    def open_(language: str, name: str, width: int = 1280, **options: Any) -> Page:
        holder = reading(browser, viewport={"width": width, "height": 800}, **options)
        opened.append(holder)
        page = holder.__enter__().new_page()
        page.goto(f"{portal}{language}/{kept.paths.get(name, name)}")
        return page

    yield open_
    for holder in opened:
        holder.__exit__(None, None, None)


@pytest.fixture(scope="session")
def sheet(portal: str) -> Path:
    """Return the style sheet that is served."""
    import hemera.portal

    return Path(hemera.portal.__file__).parent / "static" / "portal" / "hemera.css"
