"""What the tests of relays share: service mails, and what became of them."""

from collections.abc import Callable

from subscribers.models import Message, RelayState
from subscribers.outbox.queueing import queue_message
from subscribers.sending import rows
from tests.rawserver import RawServer

Start = Callable[..., RawServer]
MANY = [f"a{number}@example.org" for number in range(30)]


def write(*addresses: str, text: str = "Tekst.\n") -> None:
    for number, address in enumerate(addresses or ("anna@example.org",)):
        queue_message(
            "test", f"x:{number}", to=address, language="nl", subject="Onderwerp", text=text, html="<p>Tekst.</p>"
        )


def states() -> list[tuple[str, str]]:
    """(state, reason) in the order they were written."""
    return list(Message.objects.order_by("pk").values_list("state", "reason"))


def send_until_done(times: int) -> None:
    """As the tick would, the breaker's rest left out."""
    for _ in range(times):
        RelayState.objects.all().delete()
        rows.send_messages()
