"""Unsubscribing: a page with one button for people, one POST for mail programs (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from subscribers.shell.responses.private import private_page

from .unsubscribe_link import is_ours, leave_newsletter


@csrf_exempt  # a mail program has no cookie and no session; the token is the permission
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET only shows: scanners follow links. POST acts, without a redirect, and again without complaint.

    Someone whose address was erased sees the same pages: they tell nothing of who is on the list.
    """
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        known = leave_newsletter(token, source="one-click" if one_click else "link")
    else:
        known = is_ours(token)
    if not known:
        return private_page(request, "newsletter/subscribing/unsubscribe_wrong.html", {}, status=404)
    return private_page(request, "newsletter/subscribing/unsubscribe.html", {"done": request.method == "POST"})
