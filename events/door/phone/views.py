"""What a phone at the door asks of us, as JSON. Its key stands in a header; nothing personal is in an address or a log.

Answers without success have a ``code`` for which the door page has words in the language of the volunteer.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from events.door.evenings import entries_on
from events.door.keys import find_device, trade_secret
from events.door.scans.batches import read_batch
from events.door.scans.merging import keep_scans
from events.models import Device
from subscribers.shell.responses.private import kept_private

from .asking import look_up, news_since, search
from .frames import PACE, read_frame
from .lists import door_of, list_for, version_of

HEADER = "X-Door-Key"
View = Callable[..., HttpResponse]


def answer(data: Any, status: int = 200) -> HttpResponse:
    return kept_private(JsonResponse(data, status=status))


def refuse(status: int, code: str) -> HttpResponse:
    return answer({"code": code}, status)


def with_device(*, ended: bool = False) -> Callable[[View], View]:
    """The view gets the phone that asks. One whose right is over is let in only where ``ended`` says so."""

    def wrap(view: View) -> View:
        @wraps(view)
        def look(request: HttpRequest) -> HttpResponse:
            device = find_device(request.headers.get(HEADER, ""))
            if device is None:
                return refuse(401, "no-key")
            if not ended and timezone.now() >= device.right_ends_at:
                return refuse(403, "over")
            return view(request, device)

        return look

    return wrap


def body_of(request: HttpRequest) -> Any:
    """Raises ``ValueError`` for what is no JSON."""
    if request.content_type != "application/json":
        raise ValueError("application/json is read here")
    try:
        return json.loads(request.body)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def word_in(request: HttpRequest, name: str) -> str:
    data = body_of(request)
    word = data.get(name) if isinstance(data, dict) else None
    if not isinstance(word, str):
        raise ValueError(f"{name} is a text")
    return word


@csrf_exempt  # no cookie is read; see config.middleware.same_site
@require_POST
def trade(request: HttpRequest) -> HttpResponse:
    """The secret of the printed QR code for a key of this phone."""
    try:
        secret, label = word_in(request, "secret"), word_in(request, "label")
    except ValueError:
        return refuse(400, "unreadable")
    traded = trade_secret(secret, label, timezone.now())
    if traded is None:
        return refuse(404, "no-door")
    device, raw = traded
    return answer({"key": raw, "phone": str(device), **door_of(device)}, 201)


@require_safe
@with_device()
def door_list(request: HttpRequest, device: Device) -> HttpResponse:
    return answer(list_for(device, timezone.now()))


@csrf_exempt
@require_POST
@with_device(ended=True)
def scans(request: HttpRequest, device: Device) -> HttpResponse:
    """Keeps a batch, and tells what others scanned since the last one. Also of a phone whose right is over: what it
    scanned before is wanted, and it hears that it is over."""
    now = timezone.now()
    try:
        batch = read_batch(body_of(request))
    except ValueError:
        return refuse(400, "unreadable")
    kept = keep_scans(device, batch, now)
    told: dict[str, Any] = {"kept": [str(one) for one in kept], "unreadable": batch.unreadable, "now": now.isoformat()}
    if now >= device.right_ends_at:
        return answer({**told, "over": True})
    news, version = news_since(device, batch.since), version_of(entries_on(device.key.evening.day))
    return answer({**told, "news": news, "version": version, "until": device.right_ends_at.isoformat()})


@csrf_exempt
@require_POST
@with_device()
def find(request: HttpRequest, device: Device) -> HttpResponse:
    """Parties by name."""
    try:
        return answer({"found": search(device, word_in(request, "words"))})
    except ValueError:
        return refuse(400, "unreadable")


@csrf_exempt
@require_POST
@with_device()
def code(request: HttpRequest, device: Device) -> HttpResponse:
    """What is behind a code that is not on the list."""
    try:
        found = look_up(device, word_in(request, "code"))
    except ValueError:
        return refuse(400, "unreadable")
    return answer({"found": found})


@csrf_exempt
@require_POST
@with_device()
def frame(request: HttpRequest, device: Device) -> HttpResponse:
    """Texts of the codes in one frame of the camera, which is kept nowhere. A few in a second: a door is no load."""
    if PACE.is_too_fast(device.pk, timezone.now()):
        refused = refuse(429, "too-fast")
        refused["Retry-After"] = "1"
        return refused
    try:
        return answer({"texts": read_frame(request.body)})
    except ValueError:
        return refuse(400, "unreadable")
