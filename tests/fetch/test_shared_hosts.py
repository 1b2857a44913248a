"""Several who ask for one archive: no host hears two of them at once, nor too soon one after another."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from misbehaving import AGENT, Asker, Server, answer, redirect

from hemera.errors import FetchDeadline, FetchError
from hemera.exchanges import Request
from hemera.fetch import HttpFetcher, Limits, Manners, hosts
from hemera.fetch.hosts import Hosts, Known
from hemera.types import Purpose

HOLDING = """
import sys, time
from pathlib import Path
from hemera.fetch.hosts import Hosts
now = time.monotonic()
print(Hosts(Path(sys.argv[1])).begin("paper", now + 60, now)[0], flush=True)
time.sleep(60)
"""
Opened = Callable[[], Hosts]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "collectors" / "hosts"


@pytest.fixture
def opened(path: Path) -> Iterator[Opened]:
    with ExitStack() as stack:

        def one() -> Hosts:
            found = Hosts(path)
            stack.callback(found.close)
            return found

        yield one


class TestFile:
    def test_one_at_a_time_and_what_one_knows_the_other_learns(self, opened: Opened) -> None:
        ours, theirs, now = opened(), opened(), time.monotonic()
        assert ours.begin("paper", now + 60, now) == (True, Known())
        assert not theirs.begin("paper", now + 60, now)[0]
        assert theirs.begin("other", now + 60, now)[0]
        known = Known(ended=now, paused_until=now + 9, latency=0.5, crawl_delay=20.0, strikes=2)
        ours.end("paper", known)
        assert theirs.begin("paper", now + 60, now) == (True, known)
        theirs.end("paper")  # it was not asked: nothing new is known
        assert ours.begin("paper", now + 60, now) == (True, known)

    def test_one_process_does_not_take_a_host_twice(self, opened: Opened) -> None:
        ours, now = opened(), time.monotonic()
        assert ours.begin("paper", now + 60, now)[0]
        assert not ours.begin("paper", now + 60, now)[0]

    def test_who_ended_is_not_waited_for(self, path: Path, opened: Opened) -> None:
        now = time.monotonic()
        ended = Hosts(path)
        assert ended.begin("paper", now + 60, now)[0]
        ended.close()
        taken, known = opened().begin("paper", now + 60, now)
        assert (taken, known.ended) == (True, now)  # it asked until just now, for all we know

    def test_one_killed_while_it_asks_keeps_nobody_waiting_but_for_a_gap(self, path: Path, opened: Opened) -> None:
        process = subprocess.Popen([sys.executable, "-c", HOLDING, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"True\n"
        ours, now = opened(), time.monotonic()
        assert not ours.begin("paper", now + 60, now)[0]
        process.send_signal(signal.SIGSTOP)
        assert not ours.begin("paper", now + 60, now)[0]
        process.kill()
        process.wait()
        process.stdout.close()
        taken, known = ours.begin("paper", now + 60, now)
        assert (taken, known.ended) == (True, now)
        ours.end("paper")
        assert ours.begin("paper", now + 70, now + 10) == (True, known)  # it died once: the gap is counted from then

    def test_one_asleep_is_waited_for_as_long_as_an_exchange_may_last(self, opened: Opened) -> None:
        sleeper, ours, now = opened(), opened(), time.monotonic()
        assert sleeper.begin("paper", now + 1, now)[0]
        assert not ours.begin("paper", now + 60, now + 0.9)[0]
        assert ours.begin("paper", now + 60, now + 1.1)[0]
        sleeper.end("paper", Known(ended=now + 1.2))  # it wakes up, and the host is not its to give back
        assert not sleeper.begin("paper", now + 60, now + 1.3)[0]

    def test_two_hosts_in_one_place_wait_for_each_other_and_keep_the_longer_pause(
        self, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(hosts, "_place", lambda key: (64, len(key)))
        ours, theirs, now = opened(), opened(), time.monotonic()
        assert ours.begin("a", now + 60, now)[0]
        assert not ours.begin("bb", now + 60, now)[0]
        assert not theirs.begin("bb", now + 60, now)[0]
        ours.end("a", Known(ended=now, paused_until=now + 500))
        assert theirs.begin("bb", now + 60, now + 1) == (True, Known(ended=now))
        theirs.end("bb", Known(ended=now + 2, paused_until=now + 100))
        assert ours.begin("a", now + 60, now + 9) == (True, Known(ended=now + 2, paused_until=now + 500))

    def test_what_could_not_be_reached_is_known_while_whoever_met_that_lives(self, path: Path, opened: Opened) -> None:
        ours, now = opened(), time.monotonic()
        met = Hosts(path)
        assert met.begin("paper", now + 60, now)[0]
        met.end("paper", Known(ended=now, down_until=now + 600))
        told = ours.begin("paper", now + 60, now + 1)[1]
        assert told.down_until == now + 600
        ours.end("paper", told)  # who passes it on is not who met it
        met.close()
        assert ours.begin("paper", now + 60, now + 2) == (True, Known(ended=now))
        ours.end("paper", Known(ended=now, down_until=float("nan"), down_for=7))
        assert ours.begin("paper", now + 60, now + 3) == (True, Known(ended=now))

    def test_a_start_of_the_machine_keeps_pauses_and_forgets_who_asked(
        self, path: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, now = opened(), time.monotonic()
        for key, pause in (("short", 0.0), ("long", now + 3_600), ("absurd", now + 9e6)):
            assert before.begin(key, now + 60, now)[0]
            before.end(key, Known(ended=now, paused_until=pause))
        assert before.begin("asked", now + 60, now)[0]
        boot = path.with_name("boot")
        boot.write_text("another")
        monkeypatch.setattr(hosts, "_BOOT", boot)
        monkeypatch.setattr(hosts.time, "monotonic", lambda: 7.0)  # seconds since then
        after = opened()
        assert after.begin("short", 60.0, 7.0)[1].ended == pytest.approx(7.0, abs=0.1)
        assert after.begin("long", 60.0, 7.0)[1].paused_until == pytest.approx(7.0 + 3_600, abs=5)
        assert after.begin("absurd", 60.0, 7.0)[1].paused_until <= 7.0 + hosts.LONGEST
        assert after.begin("asked", 60.0, 7.0)[0]

    @pytest.mark.parametrize("damage", [b"", b"something else", os.urandom(100_000)])
    def test_a_damaged_file_is_begun_anew(self, path: Path, damage: bytes, opened: Opened) -> None:
        path.parent.mkdir()
        path.write_bytes(damage)
        assert opened().begin("paper", 60.0, 1.0) == (True, Known())

    def test_times_that_cannot_be_are_not_believed(self, path: Path, opened: Opened) -> None:
        ours, now = opened(), time.monotonic()
        assert ours.begin("paper", now + 60, now)[0]
        ours.end("paper", Known(ended=float("nan"), paused_until=float("inf")))
        assert ours.begin("paper", now + 60, now) == (True, Known(ended=now))

    def test_a_disk_that_is_full_keeps_nobody_from_asking(self, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        ours, now = opened(), time.monotonic()
        monkeypatch.setattr(hosts.os, "pwrite", full)
        assert ours.begin("paper", now + 60, now)[0]
        ours.end("paper", Known(ended=now))
        assert ours.begin("paper", now + 60, now)[0]


@contextmanager
def askers(server: Server, path: Path, limits: Limits, count: int = 2) -> Iterator[list[Asker]]:
    fetchers = [HttpFetcher(AGENT, limits=limits, manners=Manners(patience=0.5), hosts=path) for _ in range(count)]
    try:
        yield [Asker(server, fetcher) for fetcher in fetchers]
    finally:
        for fetcher in fetchers:
            fetcher.close()


class TestFetchers:
    def test_no_host_is_asked_too_early_nor_by_two_at_once(self, server: Server, path: Path, limits: Limits) -> None:
        server.scenes["/away"] = redirect(f"http://127.0.0.2:{server.port}/ok".encode())
        with askers(server, path, limits) as both:
            futures = [
                ask.submit(page, host, gap=0.1)
                for page, host in [("/ok", "127.0.0.1"), ("/away", "127.0.0.1"), ("/ok", "127.0.0.2"), ("/404", "127.0.0.2")]
                for ask in both
            ]
            wait(futures, 10)
            assert [future.result().status for future in futures] == [200] * 6 + [404] * 2
        for host in ("127.0.0.1", "127.0.0.2"):
            times = [moment for moment, asked, *_ in server.log if asked.startswith(host)]
            assert len(times) in (6, 8)  # robots.txt twice, and the pages
            assert all(later - earlier >= 0.1 for earlier, later in itertools.pairwise(times))

    def test_a_host_that_asked_to_be_left_alone_is_left_alone_by_the_next(self, server: Server, path: Path, limits: Limits) -> None:
        server.scenes["/busy"] = answer(b"", "503 Service Unavailable", b"Retry-After: 300")
        with askers(server, path, limits, 1) as (first,):
            assert first.get("/busy").status == 503
        asked = len(server.log)
        with askers(server, path, limits, 1) as (second,), pytest.raises(FetchError) as caught:
            second.get("/ok")
        assert caught.value.key == "fetch.paused"
        assert caught.value.details["retry_after"] == pytest.approx(300, abs=5)
        assert len(server.log) == asked

    def test_a_host_one_could_not_reach_is_not_tried_by_another_while_the_first_lives(
        self, server: Server, path: Path, limits: Limits
    ) -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{bound.getsockname()[1]}/"
            request = Request(url, "phare", Purpose.PAGE, 0.0, loopback=True)

            def met(ask: Asker) -> str:
                return str(getattr(ask.fetcher.submit(request).exception(5), "key", ""))

            with askers(server, path, limits, 1) as (second,):
                with askers(server, path, limits, 1) as (first,):
                    assert met(first) == "fetch.unreachable"
                    assert (met(first), met(second)) == ("fetch.paused", "fetch.paused")
                with askers(server, path, limits, 1) as (third,):
                    assert met(third) == "fetch.unreachable"  # it may have been the first one's own fault, and mended
            with askers(server, path, limits, 1) as (later,):
                bound.listen()
                assert isinstance(later.fetcher.submit(request).exception(5), FetchDeadline)  # it is asked, and says nothing

    def test_the_gap_goes_on_over_the_end_of_a_process(self, server: Server, path: Path, limits: Limits) -> None:
        for _ in range(2):
            with askers(server, path, limits, 1) as (one,):
                one.submit("/ok", gap=0.2).result(5)
        times = [moment for moment, *_ in server.log]
        assert len(times) == 4
        assert all(later - earlier >= 0.2 for earlier, later in itertools.pairwise(times))

    def test_a_crawl_delay_holds_for_the_first_question_of_the_next(self, server: Server, path: Path, limits: Limits) -> None:
        server.scenes["/robots.txt"] = answer(b"User-agent: *\nCrawl-delay: 0.3").replace(b"text/html", b"text/plain")
        for _ in range(2):
            with askers(server, path, limits, 1) as (one,):
                one.submit("/ok", gap=0.0).result(5)
        times = [moment for moment, *_ in server.log]
        assert all(later - earlier >= 0.3 for earlier, later in itertools.pairwise(times))
