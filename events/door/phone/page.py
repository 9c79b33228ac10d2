"""The page of a phone at the door, and its worker, which answers for it where there is no network.

The worker holds the page, its style and its script as text: browsers throw caches away, and keep a worker. It is the
same for everybody; all that is of one door is fetched by the script and lies in the phone.
"""

import json
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.views.decorators.http import require_safe

from subscribers.shell.responses.content_security_policy import HEADER, site_policy
from subscribers.shell.responses.private import kept_private

from .words import words_in, words_in_both

CAMERA: Final = "camera=(self), microphone=(), geolocation=()"
FILES: Final = {"site.css": "text/css", "door.css": "text/css", "door.js": "text/javascript"}
WORKER: Final = "door-worker.js"


def headers_of_page() -> dict[str, str]:
    """The worker sets them as well: what it makes up has none of ours."""
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Permissions-Policy": CAMERA,
        "Referrer-Policy": "same-origin",
        HEADER: site_policy(),
    }


def page_text() -> str:
    with translation.override("nl"):
        said = words_in("nl")
        context = {"said": said, "words": words_in_both(), "site_name": settings.SITE_NAME}
        return render_to_string("events/door/page.html", context)


@require_safe
def door_page(request: HttpRequest) -> HttpResponse:
    response = kept_private(HttpResponse(page_text()))
    for name, value in headers_of_page().items():
        response[name] = value
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Not under the name of its content, and asked for anew each time: a browser knows a worker by its address."""
    files = {static(f"kennisstad/{name}"): [kind, text_of(name)] for name, kind in FILES.items()}
    given = {"page": page_text(), "headers": headers_of_page(), "files": files}
    text = f'"use strict";\nconst GIVEN = {json.dumps(given)};\n{text_of(WORKER)}'
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def text_of(name: str) -> str:
    found = finders.find(f"kennisstad/{name}")
    return Path(str(found)).read_text()
