"""The lint of invitations: what is asked of a calendar file in a mail."""

import pytest

from events.icallint import lint_calendar
from tests.events.icallint.calendar_files import GUEST, INVITATION, changed, crlf, numbers, without


def test_a_good_invitation_has_no_findings():
    assert lint_calendar(crlf(INVITATION), {"Content-Type": "text/calendar; method=REQUEST; charset=utf-8"}) == []


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("F1", changed((GUEST, ""), text=INVITATION)),
        ("F1", changed((GUEST, GUEST + GUEST.replace("jan@", "piet@")), text=INVITATION)),
        ("f1", changed((";PARTSTAT=ACCEPTED", ""), text=INVITATION)),
        ("F1", without("SEQUENCE", text=INVITATION)),
        ("F4", changed(("METHOD:REQUEST", "METHOD:CANCEL"), text=INVITATION)),
        (
            "F4",
            changed(
                ("METHOD:REQUEST", "METHOD:CANCEL"),
                ("CONFIRMED", "CANCELLED"),
                ("SEQUENCE:1", "SEQUENCE:0"),
                text=INVITATION,
            ),
        ),
    ],
)
def test_an_invitation(number, text):
    assert numbers(text, parsers=False) == {number}
