"""An SMTP client that keeps many connections busy from one thread, and says of every mail exactly what became of it.

``ConnectionPool`` opens connections to one or more relays, spreads mails over them by weight and drives all of them
with one selector; sockets never block. Its caller begins mails, sends the content when the server has asked for it,
and gets one ``Outcome`` for each:

    pool = ConnectionPool(map(PooledRelay, relays))
    pool.grow(1)
    while work is left:
        for event in pool.wait(seconds): …      # event.outcome, or pool.send_content(event.transaction, None)
        for session in pool.free(): pool.begin(session, MailTransaction(tag, mail))

What it promises:

- No content leaves before the caller says so, after the server asked for it: the caller can write down first that this
  mail may be sent from now on. Once its final dot is written an interrupted mail is ``UNCERTAIN``, before that
  ``NOT_SENT``; nothing in between, whatever the server does.
- An address cannot end its command, and content cannot end before its final dot.
- Extensions are used where they are offered (PIPELINING, SIZE, 8BITMIME, SMTPUTF8, STARTTLS, AUTH), and no mail is lost
  or doubled when a server cannot do what it offers.
- TLS checks certificates and names, and a password never goes over a network in the clear.
- A relay that fails again and again is left alone for a while (``CircuitBreaker``).

Sources: RFC 5321 (SMTP), 2920 (PIPELINING), 1870 (SIZE), 6152 (8BITMIME), 6531 (SMTPUTF8), 3207 (STARTTLS), 8314
(implicit TLS), 4954 and 4616 (AUTH PLAIN), 2034 and 3463 (enhanced status codes).
"""

from .capabilities import Capabilities
from .outcome import Outcome, Result
from .pool import ConnectionPool
from .pooled_relay import LONGEST_OPEN_SECONDS, CircuitBreaker, PooledRelay
from .relay import LOCAL, Relay, parse_relay
from .transaction import Event, MailObject, MailTransaction

__all__ = [
    "LOCAL",
    "LONGEST_OPEN_SECONDS",
    "Capabilities",
    "CircuitBreaker",
    "ConnectionPool",
    "Event",
    "MailObject",
    "MailTransaction",
    "Outcome",
    "PooledRelay",
    "Relay",
    "Result",
    "parse_relay",
]
