"""What the local mail server kept, readable in the browser of the machine it runs on, and nowhere else."""

from collections.abc import Callable
from email.message import EmailMessage, MIMEPart
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from subscribers.access.networks import FORWARDING_HEADERS
from subscribers.shell.responses import content_security_policy as csp
from subscribers.shell.this_machine import is_this_machine

from .maildir import list_names, parse_mail, read_source, summarise_mail

PAGE = 50
SHOWN = ("From", "To", "Reply-To", "Date", "List-Id", "List-Unsubscribe")
View = Callable[..., HttpResponse]


def from_this_machine(request: HttpRequest) -> bool:
    """A connection from a loopback address and to one, that no proxy passed on; a silent proxy keeps the Host."""
    if any(header in request.META for header in (*FORWARDING_HEADERS, "HTTP_VIA")):
        return False
    asked, _ = split_domain_port(request.get_host())
    return is_this_machine(request.META.get("REMOTE_ADDR", "")) and is_this_machine(asked)


def local_only(view: View) -> View:
    """404 unless this is the local run with its own mail server, and the question comes from the same machine."""

    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.LOCAL_MAIL_SERVER or not from_this_machine(request):
            raise Http404
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return guarded


def source_or_404(name: str) -> bytes:
    source = read_source(settings.MAILDIR, name)
    if source is None:
        raise Http404
    return source


@local_only
def list_mail(request: HttpRequest) -> HttpResponse:
    """Newest first; ``?to=`` keeps the mail of addresses that contain it."""
    recipient = request.GET.get("to", "").strip()[:254]
    page = Paginator(list_names(settings.MAILDIR, recipient), PAGE).get_page(request.GET.get("page"))
    rows = [summarise_mail(settings.MAILDIR, name) for name in page]
    context = {
        "rows": rows,
        "page": page,
        "recipient": recipient,
        "same_recipient": "&" + urlencode({"to": recipient}) if recipient else "",
    }
    return render(request, "subscribers/mailbox/mailbox.html", context)


@local_only
def show_mail(request: HttpRequest, name: str) -> HttpResponse:
    """One message: its headers, its HTML in a frame of its own, its text and what came with it."""
    message = parse_mail(source_or_404(name))
    html, text = message.get_body(("html",)), message.get_body(("plain",))
    context = {
        "kept": summarise_mail(settings.MAILDIR, name),
        "headers": [(key, str(message[key])) for key in SHOWN if message[key]],
        "has_html": html is not None,
        "text": read_text(text) if text is not None else "",
        "parts": describe_parts(message, name),
    }
    return render(request, "subscribers/mailbox/message.html", context)


@local_only
def show_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML body under a policy of its own; pictures that came along are shown from here."""
    message = parse_mail(source_or_404(name))
    body = message.get_body(("html",))
    if body is None:
        raise Http404
    html = read_text(body)
    for number, part in enumerate(message.walk()):
        if part["Content-ID"]:
            cid = str(part["Content-ID"]).strip("<> ")
            html = html.replace(f"cid:{cid}", reverse("mailbox-part", args=[name, number]))
    response = HttpResponse(f'<base target="_blank">{html}' if "<head>" not in html else add_base(html))
    csp.set_policy(response, csp.LOCAL_MAIL)
    return response


def add_base(html: str) -> str:
    """Links of a mail open in a tab of their own: in the frame they could not be followed."""
    return html.replace("<head>", '<head><base target="_blank">', 1)


@local_only
def show_source(request: HttpRequest, name: str) -> HttpResponse:
    """The message as it came over the wire."""
    return HttpResponse(source_or_404(name), content_type="text/plain; charset=utf-8")


@local_only
def show_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One attachment: raster pictures are shown, everything else is saved."""
    parts = list(parse_mail(source_or_404(name)).walk())
    if number >= len(parts) or parts[number].is_multipart():
        raise Http404
    part = parts[number]
    shown = part.get_content_type() in {"image/png", "image/jpeg", "image/gif", "image/webp"}
    content_type = part.get_content_type() if shown else "application/octet-stream"
    response = HttpResponse(part.get_payload(decode=True), content_type=content_type)
    if not shown:
        name = part.get_filename() or f"part-{number}"
        response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def describe_parts(message: EmailMessage, name: str) -> list[dict[str, object]]:
    """Attachments and pictures: name, type, size in bytes and where to get them."""
    bodies = {message.get_body(("html",)), message.get_body(("plain",))}
    return [
        {
            "filename": part.get_filename() or part.get_content_type(),
            "type": part.get_content_type(),
            "size": len(part.get_payload(decode=True) or b""),
            "url": reverse("mailbox-part", args=[name, number]),
        }
        for number, part in enumerate(message.walk())
        if not part.is_multipart() and part not in bodies
    ]


def read_text(part: MIMEPart) -> str:
    """A text part; bytes that its charset cannot read become replacement characters."""
    charset = part.get_content_charset("utf-8") or "utf-8"
    payload = part.get_payload(decode=True) or b""
    try:
        return bytes(payload).decode(charset, "replace")
    except LookupError:
        return bytes(payload).decode("utf-8", "replace")
