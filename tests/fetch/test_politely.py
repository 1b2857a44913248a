"""Gaps, robots.txt, fairness, addresses and life cycle, seen from the server."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import threading
import time
from concurrent.futures import CancelledError, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from misbehaving import AGENT, PAGE, SCENES, Asker, Server, answer, redirect

from hemera.errors import FetchDeadline, FetchError, FetchRefused
from hemera.exchanges import Request
from hemera.fetch import HttpFetcher, Limits, Manners
from hemera.types import Purpose

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


def robots(text: str) -> bytes:
    return answer(text.encode(), "200 OK").replace(b"text/html", b"text/plain")


def key_of(ask: Asker, path: str) -> str:
    with pytest.raises(FetchError) as caught:
        ask.get(path)
    return caught.value.key


class TestGaps:
    def test_no_two_requests_are_closer_than_the_gap(self, ask: Asker) -> None:
        futures = [ask.submit(path, gap=0.15) for path in ("/ok", "/to-ok", "/404")]
        wait(futures, 5)
        times = [moment for moment, *_ in ask.server.log]
        assert [path for _, _, path, _ in ask.server.log] == ["/robots.txt", "/ok", "/to-ok", "/ok", "/404"]
        assert all(later - earlier >= 0.15 for earlier, later in itertools.pairwise(times))

    def test_the_default_gap_holds_where_none_is_asked(self, server: Server) -> None:
        fetcher = HttpFetcher(AGENT, default_gap=0.2)
        ask = Asker(server, fetcher)
        wait([ask.submit("/ok", gap=None) for _ in range(2)], 5)
        fetcher.close()
        times = [moment for moment, *_ in server.log]
        assert len(times) == 3
        assert all(later - earlier >= 0.2 for earlier, later in itertools.pairwise(times))

    def test_a_crawl_delay_is_never_undercut(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 0.25")
        wait([ask.submit("/ok", gap=0.0) for _ in range(2)], 5)
        times = [moment for moment, *_ in ask.server.log]
        assert all(later - earlier >= 0.25 for earlier, later in itertools.pairwise(times))

    @pytest.mark.parametrize("manners", [Manners(crawl_delay=0.2)])
    def test_an_endless_crawl_delay_is_capped_and_told(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = robots("User-agent: *\nCrawl-delay: 1e9")
        assert ask.get("/ok").notices == (("robots.crawl-delay", ask.url(""), "1e+09 s asked, 0.2 s kept"),)
        assert ask.get("/ok").notices == ()  # once for every time it is read

    def test_hosts_do_not_wait_for_each_other(self, ask: Asker) -> None:
        slow = ask.submit("/silent", "127.0.0.1")
        quick = [ask.submit("/ok", host) for host in ("127.0.0.2", "127.0.0.3")]
        assert all(future.result(5).status == 200 for future in quick)
        assert not slow.done()
        with pytest.raises(FetchDeadline):
            slow.result(5)

    def test_a_host_gets_one_connection(self, ask: Asker) -> None:
        open_now = most = 0
        lock = threading.Lock()

        async def count(writer: Any) -> None:
            nonlocal open_now, most
            with lock:
                open_now += 1
                most = max(most, open_now)
            await asyncio.sleep(0.02)
            writer.write(answer())
            with lock:
                open_now -= 1

        ask.server.scenes["/count"] = count
        wait([ask.submit("/count") for _ in range(6)], 5)
        assert ask.server.paths() == ["/count"] * 6
        assert most == 1


class TestRobots:
    def test_what_is_not_allowed_is_not_asked(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = robots("User-agent: Hemera\nDisallow: /o\nUser-agent: *\nDisallow: /")
        assert key_of(ask, "/ok") == "fetch.refused.robots"
        assert ask.get("/gzip").status == 200
        assert ask.server.paths() == ["/gzip"]

    def test_it_is_asked_once(self, ask: Asker) -> None:
        wait([ask.submit("/ok") for _ in range(5)], 5)
        assert [path for _, _, path, _ in ask.server.log] == ["/robots.txt"] + ["/ok"] * 5

    def test_a_redirect_is_checked_too(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = robots("User-agent: *\nDisallow: /ok")
        assert key_of(ask, "/to-ok") == "fetch.refused.robots"
        assert ask.server.paths() == ["/to-ok"]

    def test_a_redirect_to_another_host_reads_its_robots_first(self, ask: Asker) -> None:
        ask.server.scenes["/away"] = redirect(f"http://127.0.0.2:{ask.server.port}/ok".encode())
        assert ask.get("/away").final_url == ask.url("/ok", "127.0.0.2")
        assert [(host.split(":")[0], path) for _, host, path, _ in ask.server.log] == [
            ("127.0.0.1", "/robots.txt"),
            ("127.0.0.1", "/away"),
            ("127.0.0.2", "/robots.txt"),
            ("127.0.0.2", "/ok"),
        ]

    @pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable"])
    def test_a_503_pauses_the_site(self, ask: Asker, status: str) -> None:
        ask.server.scenes["/robots.txt"] = answer(b"", status)
        with pytest.raises(FetchError) as caught:
            ask.get("/ok")
        assert type(caught.value) is FetchError  # it will pass
        assert caught.value.key == "fetch.robots-unreadable"
        assert caught.value.details["retry_after"] == pytest.approx(600, abs=1)
        assert ask.server.paths() == []

    def test_html_is_no_robots_txt(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = answer(b"User-agent: *\nDisallow: /")
        assert ask.get("/ok").status == 200

    def test_five_megabytes_are_cut(self, ask: Asker) -> None:
        rules = b"User-agent: *\nDisallow: /ok\n" + b"# filler\n" * 560_000 + b"Disallow: /gzip\n"
        ask.server.scenes["/robots.txt"] = robots("").replace(b"Content-Length: 0", b"Content-Length: %d" % len(rules)) + rules
        assert key_of(ask, "/ok") == "fetch.refused.robots"
        assert ask.get("/gzip").status == 200

    def test_a_redirect_within_the_site_is_followed(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = redirect(b"/r.txt")
        ask.server.scenes["/r.txt"] = robots("User-agent: *\nDisallow: /ok")
        assert key_of(ask, "/ok") == "fetch.refused.robots"

    def test_a_redirect_to_internal_addresses_is_refused(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = redirect(b"http://192.168.77.77/robots.txt")
        assert key_of(ask, "/ok") == "fetch.robots-unreadable"

    def test_a_redirect_in_circles_means_there_is_none(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = redirect(b"/robots.txt")
        assert ask.get("/ok").status == 200

    def test_a_host_that_fails_fails_every_request_that_waits(self, ask: Asker) -> None:
        ask.server.scenes["/robots.txt"] = SCENES["/hang-up"]
        errors = [future.exception(5) for future in [ask.submit("/ok"), ask.submit("/gzip")]]
        assert [getattr(error, "key", None) for error in errors] == ["fetch.connection"] * 2
        assert ask.server.paths() == []


class TestAddresses:
    """Loopback stands for every address that is not public: the server would see who comes."""

    LITERALS = (
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "①②⑦.0.0.1",
        "[::ffff:127.0.0.1]",
        "[::7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "168.63.129.16",
    )

    @pytest.fixture
    def strict(self, server: Server) -> Iterator[HttpFetcher]:
        fetcher = HttpFetcher(AGENT, default_gap=0.0, limits=Limits(ports=frozenset({server.port})))
        yield fetcher
        fetcher.close()

    @pytest.mark.parametrize("host", LITERALS)
    def test_no_spelling_of_what_is_not_public_is_dialled(
        self, server: Server, strict: HttpFetcher, host: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dialled = watched(monkeypatch)
        error = strict.submit(Request(f"http://{host}:{server.port}/ok", "phare", Purpose.PAGE)).exception(5)
        assert isinstance(error, FetchRefused)
        assert error.key in ("fetch.refused.address", "fetch.refused.url")
        assert server.log == dialled == []

    @pytest.mark.parametrize("address", ["169.254.169.254", "fd00:ec2::254", "168.63.129.16", "64:ff9b::a9fe:a9fe"])
    @pytest.mark.parametrize("name", ["metadata.google.internal", "harmless.example"])
    def test_no_name_of_a_metadata_service_is_dialled(
        self, server: Server, strict: HttpFetcher, name: str, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", resolving(address))
        dialled = watched(monkeypatch)
        error = strict.submit(Request(f"http://{name}:{server.port}/ok", "phare", Purpose.PAGE)).exception(5)
        assert isinstance(error, FetchRefused)
        assert error.key == "fetch.refused.address"
        assert dialled == []

    def test_a_name_that_answers_otherwise_the_second_time_is_not_dialled(
        self, ask: Asker, limits: Limits, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        url = f"http://rebind.example:{ask.server.port}/ok"
        monkeypatch.setattr(socket, "getaddrinfo", resolving("127.0.0.2"))
        assert ask.fetcher.submit(Request(url, "phare", Purpose.PAGE, 0.0, loopback=True)).result(5).peer == "127.0.0.2"
        monkeypatch.setattr(socket, "getaddrinfo", resolving("10.1.2.3"))
        dialled = watched(monkeypatch)
        fetcher = HttpFetcher(AGENT, limits=limits)
        error = fetcher.submit(Request(url, "phare", Purpose.PAGE, 0.0, loopback=True)).exception(5)
        fetcher.close()
        assert isinstance(error, FetchRefused)
        assert error.key == "fetch.refused.address"
        assert dialled == []

    def test_a_name_that_resolves_to_loopback_is_not_dialled(
        self, server: Server, strict: HttpFetcher, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", resolving("127.0.0.1", "::1"))
        error = strict.submit(Request(f"http://rebind.example:{server.port}/ok", "phare", Purpose.PAGE)).exception(5)
        assert isinstance(error, FetchRefused)
        assert error.key == "fetch.refused.address"
        assert server.log == []

    def test_of_several_addresses_only_the_allowed_are_dialled(self, ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", resolving("192.168.77.77", "127.0.0.2", "10.1.2.3"))
        url = f"http://both.example:{ask.server.port}/ok"
        response = ask.fetcher.submit(Request(url, "phare", Purpose.PAGE, 0.0, loopback=True)).result(5)
        assert response.peer == "127.0.0.2"

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1:25/", "http://u:p@a.example/", "http://a.example/%0d%0a", "gopher://a.example/"]
    )
    def test_what_the_text_gives_away_is_refused_at_once(self, strict: HttpFetcher, url: str) -> None:
        future = strict.submit(Request(url, "phare", Purpose.PAGE))
        assert future.done()
        assert isinstance(future.exception(), FetchRefused)


class TestHostsInTrouble:
    def test_a_refused_connection_leaves_the_host_alone(self, ask: Asker) -> None:
        with socket.socket() as bound:
            bound.bind(("127.0.0.1", 0))
            port = bound.getsockname()[1]
            requests = [Request(f"http://127.0.0.1:{port}/{n}", "phare", Purpose.PAGE, 0.0, loopback=True) for n in range(2)]
            first, second = (ask.fetcher.submit(request).exception(5) for request in requests)
        assert isinstance(first, FetchError)
        assert (first.key, first.weight) == ("fetch.unreachable", 0.5)
        assert type(second) is FetchError  # it will pass
        assert (second.key, second.weight) == ("fetch.paused", 0.0)

    @pytest.mark.parametrize("limits", [Limits(connect=0.2)])
    def test_a_host_that_never_takes_the_connection_is_left_alone(self, ask: Asker) -> None:
        with socket.socket() as full, contextlib.ExitStack() as callers:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            for _ in range(4):  # its queue is full now: the system drops what comes after
                caller = callers.enter_context(socket.socket())
                caller.setblocking(False)
                caller.connect_ex(full.getsockname())
            url = f"http://127.0.0.1:{full.getsockname()[1]}/"
            errors = [ask.fetcher.submit(Request(url, "phare", Purpose.PAGE, 0.0, loopback=True)).exception(5) for _ in range(2)]
        assert [getattr(error, "key", "") for error in errors] == ["fetch.unreachable", "fetch.paused"]

    def test_an_unknown_name_weighs_little(self, ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(socket, "getaddrinfo", resolving())
        error = ask.fetcher.submit(Request("http://nowhere.example/", "phare", Purpose.PAGE)).exception(5)
        assert isinstance(error, FetchError)
        assert (error.key, error.weight) == ("fetch.dns", 0.25)

    @pytest.mark.parametrize("manners", [Manners(backoff=0.2, patience=1.0)])
    def test_a_short_pause_is_waited_out(self, ask: Asker) -> None:
        ask.server.scenes["/429"] = answer(b"", "429 Too Many Requests")
        assert ask.get("/429").status == 429
        assert ask.get("/ok").status == 200
        times = {path: moment for moment, _, path, _ in ask.server.log}
        assert times["/ok"] - times["/429"] >= 0.2

    def test_a_certificate_nobody_signed_is_refused(self) -> None:
        with Server({"/ok": answer()}, tls=HERE / "self-signed.pem").running() as server:
            fetcher = HttpFetcher(AGENT)
            request = Request(f"https://127.0.0.1:{server.port}/ok", "phare", Purpose.PAGE, 0.0, loopback=True)
            error = fetcher.submit(request).exception(5)
            fetcher.close()
        assert isinstance(error, FetchError)
        assert error.key == "fetch.tls.self-signed"
        assert server.log == []


class TestLife:
    def test_close_drops_what_waits_and_ends_what_runs(self, server: Server) -> None:
        fetcher = HttpFetcher(AGENT)
        ask = Asker(server, fetcher)
        server.scenes["/robots.txt"] = answer(b"", "404 Not Found")
        running = ask.submit("/silent", gap=0.0)
        queued = ask.submit("/ok", gap=60.0)
        while "/silent" not in server.paths():
            time.sleep(0.01)
        threads = threading.active_count()
        fetcher.close()
        assert threading.active_count() == threads - 1
        assert isinstance(running.exception(0), FetchError)
        with pytest.raises((CancelledError, FetchError)):
            queued.result(0)
        after = ask.submit("/ok").exception(0)
        assert isinstance(after, FetchError)
        assert after.key == "fetch.closed"
        fetcher.close()

    def test_close_at_once(self) -> None:
        HttpFetcher(AGENT).close()

    def test_a_cancelled_request_is_not_asked(self, ask: Asker) -> None:
        blocked = ask.submit("/silent")
        dropped = ask.submit("/ok")
        while "/silent" not in ask.server.paths():
            time.sleep(0.01)
        if dropped.cancel():
            wait([blocked], 5)
            ask.get("/gzip")
            assert "/ok" not in ask.server.paths()

    def test_many_threads_may_submit(self, ask: Asker) -> None:
        results: list[bytes] = []

        def submit() -> None:
            results.extend(ask.submit("/ok").result(10).body for _ in range(5))

        threads = [threading.Thread(target=submit) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert results == [PAGE] * 40

    @pytest.mark.parametrize("manners", [Manners(queue=2)])
    def test_the_queue_has_an_end(self, ask: Asker) -> None:
        futures = [ask.submit("/silent") for _ in range(5)]
        keys = [getattr(future.exception(5), "key", "") for future in futures]
        assert "fetch.queue-full" in keys


def watched(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the list in which every address appears that a connection is begun to."""
    dialled: list[Any] = []
    connect = asyncio.BaseEventLoop.sock_connect

    async def noted(loop: Any, sock: socket.socket, address: Any) -> None:
        dialled.append(address)
        await connect(loop, sock, address)  # type: ignore[misc]

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", noted)
    return dialled


def resolving(*addresses: str) -> Any:
    """Stand in for the system's resolver, which tests must not ask: every name has these addresses."""

    def getaddrinfo(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
        more = {socket.AF_INET: (), socket.AF_INET6: (0, 0)}
        return [(f, socket.SOCK_STREAM, 6, "", (a, port, *more[f])) for f, a in zip(families, addresses, strict=True)]

    return getaddrinfo
