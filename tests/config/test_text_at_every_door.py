"""What may stand in plain text: one rule, repaired in forms and refused by the API, the settings and mail headers."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ImproperlyConfigured
from pydantic_core import PydanticCustomError

from config.settings.environment import one_line as setting_of_one_line
from newsletter.rendering.slots import tidy_line
from subscribers.mime import encoded, mailbox
from subscribers.plaintext import has_unseen, is_one_line, lines, one_line
from subscribers.screens.texts import PlainTextField
from subscribers.shell.schemas import refuse_unprintable

UNSEEN = ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\u202e", "\u2066", "\ud800", "\ufeff", "\ufffa", "\ufffe", "\uffff"]
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
KEPT = ["Zoë 👩\u200d🔬 de Jong", "نور\u200e", "O’Neill; “N”, <b>x</b>", "a\u00a0b"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_nobody_can_see_is_taken_out_of_what_people_type(sign: str) -> None:
    typed = f"An{sign}na"
    assert [tidy(typed) for tidy in (one_line, lines, tidy_line)] == ["Anna"] * 3
    assert has_unseen(typed)


@pytest.mark.parametrize("sign", BREAKS)
def test_every_end_of_a_line_is_one_and_none_where_one_line_is_meant(sign: str) -> None:
    typed = f"An{sign}na"
    assert (lines(typed), one_line(typed), tidy_line(typed)) == ("An\nna", "An na", "An na")


@pytest.mark.parametrize("text", KEPT)
def test_what_can_be_seen_is_kept_at_every_door(text: str) -> None:
    assert (lines(text), refuse_unprintable(text), setting_of_one_line("NAME", text)) == (text, text, text)
    assert not has_unseen(text)


def refused_by_the_api(text: str) -> None:
    with pytest.raises(PydanticCustomError):
        refuse_unprintable(text)


def refused_as_setting(text: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        setting_of_one_line("NAME", text)


@pytest.mark.parametrize("refused", [refused_by_the_api, refused_as_setting])
@pytest.mark.parametrize("sign", [*UNSEEN, *BREAKS, "\t"])
def test_where_a_machine_or_the_keeper_of_the_service_writes_it_is_refused(
    refused: Callable[[str], None], sign: str
) -> None:
    assert not is_one_line(f"An{sign}na")
    refused(f"An{sign}na")


@pytest.mark.parametrize("sign", ["\0", *BREAKS])
def test_a_header_takes_no_end_of_a_line_whoever_hands_it_over(sign: str) -> None:
    with pytest.raises(ValueError, match="header field Subject must be one line"):
        encoded(f"An{sign}na", "Subject")
    with pytest.raises(ValueError, match="header field To must be one line"):
        mailbox(f"An{sign}na", "an@example.org", "To")


def test_the_desk_tidies_by_the_same_rule() -> None:
    field = PlainTextField()
    assert (field.clean("An\u202ena\r\nde Wit"), field.was_tidied) == ("Anna de Wit", True)
