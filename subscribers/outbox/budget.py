"""How much mail one email address gets because somebody asked for it: anybody can type anybody's address.

One budget over all kinds of mail that a stranger can cause (confirmations, waiting list, joining, *you were already
registered*): at most ``MAILS_PER_ADDRESS_QUARTER`` in fifteen minutes and ``MAILS_PER_ADDRESS_DAY`` in a day, and of a
kind that tells the same again one and three. Spellings that reach one mailbox share it (``mailbox_of``). Mail that only
the owner of the address or we can cause does not ask here.

What has no room now is not dropped: the caller reserves a later moment, or keeps what is owed and tells it joined with
the rest (``events.registration.mail.owed``). But for a mailbox whose next week is full already: that is a bomb.

A call locks the address until the caller's transaction ends, so that of any number at once no more than fit get
through. Who locks seats or registrations in the same transaction takes the address before them.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from subscribers.access.signing import keyed_hash
from subscribers.addresses import mailbox_of
from subscribers.models import MailBudget

QUARTER: Final = 15 * 60
DAY: Final = 24 * 3600
LATEST: Final = 7 * DAY  # from now, for a mail that waits for room
AGAIN: Final = ((1, QUARTER), (3, DAY))  # mails that tell the same again
# Inserts or locks, and reads, in one statement: a row that is being forgotten meanwhile is made anew
LOCKED: Final = """INSERT INTO subscribers_mailbudget (key, mails, until) VALUES (%s, '[]', %s)
    ON CONFLICT (key) DO UPDATE SET key = excluded.key RETURNING id, key, mails, until
"""


@transaction.atomic
def claim_mail(address: str, again: str = "") -> bool:
    """Whether a mail to ``address`` may go now, which then is counted; ``again`` names a kind that repeats itself."""
    return claim(lock_budget(address), again)


def claim(budget: MailBudget, again: str = "") -> bool:
    """The same where the address is locked already."""
    now = int(timezone.now().timestamp())
    if first_room(budget, now, again) > now:
        return False
    note(budget, now, again)
    return True


@transaction.atomic
def reserve_mail(address: str) -> datetime | None:
    """The first moment from now at which a mail to ``address`` fits; counted there. None where that is a week away."""
    now = int(timezone.now().timestamp())
    budget = lock_budget(address)
    moment = first_room(budget, now, "")
    if moment > now + LATEST:
        return None
    note(budget, moment, "")
    return datetime.fromtimestamp(moment, UTC)


def lock_budget(address: str) -> MailBudget:
    """The row of the address, locked until the caller's transaction ends, with what still counts."""
    now = int(timezone.now().timestamp())
    key = keyed_hash("mail", mailbox_of(address))
    until = connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(now + DAY, UTC))
    budget = MailBudget.objects.raw(LOCKED, [key, until])[0]
    budget.mails = sorted(mail for mail in budget.mails if mail[0] > now - DAY)
    return budget


def first_room(budget: MailBudget, now: int, again: str) -> int:
    """Seconds since the epoch at which one more fits every limit."""
    limits = ((settings.MAILS_PER_ADDRESS_QUARTER, QUARTER), (settings.MAILS_PER_ADDRESS_DAY, DAY))
    moment = earliest([at for at, _ in budget.mails], limits, now)
    return max(moment, earliest([at for at, kind in budget.mails if kind == again], AGAIN, now)) if again else moment


def earliest(times: list[int], limits: tuple[tuple[int, int], ...], now: int) -> int:
    """``times`` ascend; of each (most, seconds) at most so many fit in any such stretch of time."""
    return max([now, *(times[-most] + seconds for most, seconds in limits if len(times) >= most)])


def note(budget: MailBudget, moment: int, again: str) -> None:
    budget.mails = sorted([*budget.mails, [moment, again]])
    budget.until = datetime.fromtimestamp(budget.mails[-1][0], UTC) + timedelta(seconds=DAY)
    budget.save(update_fields=["mails", "until"])
