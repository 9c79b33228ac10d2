"""The signed mark in every mail, by which a report on it is known to be about it."""

from typing import Any

import pytest

from subscribers.access.signing import read_mark, sign_mark
from subscribers.outbox.marks import Origin, envelope_sender, find_origin, mark_of
from subscribers.sending.rows import mail_of
from tests.factories import make_message

BODY = b"d\x01\xe2@"


def test_a_mark_is_a_short_local_part_that_begins_with_a_letter_and_survives_capitals() -> None:
    mark = sign_mark(BODY)
    assert mark == sign_mark(BODY)
    assert mark.startswith("b-mqa6eqa.")
    assert len(sign_mark(b"m" + b"\xff" * 16)) <= 64
    for text in (f"<{mark}@bounces.example>", f"SRS0=x=y=z={mark.upper()}@forwarder.example", f"x {mark}@y"):
        assert read_mark(text) == BODY


def test_a_mark_that_was_tampered_with_is_nobodys(settings: Any) -> None:
    mark = sign_mark(BODY)
    forged = [
        f"b-{mark[2:].replace('m', 'n', 1)}@x",
        f"{mark[:-1]}{'a' if mark[-1] != 'a' else 'b'}@x",
        f"{mark}",
        "",
        "@",
    ]
    forged += [f"b-mqa6eqa.{'a' * 8}@x", f"{mark[:-1]}@x", f"{mark}a@x", "b-1.é@x", "b-" + "a" * 100_000]
    assert [read_mark(text) for text in forged] == [None] * len(forged)
    settings.SECRET_KEY = "another-secret-of-thirty-two-characters"
    assert read_mark(f"{mark}@x") is None
    settings.SECRET_KEY_FALLBACKS = ["a-third-one", *settings.SECRET_KEY_FALLBACKS]
    assert read_mark(f"{mark}@x") is None


def test_a_mark_outlives_the_key_that_made_it(settings: Any) -> None:
    mark, former = sign_mark(BODY), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-of-thirty-two-characters", [former]
    assert read_mark(f"{mark}@x") == BODY
    assert sign_mark(BODY) != mark


def test_the_first_good_mark_counts_among_forged_ones() -> None:
    forged = " ".join(f"b-mq.{'a' * 8}@x" for _ in range(5))
    assert read_mark(f"{forged} {sign_mark(BODY)}@x") == BODY


@pytest.mark.django_db
def test_a_service_mail_carries_its_mark_in_its_id_and_in_its_envelope(outbox: Any, settings: Any) -> None:
    message = make_message()
    mark = mark_of(message)
    assert outbox()[0]["Message-ID"] == f"<{mark}@{settings.UID_DOMAIN}>"
    assert mail_of(message).sender == settings.SENDER_ADDRESS
    settings.BOUNCE_DOMAIN = "bounces.leiden.example"
    assert mail_of(message).sender == envelope_sender(mark) == f"{mark}@bounces.leiden.example"
    assert find_origin(["", "no mark", f"{mark}@anywhere"]) == Origin("message", message)


@pytest.mark.django_db
def test_a_mail_that_is_gone_is_still_known_as_ours() -> None:
    message = make_message()
    mark = mark_of(message)
    message.delete()
    assert find_origin([f"{mark}@x"]) == Origin("message", None)
    unknown = sign_mark(b"d" + bytes([7]))
    assert find_origin([f"{unknown}@x"]) == Origin("delivery", None)
    assert find_origin([f"{sign_mark(b'?')}@x"]) is None
