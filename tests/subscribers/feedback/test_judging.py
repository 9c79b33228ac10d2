"""What a report means for the mailbox, by its status alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.dsn import RecipientStatus
from subscribers.feedback.judging import judge, judge_feedback
from subscribers.models import Bounce

K = Bounce.Kind


@pytest.mark.parametrize(
    ("action", "status", "diagnostic", "kind"),
    [
        ("failed", "5.1.1", "", K.HARD),
        ("failed", "5.1.10", "smtp;550 5.1.10 null MX", K.HARD),
        ("failed", "5.1.0", "smtp; 550 5.1.0 sender rejected", K.SOFT),  # large providers say so of senders
        ("failed", "5.1.1", "smtp; 552 5.2.2 over quota", K.SOFT),
        ("failed", "5.1.8", "", K.POLICY),  # our own address
        ("failed", "5.2.2", "", K.SOFT),
        ("failed", "5.2.3", "", K.POLICY),  # too large for that mailbox
        ("failed", "4.2.2", "", K.SOFT),
        ("failed", "4.4.7", "", K.SOFT),
        ("failed", "5.4.4", "", K.SOFT),
        ("failed", "5.7.1", "", K.POLICY),
        ("failed", "5.6.0", "", K.POLICY),
        ("failed", "5.1.1", "smtp; 550 5.7.1 blocked", K.POLICY),  # one word of policy clears the mailbox
        ("failed", "5.0.0", "smtp; 550 5.1.1 no such user", K.HARD),
        ("failed", "5.0.0", "smtp; 550-5.1.1 no such user", K.HARD),
        ("failed", "", "X-Postfix; 5.1.1 no such user", K.HARD),
        ("failed", "5.0.0", "smtp; 550 user says 5.1.1 somewhere", K.SOFT),
        ("failed", "5.0.0", "", K.SOFT),
        ("failed", "", "", K.SOFT),
        ("delayed", "4.2.2", "", K.DELAYED),
        ("delayed", "5.1.1", "", K.DELAYED),
        ("", "5.1.1", "", K.HARD),
        ("", "4.2.2", "", K.DELAYED),
        ("", "", "", K.OTHER),
        ("delivered", "2.0.0", "", K.OTHER),
        ("expanded", "2.0.0", "", K.OTHER),
        ("failed", "2.0.0", "", K.OTHER),
    ],
)
def test_the_status_alone_says_what_a_report_means(
    action: str, status: str, diagnostic: str, kind: Bounce.Kind
) -> None:
    assert judge(RecipientStatus((), action, status, diagnostic)) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [("abuse", K.COMPLAINT), ("fraud", K.COMPLAINT), ("opt-out", K.COMPLAINT), ("not-spam", K.OTHER),
     ("auth-failure", K.OTHER), ("virus", K.OTHER), ("made-up", K.OTHER)],
)  # fmt: skip
def test_only_what_is_a_complaint_counts_as_one(said: str, kind: Bounce.Kind) -> None:
    assert judge_feedback(said) == kind


WORDS = st.one_of(st.sampled_from(["failed", "5.1.1", "9", "5.", "smtp;", "550 5.7.1", ";;;((("]), st.text(max_size=30))


@given(WORDS, WORDS, WORDS)
def test_no_words_whatever_make_judging_fail(action: str, status: str, diagnostic: str) -> None:
    assert judge(RecipientStatus((), action, status, diagnostic)) in K
