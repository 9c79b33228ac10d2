"""What readers answer to “Nuttig?”: a number per issue, answer and day, and nothing of who said it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from newsletter.models import Issue, UsefulCount
from subscribers.shell.tally import add_to_row


def find_answerable(slug: str) -> Issue | None:
    """The issue at this address, once it has a page to read it on."""
    return Issue.objects.readable().filter(slug=slug).first()


@transaction.atomic
def count_answer(issue: Issue, answer: UsefulCount.Answer) -> None:
    """One more reader says so."""
    row = {"issue_id": issue.pk, "answer": answer.value, "day": timezone.localdate()}
    add_to_row(UsefulCount.objects.filter(**row), UsefulCount(**row), {"count": F("count") + 1})
