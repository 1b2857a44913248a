"""Long-lived commands: they answer, they end when asked, and they leave nobody behind."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families
from two_papers import Run

from waiting import until

Collected = tuple[Path, dict[str, Any]]
Start = Callable[..., tuple["subprocess.Popen[str]", str]]


def alive(word: str) -> set[int]:
    """Return the processes whose command line holds a word."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
        except OSError:  # it ended meanwhile
            continue
    return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a command, return it with the address it prints, and make sure of its end."""
    started: list[subprocess.Popen[str]] = []

    def begin(*words: str | Path) -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "hemera", *map(str, words)], stdout=subprocess.PIPE, text=True, start_new_session=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)},
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if address := re.search(r"http://127\.0\.0\.1:\d+/", line):
                return process, address[0]
        raise AssertionError(process.wait())

    yield begin
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def copy(tmp_path: Path, collected: Collected) -> Path:
    return Path(shutil.copytree(collected[0], tmp_path / "press"))


def front_page(address: str) -> int:
    with urlopen(address, timeout=20) as page:
        return int(page.status)


def test_the_metrics_that_are_served_are_those_of_status(copy: Path, start: Start, hemera: Run) -> None:
    _, address = start("serve", "-a", copy, "--port", "0")
    with urlopen(address + "metrics", timeout=20) as page:
        families = {family.name: family.samples for family in text_string_to_metric_families(page.read().decode())}
    now = json.loads(hemera("status", "--json", "-a", copy).stdout)
    assert {one.labels["state"]: one.value for one in families["hemera_entries"]} == now["states"]
    assert sum(one.value for one in families["hemera_entries"]) == now["entries"]
    for name, told in (
        ("articles", "articles"),
        ("captures", "captures"),
        ("captures_bytes", "bytes_captured"),
        ("pictures", "pictures"),
    ):
        assert [one.value for one in families[f"hemera_{name}"]] == [now[told]]
    assert [one.value for one in families["hemera_index_lag_changes"]] == [now["index"]["lag"]]
    assert {one.labels["state"]: one.value for one in families["hemera_feeds"]}["failing"] == len(now["troubles"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "term"])
def test_serve_answers_and_ends_when_asked(copy: Path, start: Start, number: int) -> None:
    process, address = start("serve", "-a", copy, "--port", "0")
    assert front_page(address) == 200
    process.send_signal(number)
    assert process.wait(15) == 0


def test_a_port_that_is_taken_is_said_in_one_line(copy: Path, start: Start, hemera: Callable[..., Any]) -> None:
    _, address = start("serve", "-a", copy, "--port", "0")
    done = hemera("serve", "-a", copy, "--port", address.rpartition(":")[2].strip("/"))
    assert (done.returncode, "Cannot listen" in done.stderr, done.stderr.count("\n")) == (1, True, 1)


def test_run_collects_beside_the_portal_and_ends_both(copy: Path, start: Start) -> None:
    process, address = start("run", "-a", copy, "--port", "0")
    assert front_page(address) == 200
    assert until(lambda: len(alive(str(copy))) == 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    assert until(lambda: not alive(str(copy)), 2)


def test_a_collector_that_dies_is_started_again(copy: Path, start: Start) -> None:
    process, _ = start("run", "-a", copy, "--port", "0")
    assert until(lambda: len(alive(str(copy))) == 2)
    (collector,) = alive(str(copy)) - {process.pid}
    os.kill(collector, signal.SIGKILL)
    assert until(lambda: alive(str(copy)) - {process.pid, collector})


def test_a_collector_ends_when_its_parent_is_killed(copy: Path, start: Start) -> None:
    process, _ = start("run", "-a", copy, "--port", "0")
    assert until(lambda: len(alive(str(copy))) == 2)
    process.kill()
    assert until(lambda: not alive(str(copy)))


def test_update_ends_in_order_at_ctrl_c(copy: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "hemera", "update", "-a", str(copy)], stdout=subprocess.PIPE, text=True)
    assert until(lambda: (copy / "index").exists() and process.poll() is None and _leads(process.pid))
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "feeds polled" in said


def _leads(pid: int) -> bool:
    """Say whether a collector is at work: its threads are there."""
    return len(list(Path(f"/proc/{pid}/task").iterdir())) > 2


def test_the_demo_goes_from_nothing_to_a_portal_and_leaves_nothing_behind(tmp_path: Path, start: Start) -> None:
    process, address = start("demo", "--no-browser")
    assert front_page(address) == 200
    (home,) = tmp_path.glob("hemera-demo-*")
    assert until(lambda: len(alive(str(home))) == 1)  # its collector
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert until(lambda: not alive(str(home)), 2)
    assert not home.exists()


def test_the_demo_leaves_other_archives_alone(copy: Path, hemera: Callable[..., Any]) -> None:
    (copy / "sources" / "demo.toml").rename(copy / "sources" / "mine.toml")
    done = hemera("demo", copy, "--once")
    assert (done.returncode, "of its own" in done.stderr) == (1, True)
