"""Which addresses may be asked."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemera.errors import FetchRefused
from hemera.fetch.addresses import _REFUSED_4, check_peer, check_url, is_public
from hemera.fetch.limits import Limits
from hemera.urls import _PLAIN

PORTS = Limits().ports

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "168.63.129.16",
    "0.0.0.0", "0.1.2.3", "100.64.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::7f00:1",
    "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:224.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "64:ff9b:1::808:808", "2002:7f00:1::", "2002:808:808::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "100::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
PUBLIC = [
    "8.8.8.8", "1.1.1.1", "196.200.0.1", "2606:4700::1111", "2a00:1450:4007::5e", "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_off_the_public_network_are_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(FetchRefused):
        check_peer(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_dialled(address: str) -> None:
    assert is_public(address)
    check_peer(address)


@pytest.mark.parametrize("address", ["", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.0.0.1", "8.8.8.8 "])
def test_what_is_no_address_is_not_dialled(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(FetchRefused):
        check_peer(address, loopback=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.200.0.9", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_dialled_where_it_is_asked_for(address: str) -> None:
    check_peer(address, loopback=True)


@pytest.mark.parametrize("address", [a for a in PRIVATE if not a.startswith("127.") and a not in ("::1", "::ffff:127.0.0.1")])
def test_asking_for_loopback_opens_nothing_else(address: str) -> None:
    with pytest.raises(FetchRefused):
        check_peer(address, loopback=True)


@given(st.integers(0, 2**32 - 1))
def test_an_ipv4_address_is_judged_alike_in_its_mapped_forms(number: int) -> None:
    plain = is_public(str(IPv4Address(number)))
    assert is_public(str(IPv6Address((0xFFFF << 32) | number))) == plain
    assert is_public(str(IPv6Address((0x64FF9B << 96) | number))) == plain


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_public_is_private_to_the_library(address: IPv4Address | IPv6Address) -> None:
    if is_public(str(address)):
        embedded = address.ipv4_mapped if isinstance(address, IPv6Address) else None
        judged = embedded or address
        assert judged.is_global
        assert not judged.is_multicast


@given(st.ip_addresses(v=4))
def test_nothing_global_is_refused_but_what_is_named(address: IPv4Address) -> None:
    special = (address.is_multicast, address.is_reserved, address.is_private, not address.is_global)
    named = [ip_network(text) for text in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24")]
    assert is_public(str(address)) == (not any(special) and not any(address in network for network in named))


@pytest.mark.parametrize("network", _REFUSED_4)
def test_a_refused_network_ends_where_it_ends(network: IPv4Network) -> None:
    inside = [network.network_address, network.broadcast_address]
    assert not any(is_public(str(address)) for address in inside)
    for beside in (int(inside[0]) - 1, int(inside[1]) + 1):
        if 0 <= beside < 2**32:
            assert is_public(str(IPv4Address(beside))) == (not any(IPv4Address(beside) in other for other in _REFUSED_4))


@given(st.from_regex(_PLAIN, fullmatch=True))
def test_the_short_way_comes_to_the_same(url: str) -> None:
    def judged(text: str) -> object:
        try:
            return check_url(text, PORTS, loopback=True)
        except FetchRefused as refusal:
            return refusal.key

    assert judged(url) == judged(f" {url}")  # which takes the long way


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://user@a.example/", "url"),
        ("http://user:word@a.example/", "url"),
        ("http://a.example\\@b.example/", "url"),
        ("http://a.example/a\tb", "url"),
        ("http://a.example/a\nb", "url"),
        ("http://a.example/a\r\nHost: b", "url"),
        ("http://a.example/\x00", "url"),
        ("http://a.example/%00", "url"),
        ("http://a.example/%0d%0aX: y", "url"),
        ("http://a.example/%0A", "url"),
        ("http://a.example/" + "a" * 10_240, "url"),
        ("http://a.example:99999/", "url"),
        ("http://a.example:x/", "url"),
        ("http://[::1", "url"),
        ("http:///path", "url"),
        ("http://%6c.example/", "url"),
        ("http://a b.example/", "url"),
        ("http://a.example:25/", "port"),
        ("http://a.example:6379/", "port"),
        ("http://a.example:22/", "port"),
        ("ftp://a.example/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://a.example:70/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("//a.example/", "scheme"),
        ("a.example/page", "scheme"),
        ("", "scheme"),
        ("http://localhost/", "address"),
        ("http://LOCALHOST./", "address"),
        ("http://x.localhost/", "address"),
        ("http://metadata.google.internal/", "address"),
        ("http://printer.local/", "address"),
    ],
)
def test_urls_refused_before_anything_is_resolved(url: str, key: str) -> None:
    with pytest.raises(FetchRefused) as caught:
        check_url(url, PORTS)
    assert caught.value.key == f"fetch.refused.{key}"


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://a.example", "http://a.example/"),
        ("HTTPS://A.Example:443/A?b=C#d", "https://a.example/A?b=C"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("http://a.example/%7Ea/%2F?q=%2C&utm_source=x", "http://a.example/%7Ea/%2F?q=%2C&utm_source=x"),
        ("http://a.example/مقال?س=١", "http://a.example/%D9%85%D9%82%D8%A7%D9%84?%D8%B3=%D9%A1"),
        ("http://موقع.مصر/", "http://xn--4gbrim.xn--wgbh1c/"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("http://раypal.example/", "http://xn--ypal-43d9g.example/"),
    ],
)
def test_urls_are_asked_as_written_in_ascii(url: str, asked: str) -> None:
    assert check_url(url, PORTS).url == asked


def test_one_host_has_one_key() -> None:
    keys = {
        check_url(url, PORTS).key
        for url in ("http://موقع.مصر/", "https://xn--4gbrim.xn--wgbh1c:443/a", "http://XN--4GBRIM.xn--wgbh1c./")
    }
    assert keys == {"xn--4gbrim.xn--wgbh1c"}


def test_loopback_frees_names_and_ports() -> None:
    target = check_url("http://localhost:34567/x?y", PORTS, loopback=True)
    assert (target.host, target.port, target.key) == ("localhost", 34567, "localhost:34567")
    assert (target.origin, target.path) == ("http://localhost:34567", "/x?y")


@given(st.text(max_size=80))
def test_any_text_is_agreed_to_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://a.example/{text}"):
        try:
            target = check_url(url, PORTS)
        except FetchRefused:
            continue
        assert target.url.isascii()
        assert target.url.isprintable()
        assert " " not in target.url
        assert "@" not in target.netloc


@given(st.ip_addresses(v=4))
def test_literal_hosts_stay_what_they_are(address: IPv4Address) -> None:
    target = check_url(f"http://{address}/", PORTS)
    assert ip_address(target.host) == address
