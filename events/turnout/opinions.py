"""“Hoe was het?”: one question to who was there. GET shows it, POST counts the answer; who said it is kept nowhere."""

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.models import Registration, VisitOpinion
from events.registration.mail.links import OPINION, by_subject
from subscribers.access.tokens import find_token, find_used, use_token
from subscribers.shell.responses.private import private_page
from subscribers.shell.tally import add_to_row

Answer = VisitOpinion.Answer
SAID = {
    Answer.GOOD.value: gettext_lazy("Goed"),
    Answer.FAIR.value: gettext_lazy("Gaat wel"),
    Answer.POOR.value: gettext_lazy("Niet goed"),
}


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    """A link counts once. Sent without an answer, the question stands there again."""
    registration = visit_of(token)
    if registration is None:
        return private_page(request, "events/registration/registration_gone.html", {}, status=404)
    answer = request.POST.get("answer", "")
    if request.method == "POST" and answer in Answer.values:
        count_opinion(token, registration, answer)
    is_open = find_token(token, OPINION) is not None
    context = {
        "entry": registration.occurrence.entry,
        "heading": _("Hoe was het?") if is_open else _("Dank u wel"),
        "answers": list(SAID.items()) if is_open else [],
        "is_missing": request.method == "POST",
    }
    return private_page(request, "events/turnout/opinion.html", context)


def visit_of(raw: str) -> Registration | None:
    token = find_token(raw, OPINION) or find_used(raw, OPINION)
    return by_subject(token.subject) if token else None


@transaction.atomic
def count_opinion(raw: str, registration: Registration, answer: str) -> None:
    """One more says so. That the link was used is known of the link, not what was said with it."""
    if use_token(raw, OPINION) is None:
        return
    row = {"occurrence_id": registration.occurrence_id, "answer": answer}
    add_to_row(VisitOpinion.objects.filter(**row), VisitOpinion(**row), {"count": F("count") + 1})
