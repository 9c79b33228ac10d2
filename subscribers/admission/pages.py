"""The page of a public form, before it is sent and when it cannot be taken as it was."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from subscribers.access.forms import PublicForm

from .admitting import ask_for_proof
from .forms import ProvingForm

TOO_MANY = ("limited", "proof")


def public_form_page(
    request: HttpRequest, template: str, form: PublicForm, context: Mapping[str, object]
) -> HttpResponse:
    """``form`` in its page: 400 with wrong values, 429 where it came too often, with Retry-After and what else helps.

    Never stored: the form carries the time it was shown.
    """
    if isinstance(form, ProvingForm):
        ask_for_proof(request, form)
    errors = [error for found in form.errors.as_data().values() for error in found] if form.is_bound else []
    too_many = [error for error in errors if error.code in TOO_MANY]
    response = render(request, template, {**context, "form": form}, status=429 if too_many else 400 if errors else 200)
    waits = [error.params["retry_after"] for error in too_many if error.params]
    if waits:
        response["Retry-After"] = str(max(waits))
    response["Cache-Control"] = "no-store"
    return response
