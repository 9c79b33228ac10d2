"""Which network a request comes from: every case of docs/operations.md, Behind a proxy."""

from ipaddress import ip_network

import pytest
from django.test import RequestFactory

from subscribers.access.networks import client_network, client_scheme, network_of, site_of

OURS = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("peer", "forwarded", "hops", "network"),
    [
        # no proxy is trusted: the peer, whatever a header says
        ("192.0.2.7", "", 0, "192.0.2.7"),
        ("192.0.2.7", "198.51.100.9", 0, "192.0.2.7"),
        ("2001:db8:1:2:3::4", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "", 0, "192.0.2.7"),
        # the N-th from the right
        (PROXY, "9.9.9.9,1.2.3.4", 1, "1.2.3.4"),
        (PROXY, "9.9.9.9 , 1.2.3.4 ", 1, "1.2.3.4"),
        (PROXY, "9.9.9.9,1.2.3.4,10.0.0.2", 2, "1.2.3.4"),
        (PROXY, "unknown,1.2.3.4", 1, "1.2.3.4"),
        (f"::ffff:{PROXY}", "1.2.3.4", 1, "1.2.3.4"),
        ("fd00::1", "1.2.3.4", 1, "1.2.3.4"),
        # every way in which an address is written
        (PROXY, "1.2.3.4:5678", 1, "1.2.3.4"),
        (PROXY, "::ffff:1.2.3.4", 1, "1.2.3.4"),
        (PROXY, "[::ffff:1.2.3.4]:5678", 1, "1.2.3.4"),
        (PROXY, '"1.2.3.4:5678"', 1, "1.2.3.4"),
        (PROXY, "2001:db8::1", 1, "2001:db8::/64"),
        (PROXY, "[2001:db8::1]", 1, "2001:db8::/64"),
        (PROXY, "[2001:db8::1]:443", 1, "2001:db8::/64"),
        (PROXY, '"[2001:db8::1]:443"', 1, "2001:db8::/64"),
        (PROXY, "2001:db8::ffff:ffff:ffff:ffff", 1, "2001:db8::/64"),
        (PROXY, "fe80::1%eth0", 1, "fe80::/64"),
        # what says nothing: the peer, never one word for all
        (PROXY, "", 1, PROXY),
        (PROXY, "1.2.3.4", 2, PROXY),
        (PROXY, "9.9.9.9,", 1, PROXY),
        (PROXY, "9.9.9.9,,10.0.0.2", 2, PROXY),
        (PROXY, "unknown", 1, PROXY),
        (PROXY, "_x", 1, PROXY),
        (PROXY, "1.2.3", 1, PROXY),
        (PROXY, "1.2.3.4:port", 1, PROXY),
        (PROXY, "1.2.3.4:", 1, PROXY),
        (PROXY, "01.2.3.4", 1, PROXY),
        (PROXY, "[2001:db8::1", 1, PROXY),
        (PROXY, "[2001:db8::1]443", 1, PROXY),
        (PROXY, "2001:db8::1]:443", 1, PROXY),
        (PROXY, "<script>", 1, PROXY),
        (PROXY, "\x00", 1, PROXY),
        (PROXY, "9.9.9.9," * 300 + "1.2.3.4", 1, PROXY),
        # a peer that is none of our proxies invents what it likes
        ("192.0.2.7", "1.2.3.4", 1, "192.0.2.7"),
        ("2001:db8::1", "1.2.3.4", 1, "2001:db8::/64"),
        # a Unix socket has no address: a proxy of this machine
        ("", "", 0, "unix-socket"),
        ("", "1.2.3.4", 0, "unix-socket"),
        ("", "", 1, "unix-socket"),
        ("", "1.2.3.4", 1, "1.2.3.4"),
    ],
)
def test_the_network_is_what_a_trusted_proxy_says_or_else_the_peer(peer, forwarded, hops, network):
    assert client_network(peer, forwarded, hops, OURS) == network


@pytest.mark.parametrize(
    ("peer", "said", "hops", "scheme"),
    [
        (PROXY, "https", 0, "http"),
        (PROXY, "https", 1, "https"),
        (PROXY, "HTTPS", 1, "https"),
        (PROXY, "http", 1, "http"),
        (PROXY, "", 1, "http"),
        (PROXY, "https,http", 1, "http"),
        (PROXY, "http, https", 1, "https"),
        (PROXY, "https,http", 2, "https"),
        (PROXY, "http,https,http", 2, "https"),
        (PROXY, "https", 2, "https"),  # most proxies pass one word on
        ("192.0.2.7", "https", 1, "http"),
        ("", "https", 1, "https"),
        (PROXY, "https" + " " * 3000, 1, "http"),
    ],
)
def test_the_scheme_is_what_a_trusted_proxy_says_or_else_http(peer, said, hops, scheme):
    assert client_scheme(peer, said, hops, OURS) == scheme


def test_the_settings_say_whom_to_trust(settings):
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": "9.9.9.9, 203.0.113.4"})
    assert network_of(request) == "203.0.113.4"
    settings.PROXY_NETWORKS = [ip_network("127.0.0.0/8")]
    assert network_of(request) == PROXY


@pytest.mark.parametrize(
    ("network", "site"),
    [
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8::/64", "2001:db8::/48"),
        ("192.0.2.7", "192.0.2.7"),
        ("unix-socket", "unix-socket"),
    ],
)
def test_the_site_of_a_network_is_what_one_house_may_have(network: str, site: str) -> None:
    assert site_of(network) == site
