"""``hemera alert`` as an operator meets it."""

from __future__ import annotations

import json
from pathlib import Path

from two_papers import Run


def test_alerts_are_made_and_listed(hemera: Run, tmp_path: Path) -> None:
    (tmp_path / "hemera.toml").write_text('zone = "Africa/Casablanca"\n', encoding="utf-8")
    wrong = hemera("alert", "add", "sorce:phare", "--mail", "desk@press.example", "-a", tmp_path)
    assert (wrong.returncode, "source:phare" in wrong.stderr) == (1, True)
    made = hemera("alert", "add", "أزمة الماء", "--webhook", "https://desk.example/x", "--lang", "ar", "--json", "-a", tmp_path)
    assert json.loads(made.stdout)["secret"].startswith("whsec_")
    done = hemera("alert", "send", "--once", "-a", tmp_path)
    assert done.stdout.startswith("0 articles found"), done.stderr
    (listed,) = json.loads(hemera("alert", "list", "--json", "-a", tmp_path).stdout)
    assert (listed["id"], listed["webhook"], listed["every"], listed["state"]) == (1, "https://desk.example/x", "day", "active")
