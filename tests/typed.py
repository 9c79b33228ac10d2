"""What somebody typed with an address is left to the queue, whose worker a test is by itself."""

from django.db import connection
from django.utils.module_loading import import_string
from django_q.models import OrmQ

TYPED = (
    "events.tasks.owe_link",
    "events.tasks.tell_again",
    "subscribers.tasks.mail_code",
    "subscribers.tasks.mail_reset_links",
    "subscribers.tasks.note_wish",
)


def carry_out_typed() -> None:
    """As the worker does, in their order; first what waits for the end of the transaction that a test is in."""
    for one in [one for one in connection.run_on_commit if getattr(one[1], "args", ("",))[0] in TYPED]:
        connection.run_on_commit.remove(one)
        one[1]()
    for row in OrmQ.objects.order_by("pk"):
        if (task := row.task)["func"] in TYPED:
            import_string(task["func"])(*task["args"])
            row.delete()
