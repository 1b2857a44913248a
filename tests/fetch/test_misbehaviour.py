"""What the web does to a client, each with what must come of it."""

from __future__ import annotations

import gzip
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from misbehaving import PAGE, answer

from hemera.errors import FetchDeadline, FetchError, FetchRefused
from hemera.exchanges import Request
from hemera.fetch import Limits
from hemera.httpcontent import DecodeLimits, failure
from hemera.types import Purpose

if TYPE_CHECKING:
    from misbehaving import Asker


def refused(ask: Asker, path: str, key: str, kind: type[FetchError] = FetchRefused) -> FetchError:
    with pytest.raises(kind) as caught:
        ask.get(path)
    assert caught.value.key == key
    assert type(caught.value) is kind
    return caught.value


def undecoded(ask: Asker, path: str) -> str:
    response = ask.get(path)
    error = failure(response)
    assert response.body == b""
    assert error is not None
    return error.key


class TestEncodings:
    @pytest.mark.parametrize("path", ["/gzip-bomb", "/br-bomb", "/zstd-bomb"])
    def test_a_bomb_is_refused(self, ask: Asker, path: str) -> None:
        refused(ask, path, "fetch.refused.ratio")

    @pytest.mark.parametrize("path", ["/gzip-bomb", "/br-bomb", "/zstd-bomb"])
    def test_a_bomb_takes_no_memory(self, ask: Asker, path: str) -> None:
        tracemalloc.start()
        refused(ask, path, "fetch.refused.ratio")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 100e6

    @pytest.mark.parametrize("path", ["/stacked", "/stacked-headers"])
    def test_stacked_encodings_are_refused(self, ask: Asker, path: str) -> None:
        assert undecoded(ask, path) == "fetch.refused.encoding"

    def test_a_plain_body_that_claims_gzip_is_an_error_and_kept_raw(self, ask: Asker) -> None:
        assert undecoded(ask, "/says-gzip") == "fetch.undecodable"
        assert ask.get("/says-gzip").raw == PAGE

    def test_a_cut_gzip_body_is_an_error_and_not_a_part(self, ask: Asker) -> None:
        refused(ask, "/gzip-cut", "fetch.truncated", FetchError)

    @pytest.mark.parametrize("path", ["/gzip", "/br", "/zstd", "/deflate-raw", "/gzip-unlabelled"])
    def test_bodies_are_decoded_and_kept_raw(self, ask: Asker, path: str) -> None:
        response = ask.get(path)
        assert response.body == PAGE
        assert response.raw != PAGE

    def test_an_unknown_encoding_is_refused_and_kept_raw(self, ask: Asker) -> None:
        assert undecoded(ask, "/encoding-unknown") == "fetch.refused.encoding"
        assert ask.get("/encoding-unknown").raw == PAGE


class TestFraming:
    def test_a_length_too_long_is_an_error(self, ask: Asker) -> None:
        refused(ask, "/length-too-long", "fetch.truncated", FetchError)

    def test_a_length_too_short_cuts_or_is_an_error(self, ask: Asker) -> None:
        future = ask.submit("/length-too-short")
        error = future.exception(5)
        if error is None:
            assert future.result().body == PAGE[:20]
        else:  # the rest came in the same packet, and is taken for a second answer
            assert getattr(error, "key", "") == "fetch.protocol"

    @pytest.mark.parametrize("path", ["/length-twice", "/length-and-chunked"])
    def test_two_ways_of_saying_the_length_are_refused(self, ask: Asker, path: str) -> None:
        refused(ask, path, "fetch.protocol", FetchError)

    def test_chunks_are_joined(self, ask: Asker) -> None:
        assert ask.get("/chunked").raw == b"abcde"

    @pytest.mark.parametrize("path", ["/chunk-bad", "/chunk-cut"])
    def test_broken_chunks_are_an_error(self, ask: Asker, path: str) -> None:
        with pytest.raises(FetchError) as caught:
            ask.get(path)
        assert caught.value.key in ("fetch.truncated", "fetch.protocol")

    def test_an_empty_answer_is_a_soft_failure(self, ask: Asker) -> None:
        error = failure(ask.get("/empty"))
        assert error is not None
        assert (error.key, error.weight) == ("fetch.empty", 0.5)

    def test_http_09_is_an_error(self, ask: Asker) -> None:
        refused(ask, "/http09", "fetch.protocol", FetchError)

    def test_http_10_is_read_to_its_end(self, ask: Asker) -> None:
        assert ask.get("/http10").body == PAGE

    def test_a_reset_in_the_body_is_an_error(self, ask: Asker) -> None:
        with pytest.raises(FetchError) as caught:
            ask.get("/reset")
        assert caught.value.key in ("fetch.truncated", "fetch.connection")

    def test_hanging_up_is_an_error(self, ask: Asker) -> None:
        refused(ask, "/hang-up", "fetch.connection", FetchError)


