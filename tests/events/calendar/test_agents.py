"""The family of a program from its User-Agent, by names seen in the wild."""

import pytest

from events.calendar.agents import RHYTHMS, SUBSCRIBING, client_of

SEEN = [
    ("Google-Calendar-Importer", "google"),
    ("Mozilla/5.0 (compatible; Google-Calendar-Importer)", "google"),
    ("iOS/26.6 (23G71) dataaccessd/1.0", "apple"),
    ("macOS/26.6.2 (25G83) dataaccessd/1.0", "apple"),
    ("macOS/11.0 (20A5343i) CalendarAgent/950", "apple"),
    ("Mac+OS+X/10.10.5 (14F27) CalendarAgent/316.1", "apple"),
    ("DAVKit/4.0.3 (732.2); CalendarStore/4.0.4 (997.7); iCal/4.0.4 (1395.7); Mac OS X/10.6.8 (10K549)", "apple"),
    ("Microsoft.Exchange/15.20 (Windows NT 10.0; Win64; x64)", "outlook-web"),
    ("Microsoft Exchange/15.20", "outlook-web"),
    ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12026; Pro)", "outlook"),
    ("MacOutlook/16.78.23100802 (Intelx64 Mac OS X 14.0)", "outlook"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0", "thunderbird"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:52.0) Gecko/20100101 Lightning/5.4", "thunderbird"),
    ("ICSx5/2.4.3 (ical4j/3.2.19 okhttp/5.3.2 Android/16)", "android"),
    ("DAVx5/4.4.1-ose (dav4jvm; okhttp/4.12.0) Android/14", "android"),
    ("Nextcloud Webcal Service", "server"),
    ("NextCloud (Android 16) like Chrome/30", "server"),
    ("WordPress/7.1 ICS Calendar/12.1.3.1", "server"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0", "browser"),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3_2 like Mac OS X) AppleWebKit/605.1.15 Version/18.3 Safari/604.1",
        "browser",
    ),
    ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "other"),
    ("Mozilla/5.0 (X11; Linux x86_64) KIO/5.86 akonadi_davgroupware_resource_1/5.18.2 (21.08.2)", "other"),
    ("Evolution/3.60.2", "other"),
    ("python-requests/2.31", "other"),
    ("", "other"),
]


@pytest.mark.parametrize(("said", "family"), SEEN)
def test_a_program_is_known_by_what_it_calls_itself(said: str, family: str) -> None:
    assert client_of(said) == family
    assert client_of(said.upper()) == family


def test_a_name_of_a_million_characters_costs_no_more_than_a_short_one() -> None:
    assert client_of("x" * 1_000_000 + "Google-Calendar-Importer") == "other"


def test_every_family_that_comes_back_says_how_often() -> None:
    assert set(RHYTHMS) == set(SUBSCRIBING)
    assert all(str(words) for words in RHYTHMS.values())
