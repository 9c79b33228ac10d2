"""Signing up on the site: one answer for everyone, nothing lost that was typed, nothing set or stored on a visit."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from subscribers.access import form_checks
from subscribers.models import Consent, Message, Subscriber, Subscription, Suppression, Topic
from tests.factories import make_subscriber, make_topic
from tests.typed import carry_out_typed

pytestmark = pytest.mark.django_db
PAGE = "/nieuwsbrief/"


@pytest.fixture
def topic() -> Topic:
    return make_topic(slug="kunst", name="Kunst")


def form(clock: Any = None, **values: Any) -> dict[str, Any]:
    """A form as a person fills it in: shown a minute ago."""
    stamp = form_checks.form_stamp("signup")
    if clock:
        clock.shift(timedelta(minutes=1))
    return {"email": "an@example.org", "name": "", "stamp": stamp, "let_be": "", **values}


def without_stamp(content: bytes) -> str:
    return re.sub(r'name="stamp" value="[^"]*"', "", content.decode())


def test_the_page_shows_a_form_with_nothing_ticked_and_sets_no_cookie(client: Client, topic: Topic) -> None:
    response = client.get(PAGE)
    assert response.status_code == 200
    assert response.cookies == {} and "sessionid" not in client.cookies
    page = response.content.decode()
    assert page.count('type="checkbox"') == 1 and " checked" not in page
    assert "csrfmiddlewaretoken" not in page and "<script" not in page and "style=" not in page


def test_signing_up_mails_a_link_and_puts_nobody_on_the_list(
    client: Client, clock: Any, topic: Topic, outbox: Any
) -> None:
    response = client.post(PAGE, form(clock, name="An", topics=["kunst"]))
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert "Kijk in uw mailbox" in response.content.decode()
    assert [mail["To"] for mail in outbox()] == ["an@example.org"]
    assert list(Subscription.objects.values_list("state", "topic__slug")) == [("pending", "kunst")]
    assert list(Consent.objects.values_list("action", "source", "topics")) == [("asked", "form", ["kunst"])]


def test_no_topic_means_the_default_ones(client: Client, clock: Any, topic: Topic) -> None:
    make_topic(is_default=False)
    client.post(PAGE, form(clock))
    carry_out_typed()
    assert list(Subscription.objects.values_list("topic__slug", flat=True)) == ["kunst"]


def test_the_english_form_mails_in_english(client: Client, clock: Any, topic: Topic) -> None:
    client.post("/en/nieuwsbrief/", form(clock))
    carry_out_typed()
    assert list(Message.objects.values_list("language", flat=True)) == ["en"]


def test_known_unknown_suppressed_and_trapped_get_the_same_bytes(client: Client, clock: Any, topic: Topic) -> None:
    make_subscriber(topic, email="known@example.org")
    make_subscriber(topic, email="left@example.org", state="left")
    make_subscriber(None, email="erased@example.org", erased_at=timezone.now())
    Suppression.objects.create(email_normalised="dead@example.org", reason="hard_bounce")
    addresses = [
        "known@example.org",
        "left@example.org",
        "erased@example.org",
        "dead@example.org",
        "new@example.org",
        "new@example.org",
    ]
    answers = {client.post(PAGE, form(clock, email=address)).content for address in addresses}
    answers.add(client.post(PAGE, form(clock, email="robot@example.org", let_be="x")).content)
    assert len(answers) == 1
    carry_out_typed()
    assert not Subscriber.objects.filter(email="robot@example.org").exists()


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({"email": ""}, "Vul uw e-mailadres in."),
    "no address": ({"email": "geen adres"}, "Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl."),
    "line break": ({"email": "an@example.org\r\nBcc: x@evil.example"}, "Dit e-mailadres klopt niet."),
    "long address": ({"email": f"{'a' * 250}@example.org"}, "Een e-mailadres heeft hoogstens 254 tekens."),
    "long name": ({"name": "n" * 10_000}, "Een naam heeft hoogstens 80 tekens."),
    "unknown topic": ({"topics": ["bestaat-niet"]}, "Dit onderwerp bestaat niet. Kies uit de lijst."),
    "no stamp": ({"stamp": ""}, "Dit formulier stond te lang open. Verstuur het nog eens."),
    "forged stamp": ({"stamp": "signup:1:x"}, "Dit formulier stond te lang open. Verstuur het nog eens."),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_told_at_its_field_and_the_rest_is_kept(
    client: Client, clock: Any, topic: Topic, name: str
) -> None:
    values, sentence = WRONG[name]
    response = client.post(
        PAGE, form(clock, **{"email": "an@example.org", "name": "An van Dam", "topics": ["kunst"], **values})
    )
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page and "Fout:" in page and 'class="error-summary"' in page
    if "email" not in values:
        assert 'value="an@example.org"' in page
    if "name" not in values:
        assert 'value="An van Dam"' in page
    if "topics" not in values:
        assert " checked" in page
    assert not Subscriber.objects.exists() and not Message.objects.exists()


def test_hostile_values_come_back_escaped(client: Client, clock: Any, topic: Topic) -> None:
    page = client.post(PAGE, form(clock, email='"><script>alert(1)</script>', name="<b>x</b>")).content.decode()
    assert "<script>alert" not in page and "<b>x</b>" not in page


def test_a_null_character_is_an_error_not_a_crash(client: Client, clock: Any, topic: Topic) -> None:
    assert client.post(PAGE, form(clock, name="a\x00b")).status_code == 400
    assert client.post(PAGE, form(clock, email="a\x00b@example.org")).status_code == 400


def test_too_many_from_one_network_are_asked_to_wait(client: Client, clock: Any, topic: Topic, settings: Any) -> None:
    settings.LIMIT_PER_NETWORK_HOUR = 2
    statuses = [client.post(PAGE, form(email=f"an{n}@example.org")) for n in range(0)]
    values = form(clock)
    statuses = [client.post(PAGE, {**values, "email": f"an{n}@example.org"}) for n in range(3)]
    assert [response.status_code for response in statuses] == [200, 200, 429]
    assert 0 < int(statuses[2]["Retry-After"]) <= 3600
    assert 'value="an2@example.org"' in statuses[2].content.decode()


def test_a_form_from_another_site_is_refused(client: Client, clock: Any, topic: Topic) -> None:
    response = client.post(PAGE, form(clock), headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403 and not Subscriber.objects.exists()


def test_a_form_shown_again_can_be_sent_again(client: Client, clock: Any, topic: Topic) -> None:
    page = client.post(PAGE, form(clock, stamp="")).content.decode()
    stamp = re.search(r'name="stamp" value="([^"]+)"', page)[1]  # type: ignore[index]
    clock.shift(timedelta(seconds=5))
    assert client.post(PAGE, form(stamp=stamp)).status_code == 200


def test_nothing_else_than_reading_and_sending_is_allowed(client: Client) -> None:
    assert [getattr(client, method)(PAGE).status_code for method in ("put", "delete", "patch")] == [405, 405, 405]


def confirm_address(outbox: Any) -> str:
    text = outbox()[-1].get_body(("plain",)).get_content()
    return re.search(r"http://testserver(/\S*bevestigen/\S+)", text)[1]  # type: ignore[index]


def test_confirming_takes_a_press_of_the_button(client: Client, clock: Any, topic: Topic, outbox: Any) -> None:
    client.post(PAGE, form(clock, topics=["kunst"]))
    address = confirm_address(outbox)
    shown = client.get(address)
    assert (shown.status_code, Subscription.objects.get().state) == (200, "pending")
    assert "<button>Ja, stuur mij de nieuwsbrief</button>" in shown.content.decode()
    done = client.post(address)
    assert (done.status_code, Subscription.objects.get().state) == (200, "confirmed")
    assert "U bent ingeschreven" in done.content.decode()
    for response in (shown, done):
        assert (response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"]) == (
            "no-store",
            "same-origin",
            "noindex",
        )
        assert response.cookies == {}


def test_a_used_link_shows_the_same_and_an_old_or_mangled_one_helps(
    client: Client, clock: Any, topic: Topic, outbox: Any
) -> None:
    client.post(PAGE, form(clock))
    address = confirm_address(outbox)
    client.post(address)
    used, looked = client.post(address), client.get(address)
    mangled = client.get(f"{PAGE}bevestigen/abc/")
    client.post(PAGE, form(clock, email="laat@example.org"))
    late = confirm_address(outbox)
    clock.shift(timedelta(days=8))
    assert [response.status_code for response in (used, mangled, client.post(late))] == [200, 404, 404]
    assert "Vraag een nieuwe link aan" in mangled.content.decode()
    assert used.content == looked.content and "<form" not in used.content.decode()
    assert Subscriber.objects.get(email="laat@example.org").subscriptions.get().state == "pending"


def test_a_used_link_of_who_left_since_works_no_more(client: Client, clock: Any, topic: Topic, outbox: Any) -> None:
    client.post(PAGE, form(clock))
    address = confirm_address(outbox)
    client.post(address)
    Subscription.objects.update(state="left")
    assert [client.post(address).status_code, client.get(address).status_code] == [404, 404]
