"""Pages that belong to the site as a whole: what we owe the public, and what machines ask for."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.running.front import seen_of_front
from events.calendar import fetches
from subscribers.subscriptions.erasing import unconfirmed_days

from .sitemap import PublicPages

OURS = ("events", "newsletter", "subscribers")
EXPIRES_AFTER = timedelta(days=300)  # RFC 9116 wants less than a year


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "confirm_days": settings.CONFIRM_DAYS,
        "unconfirmed_days": unconfirmed_days(),
        "programme_cookie": settings.PROGRAMME_COOKIE,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
        "delivery_days": settings.KEEP_DELIVERIES_DAYS,
        "fetch_days": fetches.KEPT.days,
        "bounce_days": settings.KEEP_BOUNCES_DAYS,
        "map_host": urlsplit(settings.MAP_TILES).netloc,
        "counts_clicks": settings.MEASURE_CLICKS,
        "click_threshold": settings.CLICK_THRESHOLD,
    }
    return render(request, "pages/privacy.html", context)


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/security.html", {"security_contact": settings.SECURITY_CONTACT})


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. Expires moves once a day, so that the file stands still in between."""
    expires = datetime.combine(timezone.localdate() + EXPIRES_AFTER, datetime.min.time(), tzinfo=UTC)
    contact = settings.SECURITY_CONTACT
    lines = [
        f"Contact: {contact if contact.startswith(('https:', 'mailto:')) else 'mailto:' + contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        f"Policy: {settings.SITE_URL}/beveiliging/",
        "Preferred-Languages: nl, en",
    ]
    return plain("\n".join(lines) + "\n")


@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Everything public is open, feeds too; what belongs to one person or to staff is not for indexes."""
    closed = ["/beheer/", "/dev/", "/aanmelding/", "/d/", "/nieuwsbrief/bevestigen/", "/nieuwsbrief/uitschrijven/"]
    lines = ["User-agent: *", *(f"Disallow: {prefix}{path}" for path in closed for prefix in ("", "/en")), "Allow: /"]
    return plain("\n".join([*lines, "", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, under the host of ``SITE_URL``; the host of the request plays no part."""
    response = sitemaps.sitemap(request, {"pages": PublicPages}, template_name="pages/sitemap.xml")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, else 503; for whoever watches over the machine."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        answer = JsonResponse({"status": "unavailable", "database": "unreachable"}, status=503)
    else:
        front = seen_of_front(request)
        answer = JsonResponse({"status": "ok", **({"front": front} if front else {})})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def plain(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a 404, with the sentence of our own view that raised it; those of others may name files of ours."""
    match = request.resolver_match
    is_ours = match is not None and match.func.__module__.partition(".")[0] in OURS
    sentence = exception.args[0] if is_ours and exception.args else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)
