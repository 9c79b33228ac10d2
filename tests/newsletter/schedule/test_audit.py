"""What was decided, as staff read it."""

from typing import Any

import pytest

from newsletter.schedule.audit import ACTIONS, in_words


@pytest.mark.parametrize(
    ("action", "data", "sentence"),
    [
        (
            "schedule",
            {"send_at": "2026-11-24T09:00:00Z"},
            "Goedgekeurd en ingepland voor dinsdag 24 november 2026 om 10:00",
        ),
        ("hold", {"reason": "Het moment is veranderd."}, "Vastgehouden: Het moment is veranderd"),
        ("throttle", {"per_minute": 60}, "Tempo van verzenden gewijzigd: hoogstens 60 per minuut"),
        ("throttle", {"per_minute": None}, "Tempo van verzenden gewijzigd: geen grens"),
        ("leave", {"delivery": 7}, "Onzekere bezorging laten rusten (nummer 7)"),
        ("pause", {}, "Verzenden gepauzeerd"),
        ("of a later version", {}, "of a later version"),
    ],
)
def test_an_entry_of_the_history_is_a_sentence(action: str, data: dict[str, Any], sentence: str) -> None:
    assert in_words(action, data) == sentence


def test_every_decision_has_words() -> None:
    assert {action: in_words(action, {}) for action in ACTIONS} == {
        action: said for action, (_, said) in ACTIONS.items()
    }
