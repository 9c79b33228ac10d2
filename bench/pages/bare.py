"""The yardstick of ``bench.pages``: a Django view without middleware that returns stored bytes, and their 304.

Settings and URLs in one. ``BENCH_BYTES`` is the folder with a file for each response that was taken from ours.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

SECRET_KEY = "bare" * 10
ALLOWED_HOSTS = ["*"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "bench.pages.bare"
WSGI_APPLICATION = "bench.pages.bare.application"
STORED = {file.name: file.read_bytes() for file in Path(os.environ.get("BENCH_BYTES", ".")).glob("*.bytes")}


def stored(request: HttpRequest, name: str) -> HttpResponse:
    if request.META.get("HTTP_IF_NONE_MATCH") == '"x"':
        return HttpResponse(status=304, headers={"ETag": '"x"'})
    return HttpResponse(STORED[name], content_type="text/html; charset=utf-8", headers={"ETag": '"x"'})


urlpatterns = [path("<str:name>", stored)]


@lru_cache
def handler() -> WSGIHandler:
    """Made at the first request: this module is the settings too."""
    return get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Any:
    return handler()(environ, start_response)
