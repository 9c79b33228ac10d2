"""What the API says about an issue."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from pydantic import Field

from newsletter.models import Issue
from subscribers.shell.schemas import Language, Moment, Schema, Slug


def in_reader_language(issue: Issue, field: str) -> str:
    """Dutch where the issue has no English."""
    return (getattr(issue, f"{field}_en") if get_language() == "en" else "") or str(getattr(issue, field))


class IssueFilter(Schema):
    state: Issue.State = Field(
        Issue.State.SENT, description="Wat nog niet verzonden is, ziet alleen wie een sleutel heeft."
    )


class IssueAnswer(Schema):
    id: UUID
    title: str
    subject: str
    preheader: str
    languages: list[Language]
    topics: list[Slug] = Field(description="Aan wie: onderwerpen (`id`).")
    state: Issue.State
    send_at: Moment | None = Field(description="Ingepland tijdstip.")
    sent_at: Moment | None
    url: str | None = Field(description="De pagina in het archief, zodra het nummer verzonden is.")

    @staticmethod
    def resolve_id(issue: Issue) -> UUID:
        return issue.public_id

    @staticmethod
    def resolve_subject(issue: Issue) -> str:
        return in_reader_language(issue, "subject")

    @staticmethod
    def resolve_preheader(issue: Issue) -> str:
        return in_reader_language(issue, "preheader")

    @staticmethod
    def resolve_topics(issue: Issue) -> list[str]:
        return [topic.slug for topic in issue.topics.all()]

    @staticmethod
    def resolve_url(issue: Issue) -> str | None:
        return settings.SITE_URL + reverse("issue", args=[issue.slug]) if issue.state == Issue.State.SENT else None
