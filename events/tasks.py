"""The tasks of the programme; running one twice is as good as once."""

from django.conf import settings
from django.utils import timezone
from django_q.tasks import async_task

from events.calendar import fetches
from events.door.forgetting import forget_doors
from events.personal import programmes
from events.publishing import planned
from events.publishing.telling import tell_calendars
from events.registration import forgetting, proof
from events.registration.announcing import sending
from events.registration.mail import owed
from events.registration.seats import choosing, locks
from events.registration.timed import due
from events.turnout import thanking
from events.turnout.counting import count_turnouts

CLOCK_SECONDS = 10  # of a tick, for mails of the clock
FORGET_TASK = "events.tasks.forget"


def tick() -> dict[str, int]:
    """Every minute: publications whose hour has come, seats that came free, mails owed."""
    now = timezone.now()
    return {
        "published": planned.publish_due(now),
        "withdrawn": planned.withdraw_expired(now),
        "left": locks.end_leaving(now),
        "lapsed": locks.lapse_pending(now),
        "chosen": choosing.end_doubled_choices(now),
        "promoted": locks.promote_waiting(now),
        "owed": owed.tell_owed(),
        "announced": sending.go_on_all(),
        "reminded": due.write_due(now, CLOCK_SECONDS),
        "thanked": thanking.thank_visitors(now, CLOCK_SECONDS),
        "erased": forgetting.forget_asked(now),
        "networks": proof.forget_networks(now),
    }


def owe_link(address: str) -> int:
    """Somebody asked for the link of a registration again; the tick tells what has no room now."""
    owed.owe_link(address)
    return owed.tell_owed()


def send_announcements() -> int:
    """The next mails of what staff write to visitors; the tick finds what was left behind."""
    return sending.go_on_all()


def tell_again(key: int, by_staff: bool) -> None:
    """Somebody typed an address that is registered already."""
    owed.tell_again(key, by_staff)


def reconcile() -> dict[str, int]:
    """Every night: what reached the rows by another way than publishing reaches the calendars after all; who came."""
    now = timezone.now()
    return {
        "changes": len(tell_calendars()),
        "programmes": programmes.forget_unused(now),
        "fetches": fetches.forget_fetches(now),
        "turnouts": count_turnouts(now),
    }


def forget() -> dict[str, int]:
    """Every night: of visitors of long ago only counts stay; hands over to a next task while there are more."""
    now = timezone.now()
    done, is_done = forgetting.forget_due(now, settings.TASK_SOFT_SECONDS)
    done["doors"] = forget_doors(now)
    if not is_done:
        async_task(FORGET_TASK)
    return done
