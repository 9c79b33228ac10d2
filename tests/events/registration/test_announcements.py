"""Writing to those who registered: whom, in which language, once each, whatever dies or is pressed twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events import tasks
from events.models import Announcement, Occurrence
from events.registration.announcing import sending
from events.registration.announcing.audience import count_people
from events.registration.forgetting import erase_registrations, forget_staff
from subscribers.models import Message
from tests.factories import make_edition, make_public_event, make_registration, make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db
TEXT = {"subject": "De ingang", "body": "Kom via de Kloksteeg.\n\nTot dan!"}
ENGLISH = {"subject_en": "The entrance", "body_en": "Come by the Kloksteeg."}


@pytest.fixture
def moments(clock: Any) -> list[Occurrence]:
    """Two of one edition, at different events; the second comes first."""
    edition = make_edition()
    starts = [timezone.now() + timedelta(days=days) for days in (3, 2)]
    return [make_public_event(edition, at__way_in="register", at__starts_at=at).occurrences.get() for at in starts]


def write(moment: Occurrence, scope: str = "occurrence", **values: Any) -> Announcement:
    of = {"occurrence": moment, "event": moment.event, "edition": moment.event.edition}[scope]
    return Announcement.objects.create(**{scope: of, "standings": ["confirmed"], "about": "Iets", **TEXT, **values})


def send(one: Announcement) -> None:
    sending.begin(one, sending.fingerprint(one), None)
    tasks.send_announcements()


def written() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("email").values_list("email", "subject"))


def test_each_address_hears_it_once_in_its_language_with_its_own_links(moments: list[Occurrence], outbox: Any) -> None:
    here, there = moments
    twice = [make_registration(one, email="An@example.org") for one in (here, there)]
    make_registration(here, email="bo@example.org", language="en")
    make_registration(here, email="cas@example.org", state="waitlisted")
    make_registration(here, email="dee@example.org", state="cancelled")
    make_registration(here, email="eef@example.org", state="pending")
    make_registration(here, email="")
    send(write(here, "edition", **ENGLISH))
    mails = {str(mail["To"]): mail for mail in outbox()}
    assert {to: str(mail["Subject"]) for to, mail in mails.items()} == {
        "An@example.org": "De ingang",
        "bo@example.org": "The entrance",
    }
    said = mails["An@example.org"].get_body(("plain",)).get_content()
    first, second = (said.index(party.occurrence.event.title) for party in reversed(twice))
    assert said.index("Kom via de Kloksteeg.") < said.index("Tot dan!") < first < second
    links = [line.rsplit(" ", 1)[1] for line in said.splitlines() if "/aanmelding/" in line]
    assert len(set(links)) == 2
    client = Client()
    for link, party in zip(links, reversed(twice), strict=True):
        assert party.occurrence.event.title in client.get(link.removeprefix("http://testserver")).content.decode()


@pytest.mark.parametrize(("scope", "many"), [("occurrence", 1), ("event", 1), ("edition", 2)])
def test_it_goes_to_whom_it_is_about(moments: list[Occurrence], scope: str, many: int) -> None:
    for moment in (*moments, make_public_event(at__way_in="register").occurrences.get()):
        make_registration(moment)
    one = write(moments[0], scope)
    assert count_people(one).total() == many
    send(one)
    one.refresh_from_db()
    assert (len(written()), one.recipients, one.state) == (many, many, "sent")


@pytest.mark.parametrize(
    ("texts", "subjects"),
    [(TEXT, ["De ingang", "De ingang"]), ({"subject": "", "body": "", **ENGLISH}, ["The entrance", "The entrance"])],
)
def test_who_chose_a_language_without_a_text_reads_the_other(
    moments: list[Occurrence], texts: dict[str, str], subjects: list[str]
) -> None:
    for language in ("nl", "en"):
        make_registration(moments[0], language=language)
    send(write(moments[0], **texts))
    assert [subject for _, subject in written()] == subjects


def test_who_waits_is_written_to_where_that_is_chosen(moments: list[Occurrence]) -> None:
    waits = make_registration(moments[0], state="waitlisted")
    make_registration(moments[0])
    send(write(moments[0], standings=["waitlisted"]))
    assert [to for to, _ in written()] == [waits.email]


def test_a_worker_that_dies_between_slices_loses_nobody_and_writes_to_nobody_twice(
    moments: list[Occurrence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SLICE", 2)
    everybody = sorted(make_registration(moments[0]).email for _ in range(5))
    one = write(moments[0])
    sending.begin(one, sending.fingerprint(one), None)
    real, calls = sending.queue_happening, iter([True, True, True, False])

    def dies(*args: Any, **kwargs: Any) -> None:
        if not next(calls):
            raise KeyboardInterrupt
        real(*args, **kwargs)

    monkeypatch.setattr(sending, "queue_happening", dies)
    with pytest.raises(KeyboardInterrupt):
        tasks.send_announcements()
    assert [to for to, _ in written()] == everybody[:2]
    monkeypatch.setattr(sending, "queue_happening", real)
    late = make_registration(moments[0], created_at=timezone.now() + timedelta(minutes=1))
    assert tasks.tick()["announced"] == 3
    assert [to for to, _ in written()] == everybody
    assert late.email not in everybody


def test_a_confirmation_never_waits_behind_thousands(
    moments: list[Occurrence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SLICE", 1)
    monkeypatch.setattr(sending, "MOST_OPEN", 2)
    for _ in range(5):
        make_registration(moments[0])
    one = write(moments[0])
    sending.begin(one, sending.fingerprint(one), None)
    assert [sending.go_on_all(), sending.go_on_all()] == [2, 0]
    Message.objects.update(state="sent")
    assert [sending.go_on_all(), len(written())] == [2, 4]


def test_what_was_not_looked_at_is_not_sent(moments: list[Occurrence]) -> None:
    one = write(moments[0])
    with pytest.raises(ValidationError, match="niemand"):
        sending.begin(one, sending.fingerprint(one), None)
    make_registration(moments[0])
    seen = sending.fingerprint(one)
    make_registration(moments[0])
    with pytest.raises(ValidationError, match="net veranderd"):
        sending.begin(one, seen, None)
    seen = sending.fingerprint(one)
    assert [sending.begin(one, seen, None) for _ in range(2)] == [True, False]


def test_stopping_keeps_what_waits_and_writes_no_more(
    moments: list[Occurrence], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SLICE", 1)
    monkeypatch.setattr(sending, "MOST_OPEN", 2)
    for _ in range(4):
        make_registration(moments[0])
    one = write(moments[0])
    send(one)
    Message.objects.filter(pk=Message.objects.order_by("pk")[0].pk).update(state="sent")
    assert sending.stop(one, None) == 1
    assert tasks.tick()["announced"] == 0
    one.refresh_from_db()
    assert (one.state, sending.progress_of(one)["sent"], sending.progress_of(one)["skipped"]) == ("stopped", 1, 1)


def test_who_is_erased_is_written_to_no_more(moments: list[Occurrence]) -> None:
    gone, stays = make_registration(moments[0]), make_registration(moments[0])
    send(write(moments[0]))
    erase_registrations([gone], timezone.now())
    assert list(Message.objects.values_list("email", "state")) == [(stays.email, "pending")]


def test_who_wrote_is_forgotten_in_two_years_and_what_was_written_is_not(moments: list[Occurrence]) -> None:
    one = write(moments[0], by=make_staff())
    assert forget_staff(timezone.now() + timedelta(days=729)) == 0
    assert forget_staff(timezone.now() + timedelta(days=731)) == 1
    one.refresh_from_db()
    assert (one.by, one.subject) == (None, "De ingang")


@pytest.fixture
def desk(client: Client, moments: list[Occurrence]) -> Client:
    client.force_login(make_staff(email="redactie@example.org"))
    return client


def test_it_is_written_looked_at_tried_and_sent_in_the_desk(
    desk: Client, moments: list[Occurrence], outbox: Any
) -> None:
    party = make_registration(moments[0], language="en")
    fields = {"occurrence": moments[0].pk, "standings": ["confirmed"], **TEXT, **ENGLISH}
    page = desk.post(reverse("berichten:add"), fields, follow=True)
    said = " ".join(text_of(page).split())
    assert "1 adres, 0 in het Nederlands, 1 in het Engels." in said
    assert "Kom via de Kloksteeg." in said and "(this is where the visitor’s own link stands)" in said
    one = Announcement.objects.get()
    address = reverse("berichten:announcement", args=[one.pk])
    assert "gaat zo naar redactie@example.org" in text_of(desk.post(address, {"step": "test"}, follow=True))
    asked = desk.post(address, {"step": "ask"})
    assert "Wilt u dit bericht nu versturen aan 1 adres?" in " ".join(text_of(asked).split())
    for _ in range(2):
        desk.post(address, {"step": "send", "seen": asked.context["seen"]})
    tasks.send_announcements()
    assert sorted((str(mail["To"]), str(mail["Subject"])) for mail in outbox()) == [
        (party.email, "The entrance"),
        ("redactie@example.org", "De ingang"),
        ("redactie@example.org", "The entrance"),
    ]
    assert "Alles is geschreven: 0 verzonden, 1 wachten" in " ".join(text_of(desk.get(address)).split())
    assert desk.get(reverse("berichten:edit", args=[one.pk])).status_code == 404
    logged = ModelLogEntry.objects.order_by("pk").values_list("action", "data")
    assert list(logged) == [("announcement.test", {}), ("announcement.begin", {"recipients": 1})]
    assert "Gestopt. Van wat klaarstond, gaan er 1 niet meer." in text_of(
        desk.post(address, {"step": "stop"}, follow=True)
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"standings": []}, "Kies aan wie."),
        ({"occurrence": ""}, "Kies één van de drie"),
        ({"subject": ""}, "Geef ook een onderwerp."),
        ({"body_en": "Hello."}, "Geef ook een onderwerp."),
        ({"body": "<b>Kom</b>"}, "Hier hoort gewone tekst."),
        ({"subject": "", "body": ""}, "Schrijf de tekst, in het Nederlands of in het Engels."),
    ],
)
def test_what_cannot_be_written_comes_back_with_its_sentence(
    desk: Client, moments: list[Occurrence], wrong: dict[str, Any], sentence: str
) -> None:
    make_registration(moments[0])
    fields = {"occurrence": moments[0].pk, "standings": ["confirmed"], **TEXT, **wrong}
    assert sentence in text_of(desk.post(reverse("berichten:add"), fields))
    assert not Announcement.objects.exists()
