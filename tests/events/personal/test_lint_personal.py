"""The calendar of one person, by the lint: what one starred, registered for or waits for, and a link taken back."""

import pytest

from events.icallint import lint_calendar
from events.models import CalendarEntry
from events.personal import programmes
from tests.factories import make_open_occurrence, make_public_event, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(clock):
    programme, raw = programmes.start_programme()
    starred = make_public_event()
    programmes.star(programme, starred.occurrences.get().public_id)
    for state in ("confirmed", "waitlisted"):
        programmes.attach_registration(programme, make_registration(make_open_occurrence(), state=state))
    assert CalendarEntry.objects.count() == 3
    return f"/mijn-programma/{raw}.ics"


@pytest.mark.parametrize("language", ["", "/en"])
def test_a_personal_calendar_has_no_findings(client, address, language):
    response = client.get(language + address)
    assert response.content.count(b"BEGIN:VEVENT") == 3
    assert lint_calendar(response.content, dict(response.items())) == []


def test_a_link_that_was_taken_back_says_so_in_a_calendar_without_findings(client, address):
    raw = address.split("/")[-1].removesuffix(".ics")
    programme = programmes.find_programme(raw)
    assert programme is not None
    programmes.revoke(programme)
    response = client.get(address)
    assert response.content.count(b"BEGIN:VEVENT") == 1
    assert lint_calendar(response.content, dict(response.items())) == []
