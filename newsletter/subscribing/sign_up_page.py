"""Signing up and confirming. GET shows, POST acts; the answer never tells who is on the list."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter.archive.views import archive_lines
from newsletter.models import Issue
from subscribers.admission.admitting import carry_out
from subscribers.admission.pages import public_form_page
from subscribers.shell.responses.private import private_page
from subscribers.subscriptions.consent import consent_text
from subscribers.subscriptions.signing_up import (
    ask_subscription,
    confirm_subscription,
    find_confirmation,
    was_confirmed,
)

from .forms import SignUpForm


@csrf_exempt  # no cookie on an anonymous page; see config.middleware.same_site
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter(request: HttpRequest) -> HttpResponse:
    """The sign-up form with the archive under it, and the one answer everyone gets."""
    is_sent = request.method == "POST"
    form = SignUpForm(request.POST if is_sent else None)
    if is_sent and (form.is_trap or asked(request, form)):
        return private_page(request, "newsletter/subscribing/asked.html", {})
    return show(request, form)


def asked(request: HttpRequest, form: SignUpForm) -> bool:
    """Whether the wish was noted; otherwise the reasons are in the form."""

    def ask() -> str:
        values, language = form.cleaned_data, get_language() or "nl"
        ask_subscription(
            values["email"], topics=values["topics"], language=language, source="form", name=values["name"]
        )
        return "asked"

    return carry_out(request, form, "newsletter", ask) is not None


def show(request: HttpRequest, form: SignUpForm) -> HttpResponse:
    """The form, with the archive beside it."""
    context = {"issues": archive_lines(get_language() or "nl"), "consent_text": consent_text()}
    return public_form_page(request, "newsletter/subscribing/newsletter.html", form, context)


@csrf_exempt  # the secret in the address is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The button that a mail scanner does not press; POST confirms, and again shows the same."""
    is_open = confirm_subscription(token) if request.method == "POST" else find_confirmation(token)
    was_done = is_open is None and was_confirmed(token)
    done = request.method == "POST" or was_done
    if is_open is None and not was_done:
        return private_page(request, "newsletter/subscribing/confirm_gone.html", {}, status=404)
    latest = Issue.objects.archived().first() if done else None
    return private_page(request, "newsletter/subscribing/confirm.html", {"done": done, "latest": latest})