class TestHeaders:
    @pytest.mark.parametrize("path", ["/header-nul", "/header-no-colon"])
    def test_malformed_headers_are_an_error(self, ask: Asker, path: str) -> None:
        refused(ask, path, "fetch.protocol", FetchError)

    def test_latin_1_headers_are_kept(self, ask: Asker) -> None:
        assert ask.get("/header-latin1").header("x-ville") == "Fès"

    @pytest.mark.parametrize("path", ["/header-huge", "/headers-many", "/headers-endless"])
    def test_headers_over_the_limit_are_refused(self, ask: Asker, path: str) -> None:
        refused(ask, path, "fetch.refused.headers")


class TestTime:
    @pytest.mark.parametrize("path", ["/1xx-endless", "/headers-slow", "/body-slow", "/silent"])
    def test_slowness_meets_the_deadline(self, ask: Asker, path: str) -> None:
        error = refused(ask, path, "fetch.deadline", FetchDeadline)
        assert error.weight == 0.5


class TestSize:
    @pytest.mark.parametrize("limits", [Limits(wire=1 << 20)])
    def test_an_endless_body_is_refused_at_the_limit(self, ask: Asker) -> None:
        refused(ask, "/body-endless", "fetch.refused.size")

    def test_a_length_over_the_limit_is_refused_before_reading(self, ask: Asker) -> None:
        refused(ask, "/length-10-gb", "fetch.refused.size")

    @pytest.mark.parametrize("limits", [Limits(sitemap_wire=1_000, sitemap_decode=DecodeLimits(size=5_000, cut=True))])
    @pytest.mark.parametrize(("path", "size"), [("/sitemap-large", 1_000), ("/sitemap-packed", 5_000)])
    def test_a_sitemap_over_the_limit_is_cut(self, ask: Asker, path: str, size: int) -> None:
        ask.server.scenes["/sitemap-large"] = answer(b"<url/>" * 1_000)
        ask.server.scenes["/sitemap-packed"] = answer(gzip.compress(b"<url/>" * 1_000))
        assert len(ask.get(path, Purpose.SITEMAP).body) == size


