"""What can be mailed is the same to the database, which freezes an audience, and to the composer of a mail."""

import pytest

from subscribers.addresses import MAILABLE, ascii_address
from subscribers.models import Subscriber

pytestmark = pytest.mark.django_db

GOOD = ["a@example.org", "o'neill+news@sub.example.org", "a@localhost", "_~{}|@x-y.example"]
BAD = [
    "a b@example.org",
    "a@@example.org",
    "a@",
    "@example.org",
    "a@example..org",
    "a@-.",
    "é@example.org",
    "a@ex_am.org",
]


@pytest.mark.parametrize("address", [*GOOD, *BAD])
def test_the_database_and_the_composer_agree_on_what_can_be_mailed(address: str) -> None:
    Subscriber.objects.create(email=address, email_normalised=address)
    try:
        can_be_composed = ascii_address(address) == address
    except ValueError:
        can_be_composed = False
    assert can_be_composed == Subscriber.objects.filter(email_normalised__regex=MAILABLE).exists() == (address in GOOD)
