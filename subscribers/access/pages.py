"""The page of a public form, before it is sent and when it cannot be taken as it was."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .forms import PublicForm


def public_form_page(
    request: HttpRequest, template: str, form: PublicForm, context: Mapping[str, object]
) -> HttpResponse:
    """``form`` in its page: 400 with wrong values, 429 with Retry-After where it came too often.

    Never stored: the form carries the time it was shown.
    """
    limited = [error for error in form.non_field_errors().as_data() if error.code == "limited"] if form.is_bound else []
    status = 429 if limited else 400 if form.is_bound else 200
    response = render(request, template, {**context, "form": form}, status=status)
    if limited and limited[0].params:
        response["Retry-After"] = str(limited[0].params["retry_after"])
    response["Cache-Control"] = "no-store"
    return response
