"""“Nuttig?”: one question about an issue. GET shows it, POST counts the answer, nobody is asked who they are."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsletter.archive.views import ArchiveLine, archive_line
from newsletter.models import Issue
from subscribers.admission.admitting import carry_out
from subscribers.admission.pages import public_form_page
from subscribers.shell.responses.private import kept_private, private_page

from .forms import UsefulForm
from .useful import count_answer, find_answerable


@csrf_exempt  # no cookie on an anonymous page; see config.middleware.same_site
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """The question with its three buttons; an answer leads on, so that loading the page again counts nothing."""
    issue = find_issue(slug)
    is_sent = request.method == "POST"
    form = UsefulForm(request.POST if is_sent else None)
    if is_sent and (form.is_trap or answered(request, form, issue)):
        return kept_private(HttpResponseRedirect(reverse("useful-thanks", args=[slug]), status=303))
    return kept_private(public_form_page(request, "newsletter/readers/useful.html", form, {"line": line_of(issue)}))


@require_safe
def thank(request: HttpRequest, slug: str) -> HttpResponse:
    return private_page(request, "newsletter/readers/useful_thanks.html", {"line": line_of(find_issue(slug))})


def find_issue(slug: str) -> Issue:
    issue = find_answerable(slug)
    if issue is None:
        raise Http404(_("Dit nummer is er niet, of het is nog niet verzonden."))
    return issue


def line_of(issue: Issue) -> ArchiveLine:
    return archive_line(get_language() or "nl", issue.slug, issue.subject, issue.subject_en, issue.sent_at)


def answered(request: HttpRequest, form: UsefulForm, issue: Issue) -> bool:
    """Whether the answer was counted; otherwise the reasons are in the form. One form counts once."""

    def count() -> str:
        count_answer(issue, form.cleaned_data["answer"])
        return "counted"

    return carry_out(request, form, issue.slug, count) is not None
