"""What a network above its budget is asked for, on pages and in the API; the order of the checks."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from events.models import Registration
from subscribers.access import form_checks
from subscribers.access.keys import create_api_key
from subscribers.models import Message, Subscriber
from tests.events.registration.test_registration import make_open_occurrence
from tests.factories import make_staff, make_topic
from tests.subscribers.admission.proving import challenge_in, solved
from tests.typed import carry_out_typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGN_UP = "/nieuwsbrief/"


@pytest.fixture
def busy(settings: Any, clock: Any) -> Any:
    """A network whose budget of one is used up by ``post``."""
    make_topic()
    settings.LIMIT_PER_NETWORK_HOUR = 1
    return settings


def form_of(clock: Any, form_name: str, **values: str) -> dict[str, str]:
    stamp = form_checks.form_stamp(form_name)
    clock.shift(timedelta(seconds=5))
    return {"email": "lezer@example.org", "stamp": stamp, "let_be": "", **values}


def sign_up(client: Client, clock: Any, address: str = SIGN_UP, **values: str) -> Any:
    answer = client.post(address, form_of(clock, "signup", **values))
    carry_out_typed()
    return answer


def test_a_network_above_its_budget_is_asked_for_a_proof_and_let_in_with_it(
    client: Client, clock: Any, busy: Any
) -> None:
    assert "data-challenge" not in client.get(SIGN_UP).content.decode()
    assert sign_up(client, clock).status_code == 200
    early = challenge_in(client.get(SIGN_UP).content.decode())  # solved while one types
    asked = sign_up(client, clock, email="twee@example.org", name="Bram")
    page = asked.content.decode()
    assert (asked.status_code, 0 < int(asked["Retry-After"]) <= 3600) == (429, True)
    assert 'value="twee@example.org"' in page and 'value="Bram"' in page
    assert "Er komt net veel van uw netwerk" in page and "<title>Fout:" in page
    assert not Subscriber.objects.filter(email="twee@example.org").exists()
    for number, challenge in enumerate((challenge_in(page), early)):
        done = sign_up(client, clock, email=f"met-som{number}@example.org", proof=solved(challenge))
        assert done.status_code == 200
    assert Subscriber.objects.count() == 3


def test_registering_asks_for_it_as_well_in_the_language_of_the_page(client: Client, clock: Any, busy: Any) -> None:
    address = f"/en/aanmelden/{make_open_occurrence(capacity=9).public_id}/"
    values = {"name": "Anna", "seats": "2"}
    assert client.post(address, form_of(clock, "registration", **values)).status_code == 200
    asked = client.post(address, form_of(clock, "registration", **values, email="b@example.org"))
    page = asked.content.decode()
    assert asked.status_code == 429
    assert "A small sum first" in page and "Send me a code by email" in page
    again = form_of(clock, "registration", **values, email="b@example.org", proof=solved(challenge_in(page)))
    assert client.post(address, again).status_code == 200
    assert Registration.objects.count() == 2


def test_without_a_script_a_code_by_mail_does(client: Client, clock: Any, busy: Any, outbox: Any) -> None:
    sign_up(client, clock)
    waiting = sign_up(client, clock, email="twee@example.org", name="Bram", mail_code="1")
    page = waiting.content.decode()
    assert waiting.status_code == 200
    assert 'name="code"' in page and "Wij mailen de code naar twee@example.org" in page and "data-challenge" not in page
    assert not Subscriber.objects.filter(email="twee@example.org").exists()
    mail = outbox()[-1]
    code = str(mail["Subject"]).removeprefix("Uw code: ")
    assert (mail["To"], code in mail.get_body(("plain",)).get_content()) == ("twee@example.org", True)
    wrong = sign_up(client, clock, email="twee@example.org", code="AAAA-AAAA")
    assert wrong.status_code == 429 and "Deze code klopt niet" in wrong.content.decode()
    assert sign_up(client, clock, email="drie@example.org", code=code).status_code == 429  # another's
    assert sign_up(client, clock, email="twee@example.org", code=f" {code.lower()[:4]} {code[5:]}").status_code == 200
    assert Subscriber.objects.filter(email="twee@example.org").exists()


def test_a_code_is_mailed_once_in_a_quarter_and_works_an_hour_at_most(
    client: Client, clock: Any, busy: Any, outbox: Any
) -> None:
    sign_up(client, clock)
    for _ in range(3):
        assert sign_up(client, clock, email="twee@example.org", mail_code="1").status_code == 200
    codes = Message.objects.filter(kind="proof.code")
    assert codes.count() == 1
    code = codes.get().subject.removeprefix("Uw code: ")
    clock.shift(timedelta(hours=1))
    sign_up(client, clock)
    assert sign_up(client, clock, email="twee@example.org", code=code).status_code == 429


def test_a_code_lets_one_address_in_for_a_few_forms_only(client: Client, clock: Any, busy: Any, outbox: Any) -> None:
    sign_up(client, clock)
    sign_up(client, clock, email="twee@example.org", mail_code="1")
    code = str(outbox()[-1]["Subject"]).removeprefix("Uw code: ")
    answers = [sign_up(client, clock, email="twee@example.org", code=code).status_code for _ in range(8)]
    assert answers == [200] * 6 + [429] * 2


def test_far_above_the_budget_no_work_helps(client: Client, clock: Any, busy: Any) -> None:
    busy.LIMIT_REFUSE_PER_NETWORK_HOUR = 3
    sign_up(client, clock)
    proof = solved(challenge_in(client.get(SIGN_UP).content.decode()))
    for _ in range(2):
        sign_up(client, clock)
    refused = sign_up(client, clock, proof=proof)
    assert refused.status_code == 429
    assert "Er kwam net te veel tegelijk binnen" in refused.content.decode()
    assert "data-challenge" not in refused.content.decode()
    assert sign_up(client, clock, code="AAAA-AAAA").status_code == 429


def test_what_is_refused_counts_for_its_network_alone(client: Client, clock: Any, busy: Any) -> None:
    busy.LIMIT_PER_FORM_MINUTE = 2
    clock.move_to("2026-06-15T10:00:01+00:00")
    client.post(SIGN_UP, form_of(clock, "signup"))
    for _ in range(6):
        assert sign_up(client, clock).status_code == 429
    other = {"REMOTE_ADDR": "192.0.2.8"}
    assert client.post(SIGN_UP, form_of(clock, "signup", email="b@example.org"), **other).status_code == 200
    third = client.post(SIGN_UP, form_of(clock, "signup", email="c@example.org"), REMOTE_ADDR="192.0.2.9")
    assert third.status_code == 429


def test_when_everyone_comes_at_once_each_may_prove_instead_of_being_refused(
    client: Client, clock: Any, settings: Any
) -> None:
    make_topic()
    settings.LIMIT_PER_FORM_MINUTE, settings.LIMIT_PROVED_PER_FORM_MINUTE = 1, 1
    clock.move_to("2026-06-15T10:00:01+00:00")
    assert sign_up(client, clock, email="een@example.org").status_code == 200
    other = {"REMOTE_ADDR": "192.0.2.8"}
    assert "data-challenge" not in client.get(SIGN_UP, **other).content.decode()  # its network did nothing yet
    asked = client.post(SIGN_UP, form_of(clock, "signup", email="twee@example.org"), **other)
    page = asked.content.decode()
    assert asked.status_code == 429 and "Er komt net veel tegelijk binnen" in page
    proved = form_of(clock, "signup", email="twee@example.org", proof=solved(challenge_in(page)))
    assert client.post(SIGN_UP, proved, **other).status_code == 200
    again = sign_up(client, clock, email="drie@example.org")
    proved = form_of(clock, "signup", email="drie@example.org", proof=solved(challenge_in(again.content.decode())))
    refused = client.post(SIGN_UP, proved).content.decode()  # far beyond: as many with a proof as may come in a minute
    assert "Er kwam net te veel tegelijk binnen" in refused
    carry_out_typed()
    assert list(Subscriber.objects.values_list("email", flat=True)) == ["een@example.org", "twee@example.org"]


def test_a_network_is_mailed_codes_no_more_often_than_it_may_register(
    client: Client, clock: Any, busy: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subscribers.admission.admitting.CODES_AN_HOUR", 2)
    sign_up(client, clock)
    asked = [sign_up(client, clock, email=f"{name}@example.org", mail_code="1") for name in ("a", "b", "c")]
    assert [answer.status_code for answer in asked] == [200, 200, 429]
    assert Message.objects.filter(kind="proof.code").count() == 2
    assert "data-challenge" in asked[2].content.decode()  # the other way is open


@pytest.mark.parametrize("values", [{"stamp": ""}, {"let_be": "x"}, {"email": "geen adres"}])
def test_what_is_refused_before_costs_the_network_nothing(
    client: Client, clock: Any, busy: Any, values: dict[str, str]
) -> None:
    for _ in range(3):
        sign_up(client, clock, **values)
    assert sign_up(client, clock).status_code == 200


def test_registrations_and_sign_ups_are_counted_apart(client: Client, clock: Any, busy: Any) -> None:
    sign_up(client, clock)
    occurrence = make_open_occurrence(capacity=9)
    page = client.get(f"/aanmelden/{occurrence.public_id}/").content.decode()
    assert "data-challenge" not in page


def call(client: Client, key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    wish = {"email": "lezer@example.org", "topics": [], "language": "nl"}
    return client.post("/api/v1/subscriptions", wish, content_type="application/json", headers=headers)


def test_in_the_api_a_key_has_a_budget_of_its_own(client: Client, clock: Any, busy: Any) -> None:
    busy.LIMIT_PER_KEY_HOUR = 2
    key = create_api_key(make_staff(), "partner", ["issues:read"])
    assert call(client).status_code == 202
    refused = call(client)
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert [call(client, key).status_code for _ in range(3)] == [202, 202, 429]
    assert call(client, "lk_nobodys").status_code == 429  # counts for the network


def test_a_key_whose_owner_lost_every_right_counts_for_the_network(client: Client, clock: Any, busy: Any) -> None:
    owner = make_staff()
    key = create_api_key(owner, "partner", ["issues:read", "issues:write"])
    assert [call(client, key).status_code for _ in range(2)] == [202, 202]
    owner.is_superuser = False
    owner.save()
    assert [call(client, key).status_code for _ in range(2)] == [202, 429]


def test_in_the_api_a_key_may_be_used_so_often(client: Client, clock: Any, settings: Any) -> None:
    settings.LIMIT_PER_KEY_HOUR = 2
    key = create_api_key(make_staff(), "partner", ["issues:read"])
    headers = {"Authorization": f"Bearer {key}"}
    answers = [client.get("/api/v1/issues?state=draft", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"] == "3600"
