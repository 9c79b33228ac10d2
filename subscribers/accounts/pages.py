"""Pages that any step of logging in may end in."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def too_soon(request: HttpRequest, wait: ValidationError) -> HttpResponse:
    """429 with how long to wait (``retry_after``), and what does not wait."""
    seconds = int((wait.params or {}).get("retry_after", 1))
    context = {"minutes": -(-seconds // 60), "seconds": seconds}
    response = render(request, "subscribers/accounts/too_soon.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response
