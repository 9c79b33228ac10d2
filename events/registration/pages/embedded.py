"""The form of registering in a page of a partner's (an iframe): the same form, the same rules, without our frame.

Its POST comes from our own page in the frame, so it is let in as any (``config.middleware.same_site``). No cookie is
read: what somebody keeps in this browser is nobody's to show elsewhere.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from subscribers.shell.responses import content_security_policy as csp

from .register import form_or_answer

FRAME = "events/registration/embedded.html"


@csrf_exempt  # no cookie on an anonymous page; see config.middleware.same_site
@require_http_methods(["GET", "HEAD", "POST"])
def embedded(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Also what is there no more says so within the frame: our page of 404 may not be framed."""
    try:
        response = form_or_answer(request, uid, FRAME)
    except Http404 as gone:
        context = {"frame": FRAME, "sentence": str(gone)}
        response = render(request, "events/registration/embedded_gone.html", context, status=404)
        response["Cache-Control"] = "no-store"
    csp.set_policy(response, csp.EMBEDDED)
    return response
