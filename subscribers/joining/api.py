"""Topics to choose from, and joining the newsletter."""

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router
from ninja.pagination import paginate

from subscribers.access.form_checks import count_use
from subscribers.models import Topic
from subscribers.shell.schemas import SubscriptionAnswer, SubscriptionRequest, TopicAnswer

from .subscriptions import ask_subscription

router = Router(tags=["nieuwsbrief"])


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
    count_use(request, "signup")  # counted together with the form on the site
    ask_subscription(body.email, topics=body.topics, language=body.language, source="api")
    return {"status": "mailed"}
