"""The staff's page of the archive's state: held against axe-core in both directions, both colours, wide and narrow."""

from __future__ import annotations

import subprocess
import sys

import kept_press
import pytest
from browsing import reading
from kept_press import Kept
from playwright.sync_api import Browser
from test_accessible import AXE, LOOKS, RUN, fits

pytestmark = pytest.mark.browser
PASSWORD = "trombone-ardoise-42"


@pytest.fixture(scope="module")
def amina(kept: Kept) -> str:
    """Give the archive somebody who looks after it."""
    command = [sys.executable, "-m", "hemera", "user", "add", "amina", "--archive", str(kept.folder), "--password-stdin"]
    subprocess.run(command, input=PASSWORD + "\n", text=True, check=True, capture_output=True, env=kept_press.environment())
    return "amina"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_state_is_shown_to_staff_without_a_barrier(language: str, amina: str, browser: Browser, portal: str) -> None:
    with reading(browser, viewport={"width": 1280, "height": 800}, color_scheme="light", locale=language) as context:
        page = context.new_page()
        page.goto(portal + "admin/login/?next=/admin/")
        page.fill("#id_username", amina)
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        page.click('#content a[href="/admin/state/"]')
        page.wait_for_selector(".state .sources")
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
        assert page.locator(".sources > li").count() == 8
        page.evaluate(AXE)
        assert page.evaluate(RUN, []) == []
        page.emulate_media(color_scheme="dark")
        page.reload()  # the admin lets colours fade into each other
        page.evaluate(AXE)
        assert page.evaluate(RUN, ["color-contrast"]) == []
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate(RUN, LOOKS) == []
        assert fits(page)
