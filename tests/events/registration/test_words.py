"""What mail and page say of a registration: each cell of the table in both languages, and that each is what is told.

``words.txt`` holds every cell as it was read and found true. A difference is a change of what visitors read: look,
then keep it with ``GOLDEN=write .venv/bin/python -m pytest tests/events/registration/test_words.py``.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from events.models import Registration
from events.registration.mail.letters import ENDING, method_of
from events.registration.registering import cancel_registration
from events.registration.words import TABLE, Happened, Standing
from tests.factories import make_venue

from .standings import (
    COMES,
    ONE_OR_MORE,
    PENDING,
    STREAM,
    answer,
    ask_again,
    by_clock,
    edit,
    party_of,
    plain,
    promote,
    restore,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEPT = Path(__file__).with_name("words.txt")
ENDED = {Standing.GONE, Standing.LAPSED, Standing.HANDED}
# What has no cell, and why nobody is told it.
UNTOLD = {
    Happened.REGISTERED: ENDED,
    Happened.REPEATED: ENDED,  # who comes back begins anew
    Happened.PROMOTED: set(Standing) - {Standing.PLACE},
    Happened.CANCELLED: ENDED,
    Happened.CHANGED: set(Standing) - {Standing.PLACE, Standing.WAITING},
    Happened.HANDED_OVER: set(Standing) - {Standing.PLACE},
    Happened.RECEIVED: set(Standing) - {Standing.PLACE},
    Happened.LEAVING: set(Standing) - {Standing.PLACE, Standing.WAITING},
    Happened.LAPSED: set(Standing) - {Standing.LAPSED},
    Happened.SWITCHED: set(Standing) - {Standing.PLACE, Standing.WAITING},  # who still has to confirm has no page
    Happened.TRANSFERRED: set(Standing) - {Standing.PLACE, Standing.WAITING},  # nor is moved by us
    Happened.LINK: set(Standing) - {Standing.PLACE},  # the link is for who has a place
    **{
        happened: set(Standing) - {Standing.PLACE, Standing.WAITING}  # who still has to confirm was never invited
        for happened in (Happened.DECLINED, Happened.COUNTERED)
    },
    Happened.REFRESHED: set(Standing) - {Standing.PLACE},  # nobody else has an invitation
    **{
        happened: set(Standing) - {Standing.PLACE}  # who waits may come tomorrow, or not
        for happened in (Happened.REMINDED, Happened.CALLED, Happened.THANKED)
    },
    **dict.fromkeys(
        (Happened.MOVED, Happened.CALLED_OFF, Happened.POSTPONED, Happened.RESTORED, Happened.CHOSE_OTHER), ENDED
    ),
}
CELLS = [(happened, standing) for happened, row in TABLE.items() for standing in row]


def test_every_cell_reads_as_it_was_found_true() -> None:
    lines = [
        f"{happened} · {standing} · {seats} · {language}: {' | '.join(cell)}"
        for happened, standing in CELLS
        for seats in (1, 3)
        for language in ("nl", "en")
        if (cell := told(happened, standing, seats, language, until="14:05", news="…"))
    ]
    if os.environ.get("GOLDEN") == "write":
        KEPT.write_text("\n".join(lines) + "\n")
    assert lines == KEPT.read_text().splitlines()


def test_every_other_combination_is_told_to_nobody() -> None:
    assert {
        happened: set(Standing) - set(TABLE[happened]) for happened in Happened if set(Standing) - set(TABLE[happened])
    } == UNTOLD


@pytest.mark.parametrize(("happened", "standing"), CELLS)
def test_no_cell_promises_who_waits_a_place_or_three_people_one(happened: Happened, standing: Standing) -> None:
    one, three = (" ".join(told(happened, standing, seats, "nl")[1:]) for seats in (1, 3))
    assert "uw plaats " not in three.casefold() and "%" not in one + three
    if standing not in (Standing.PLACE, Standing.HELD):
        assert "uw plaats" not in one.casefold() and "agenda" not in one
    assert told(happened, standing, 1, "nl") != told(happened, standing, 1, "en")


ASKED = (Standing.PLACE, Standing.WAITING)
DONE: list[tuple[Happened, Callable[[Registration], Any], tuple[Standing, ...]]] = [
    (Happened.REGISTERED, lambda party: None, COMES),
    (Happened.REPEATED, ask_again, COMES),
    (Happened.CANCELLED, cancel_registration, COMES),
    (Happened.MOVED, lambda party: edit(party.occurrence, place="Zaal 2"), COMES),
    (Happened.LINK, lambda party: edit(party.occurrence, stream_url=STREAM + "2"), (Standing.PLACE,)),
    (Happened.CALLED_OFF, lambda party: edit(party.occurrence, status="cancelled"), COMES),
    (Happened.POSTPONED, lambda party: edit(party.occurrence, status="postponed"), COMES),
    (Happened.RESTORED, restore, COMES),
    (Happened.DECLINED, answer, ASKED),
    (Happened.COUNTERED, lambda party: answer(party, method="COUNTER"), ASKED),
    (Happened.REFRESHED, lambda party: answer(party, method="REFRESH"), (Standing.PLACE,)),
    (Happened.REMINDED, lambda party: by_clock(party, "reminder"), (Standing.PLACE,)),
    (Happened.CALLED, lambda party: by_clock(party, "call"), (Standing.PLACE,)),
    (Happened.THANKED, lambda party: by_clock(party, "thanks"), (Standing.PLACE,)),
]
NEWS = {
    (Happened.MOVED, "nl"): "het is op een andere plek.",
    (Happened.MOVED, "en"): "it is in another place.",
    (Happened.LINK, "nl"): "de livestream heeft een andere link.",
    (Happened.LINK, "en"): "the live stream has another link.",
}
CASES = [(happened, do, standing) for happened, do, standings in DONE for standing in standings]


@pytest.mark.parametrize(("seats", "language"), ONE_OR_MORE)
@pytest.mark.parametrize(("happened", "do", "standing"), CASES)
@pytest.mark.usefixtures("clock")
def test_the_mail_says_what_happened_and_how_one_stands(
    outbox: Any, happened: Happened, do: Any, standing: Standing, seats: int, language: str
) -> None:
    party = party_of(standing, seats, language)
    do(party)
    mail = [mail for mail in outbox() if mail["To"] == "an@example.org"][-1]
    text, news = plain(mail), NEWS.get((happened, language), "")
    heading, *sentences = told(happened, standing, seats, language, until="13:00", news=news)
    assert mail["Subject"] == f"{heading}: {party.occurrence.entry.facts[language]['title']}"
    assert [sentence for sentence in sentences if sentence not in text] == []
    comes = standing == Standing.PLACE and happened not in (*ENDING, Happened.THANKED)
    assert (party.code in text, STREAM in text) == (comes, comes)
    calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in calendars] == ([m] if (m := method_of(happened, standing)) else [])
    if happened in (Happened.CALLED_OFF, Happened.POSTPONED):
        assert ("Storm." if language == "nl" else "A storm.") in text
    assert len([kind for kind in mail.walk() if kind.get_content_type() == "image/png"]) == comes


@pytest.mark.parametrize(("seats", "language"), ONE_OR_MORE)
@pytest.mark.usefixtures("clock")
def test_who_gets_a_place_from_the_list_reads_so(outbox: Any, seats: int, language: str) -> None:
    party = party_of(Standing.WAITING, seats, language)
    promote(party)
    assert all(line in plain(outbox()[-1]) for line in told(Happened.PROMOTED, Standing.PLACE, seats, language))
    assert party.code in plain(outbox()[-1])


@pytest.mark.parametrize("standing", [Standing.WAITING, *PENDING])
def test_another_link_is_no_news_for_who_has_no_place(outbox: Any, standing: Standing) -> None:
    party = party_of(standing, 1, "nl")
    edit(party.occurrence, stream_url=STREAM + "2")
    assert len([mail for mail in outbox() if mail["To"] == "an@example.org"]) == 1
    assert not [mail for mail in outbox() if mail["To"] == "an@example.org" and STREAM in mail.as_string()]


def test_the_updated_invitation_has_the_new_room_and_link_and_a_higher_sequence(outbox: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    edit(party.occurrence, place="Zaal 2", stream_url=STREAM + "2")
    first, second = (
        next(part for part in mail.walk() if part.get_content_type() == "text/calendar").get_content()
        for mail in outbox()
    )
    unfolded = second.replace("\r\n ", "").replace("\n ", "")
    assert "SEQUENCE:0" in first and "SEQUENCE:1" in second
    assert "Zaal 2" in unfolded and f"Livestream: {STREAM}2" in unfolded and "CONFERENCE" in unfolded


def test_what_was_moved_says_what_it_was_before_and_what_only_has_another_link_does_not(outbox: Any) -> None:
    party = party_of(Standing.PLACE, 1, "nl")
    edit(party.occurrence, stream_url=STREAM + "2")
    edit(party.occurrence, venue=make_venue(name="Hooglandse Kerk"))
    edit(party.occurrence, starts_at=party.occurrence.starts_at + timedelta(minutes=30))
    edit(
        party.occurrence,
        starts_at=party.occurrence.starts_at + timedelta(minutes=15),
        venue=make_venue(name="Marekerk"),
    )
    told_was = ["Eerst was het" in plain(mail) for mail in outbox()]
    assert told_was == [False, False, True, True, True]
    news = ["andere link", "op een andere plek.", "op een ander moment.", "op een ander moment en een andere plek."]
    assert [line in plain(mail) for line, mail in zip(news, outbox()[1:], strict=True)] == [True] * 4
    assert "Hooglandse Kerk" in plain(outbox()[4])
