"""Answers that are never stored, never told onwards, never indexed: pages behind a secret link, and the like."""

from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

Response = TypeVar("Response", bound=HttpResponse)


def private_page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    return kept_private(render(request, template, context, status=status))


def kept_private(response: Response) -> Response:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"  # with no-referrer a form on the page would say Origin: null
    response["X-Robots-Tag"] = "noindex"
    return response
