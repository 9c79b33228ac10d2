"""Topics to choose from, and joining the newsletter."""

from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router
from ninja.pagination import paginate
from pydantic import Field

from subscribers.admission.admitting import admit_call
from subscribers.models import Topic
from subscribers.shell.schemas import Address, Language, Schema, Slug

from .signing_up import ask_subscription

router = Router(tags=["nieuwsbrief"])


class TopicAnswer(Schema):
    id: str = Field(description="Naam van het onderwerp in adressen en bij aanmelden.", examples=["gezondheid"])
    name: str
    description: str
    default: bool = Field(description="Krijgt wie zelf niets kiest.")

    @staticmethod
    def resolve_id(topic: Topic) -> str:
        return topic.slug

    @staticmethod
    def resolve_name(topic: Topic) -> str:
        return topic.name_in(get_language() or "nl")

    @staticmethod
    def resolve_description(topic: Topic) -> str:
        return topic.description_in(get_language() or "nl")

    @staticmethod
    def resolve_default(topic: Topic) -> bool:
        return topic.is_default


class SubscriptionRequest(Schema):
    email: Address = Field(description="Adres waarnaar de bevestiging gaat.", examples=["lezer@example.org"])
    topics: list[Slug] = Field(
        default=[], max_length=50, description="Onderwerpen (`id`); leeg: de standaardonderwerpen."
    )
    language: Language = Field(default="nl", description="Taal van de nieuwsbrief en van onze mails.")


class SubscriptionAnswer(Schema):
    status: Literal["mailed"] = Field(description="Altijd hetzelfde: wat er verder gebeurt, staat in de mail.")


@router.get(
    "/topics",
    response=list[TopicAnswer],
    operation_id="listTopics",
    summary="Onderwerpen van de nieuwsbrief",
    by_alias=True,
)
@paginate
def list_topics(request: HttpRequest) -> QuerySet[Topic]:
    return Topic.objects.offered()


@router.post(
    "/subscriptions",
    response={202: SubscriptionAnswer},
    operation_id="createSubscription",
    summary="Aanmelden voor de nieuwsbrief",
    description="Stuurt een mail met een link waarmee de lezer bevestigt. Het antwoord is voor elk adres hetzelfde.",
    by_alias=True,
)
def create_subscription(request: HttpRequest, body: SubscriptionRequest) -> dict[str, str]:
    admit_call(request, "signup")  # counted together with the form on the site
    ask_subscription(body.email, topics=body.topics, language=body.language, source="api")
    return {"status": "mailed"}
