"""Pages behind a secret link: never stored, never told onwards, never indexed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def private_page(request: HttpRequest, template: str, context: dict[str, object], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
