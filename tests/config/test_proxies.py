"""What stands in front of us: scheme, HSTS, and the warnings of a front that the settings do not know."""

import logging
from ipaddress import ip_network
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.middleware import proxies
from tests.factories import make_staff

VISITOR = {"X-Forwarded-For": "203.0.113.4"}


@pytest.mark.parametrize(
    ("hops", "said", "is_told"),
    [
        (1, {"X-Forwarded-Proto": "https"}, True),
        (1, {"X-Forwarded-Proto": "http"}, False),
        (1, {"X-Forwarded-Proto": "https,http"}, False),  # what the visitor wrote to the left of our proxy's word
        (2, {"X-Forwarded-Proto": "https,http"}, True),
        (1, {}, False),
        (0, {"X-Forwarded-Proto": "https"}, False),
    ],
)
def test_hsts_goes_out_on_what_came_by_https_as_a_trusted_proxy_says(
    client: Client, settings: Any, hops: int, said: dict[str, str], is_told: bool
) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_HSTS_SECONDS = hops, 31_536_000
    response = client.get("/beveiliging/", headers=said)
    assert response.headers.get("Strict-Transport-Security") == ("max-age=31536000" if is_told else None)


def test_nobody_but_a_proxy_of_ours_says_that_it_was_https(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_HSTS_SECONDS = 1, 60
    settings.PROXY_NETWORKS = [ip_network("10.0.0.0/8")]
    response = client.get("/beveiliging/", headers={"X-Forwarded-Proto": "https"}, REMOTE_ADDR="192.0.2.7")
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.parametrize(
    ("hops", "https", "headers", "peer", "doubt"),
    [
        (0, False, {}, "127.0.0.1", ""),
        (0, False, VISITOR, "127.0.0.1", proxies.UNKNOWN),
        (0, False, {"Forwarded": "for=203.0.113.4"}, "127.0.0.1", proxies.UNKNOWN),
        (0, True, VISITOR, "127.0.0.1", proxies.UNKNOWN),
        (0, True, {}, "127.0.0.1", proxies.NO_PROXY),
        (1, True, VISITOR, "127.0.0.1", ""),
        (1, True, {}, "127.0.0.1", ""),
        (1, True, VISITOR, "198.51.100.7", proxies.STRANGER),
        (1, True, {}, "198.51.100.7", ""),
        (1, True, VISITOR, "", ""),
    ],
)
def test_a_front_that_the_settings_do_not_know_is_noticed(
    settings: Any, hops: int, https: bool, headers: dict[str, str], peer: str, doubt: str
) -> None:
    settings.TRUSTED_PROXIES, settings.HTTPS = hops, https
    assert proxies.doubt_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)) == doubt


def test_the_log_warns_once_and_names_the_setting_and_nobody(caplog: Any) -> None:
    middleware = proxies.BehindProxies(lambda request: HttpResponse())
    for _ in range(3):
        middleware(RequestFactory().get("/", headers=VISITOR))
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "TRUSTED_PROXIES" in record.getMessage() and "203.0.113" not in record.getMessage()


def test_a_start_with_an_https_address_and_no_proxy_warns(settings: Any, caplog: Any) -> None:
    proxies.warn_of_unknown_front()
    assert caplog.records == []
    settings.HTTPS = True
    proxies.warn_of_unknown_front()
    assert "SITE_URL begins with https and TRUSTED_PROXIES is 0" in caplog.text


@pytest.mark.django_db
def test_the_desk_warns_who_came_through_a_proxy_that_is_not_known(client: Client, settings: Any) -> None:
    client.force_login(make_staff(is_superuser=True))
    assert "TRUSTED_PROXIES" not in client.get("/beheer/").content.decode()
    assert "en <code>TRUSTED_PROXIES</code> is 0" in client.get("/beheer/", headers=VISITOR).content.decode()
    settings.TRUSTED_PROXIES = 1
    assert "TRUSTED_PROXIES" not in client.get("/beheer/", headers=VISITOR).content.decode()
    stranger = client.get("/beheer/", headers=VISITOR, REMOTE_ADDR="198.51.100.7").content.decode()
    assert "niet in <code>PROXY_NETWORKS</code> staat" in stranger


def test_a_variable_that_would_become_a_header_refuses_the_start_by_its_name() -> None:
    proxies.refuse_header_variables({"PATH": "/bin", "HTTPLIB2_CA_CERTS": "x", "http_proxy": "x"})
    with pytest.raises(ImproperlyConfigured, match="variable HTTP_X_FORWARDED_FOR is set in the environment"):
        proxies.refuse_header_variables({"PATH": "/bin", "HTTP_X_FORWARDED_FOR": "1.2.3.4"})
