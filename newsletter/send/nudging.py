"""Asking a worker to send. Rows are the truth and a queue message is only a nudge, lost or doubled without harm."""

from django_q.tasks import async_task

SEND_TASK = "newsletter.tasks.send_deliveries"


def nudge(issue_pk: int) -> None:
    """Ask a worker to send; with the queue in our database this commits or vanishes with the transaction around it."""
    async_task(SEND_TASK, issue_pk, q_options={"ack_failure": True})
