"""What the mails to visitors promise."""

import pytest
from django.utils import translation

from events.registration.mail import letters
from events.registration.words import Standing
from subscribers.outbox.letters import text_blocks

VISIT = letters.Visit(
    name="Anna", seats=2, title="Orgel", when="zaterdag", place="Kerk", page="https://agenda.example/", code="ABCD"
)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("happened", [*letters.INVITING, *letters.ENDING])
def test_no_mail_says_that_a_calendar_follows_what_was_invited_to(happened, language):
    """Thunderbird and Evolution wait for a tap on *accept*; only a feed that one subscribed to changes by itself."""
    with translation.override(language):
        text = "\n".join(text_blocks(letters.write(happened, Standing.PLACE, VISIT)))
    assert [word for word in ("vanzelf", "past zich aan", "by itself", "follows") if word in text] == []
