"""How many mails go to visitors, in words: one and many, before and after, and who hears it as what."""

from collections import Counter

import pytest

from events.registration.mail.counting import PROMOTED, count_readers, in_words
from events.registration.mail.links import about
from tests.factories import make_open_occurrence, make_registration


@pytest.mark.parametrize(
    ("counts", "before", "after"),
    [
        ({}, "Er gaat geen mail naar bezoekers.", "Er ging geen mail naar bezoekers."),
        (
            {"confirmed": 1},
            "Er gaat 1 mail naar bezoekers: 1 aan wie een plaats heeft.",
            "Er ging 1 mail naar bezoekers: 1 aan wie een plaats heeft.",
        ),
        (
            {"waitlisted": 1, "confirmed": 2, "pending": 0},
            "Er gaan 3 mails naar bezoekers: 2 aan wie een plaats heeft, 1 aan wie op de wachtlijst staat.",
            "Er gingen 3 mails naar bezoekers: 2 aan wie een plaats heeft, 1 aan wie op de wachtlijst staat.",
        ),
    ],
)
def test_what_staff_read_agrees_with_the_number(counts: dict[str, int], before: str, after: str) -> None:
    assert [in_words(Counter(counts), before=True), in_words(Counter(counts), before=False)] == [before, after]


@pytest.mark.django_db
def test_each_mail_counts_for_what_its_reader_is_and_one_about_no_visitor_for_nobody() -> None:
    occurrence = make_open_occurrence()
    one, two, three = (make_registration(occurrence, state=state) for state in ("confirmed", "confirmed", "waitlisted"))
    notes = [("registration.moved", about(one)), (PROMOTED, about(two)), ("registration.moved", about(three))]
    assert count_readers([*notes, ("issue.held", "issue:7")]) == {"confirmed": 1, PROMOTED: 1, "waitlisted": 1}
    assert count_readers([("issue.held", "issue:7")]) == {}