class TestStatuses:
    def test_an_unknown_status_is_a_failure(self, ask: Asker) -> None:
        refused(ask, "/999", "http.999", FetchError)

    def test_a_304_nobody_asked_for_is_a_failure(self, ask: Asker) -> None:
        refused(ask, "/304", "http.304", FetchError)

    def test_a_304_asked_for_is_an_answer(self, ask: Asker) -> None:
        request = Request(ask.url("/304"), "phare", Purpose.FEED, 0.0, loopback=True, etag='"a"', last_modified="yesterday")
        response = ask.fetcher.submit(request).result(5)
        assert (response.status, response.body) == (304, b"")
        assert failure(response) is None
        head = ask.server.log[-1][3]
        assert 'If-None-Match: "a"' in head
        assert "If-Modified-Since: yesterday" in head

    def test_a_part_is_refused(self, ask: Asker) -> None:
        refused(ask, "/206", "fetch.refused.partial")

    def test_a_404_is_an_answer_and_a_soft_failure(self, ask: Asker) -> None:
        response = ask.get("/404")
        error = failure(response)
        assert (response.status, response.body) == (404, b"gone")
        assert error is not None
        assert error.weight == 0.5

    @pytest.mark.parametrize(
        ("path", "wait"),
        [("/429-seconds", 120.0), ("/429-date", 86400.0), ("/429-soon", None), ("/429-negative", None), ("/503", 3600.0)],
    )
    def test_retry_after_is_read_and_obeyed(self, ask: Asker, path: str, wait: float | None) -> None:
        error = failure(ask.get(path))
        assert error is not None
        assert error.details["retry_after"] == wait
        assert error.weight == 0.5
        if wait:
            pause = refused(ask, "/ok", "fetch.paused", FetchError)
            assert pause.details["retry_after"] == pytest.approx(wait, abs=1)
        assert ask.server.paths() == [path]


class TestRedirects:
    @pytest.mark.parametrize("path", ["/loop", "/cookie-wall", "/chain-0"])
    def test_circles_and_long_chains_are_given_up(self, ask: Asker, path: str) -> None:
        refused(ask, path, "fetch.refused.redirects")
        assert len(ask.server.paths()) <= 6

    @pytest.mark.parametrize(("path", "status"), [("/to-ok", 301), ("/to-ok-308", 308)])
    def test_permanent_moves_are_followed_and_named(self, ask: Asker, path: str, status: int) -> None:
        response = ask.get(path)
        assert response.hops == ((status, ask.url("/ok")),)
        assert response.final_url == ask.url("/ok")
        assert response.request.url == ask.url(path)

    @pytest.mark.parametrize(
        ("path", "key"),
        [
            ("/to-internal", "fetch.refused.address"),
            ("/to-file", "fetch.refused.scheme"),
            ("/to-user", "fetch.refused.url"),
        ],
    )
    def test_redirects_to_where_we_do_not_go_are_refused(self, ask: Asker, path: str, key: str) -> None:
        refused(ask, path, key)
        assert ask.server.paths() == [path]

    def test_a_redirect_without_location_is_a_failure(self, ask: Asker) -> None:
        refused(ask, "/to-nowhere", "fetch.redirect", FetchError)

    @pytest.mark.parametrize(
        ("path", "query"), [("/to-utf8", "titre=%D9%85%D9%82%D8%A7%D9%84"), ("/to-latin1", "%E9"), ("/to-spaces", "a%20b")]
    )
    def test_raw_bytes_in_a_location_are_escaped(self, ask: Asker, path: str, query: str) -> None:
        assert ask.get(path).final_url == ask.url(f"/ok?{query}")

    def test_300_is_not_followed(self, ask: Asker) -> None:
        refused(ask, "/300", "http.300", FetchError)

    @pytest.mark.parametrize("path", ["/refresh", "/meta-refresh"])
    def test_refreshes_are_not_followed(self, ask: Asker, path: str) -> None:
        assert ask.get(path).status == 200
        assert ask.server.paths() == [path]


def test_no_cookie_is_kept(ask: Asker) -> None:
    ask.get("/cookie")
    ask.get("/ok")
    assert "cookie" not in ask.server.log[-1][3].lower()


def test_what_is_sent(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    response = ask.get("/ok")
    head = ask.server.log[-1][3]
    assert "User-Agent: Hemera/0 (+https://hemera.example/about)\r\n" in head
    assert head == "GET /ok HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in response.request_headers) + "\r\n"
    assert response.peer == "127.0.0.1"
    assert response.headers == (("Content-Type", "text/html"), ("Content-Length", str(len(PAGE))))
    assert (response.status, response.reason, response.raw) == (200, "OK", PAGE)
