"""All addresses. Those of the site exist in Dutch without prefix and in English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail.admin import urls as desk_urls

from config.api.v1 import api
from config.site import views
from subscribers.accounts import views as accounts
from subscribers.pictures.views import serve_picture

# Pictures that staff uploaded, where they lie on this machine; elsewhere MEDIA_URL is another server's.
media = [re_path(r"^media/(?P<path>.*)$", serve_picture)] if settings.MEDIA_URL == "/media/" else []
handler404 = views.not_found
urlpatterns = [
    *i18n_patterns(path("beheer/toegang/", include("subscribers.accounts.urls")), prefix_default_language=False),
    path("beheer/login/", accounts.former_login),
    path("beheer/logout/", accounts.logout),
    re_path(r"^beheer/password_reset/", accounts.former_reset),
    path("beheer/", include(desk_urls)),
    path("api/v1/", api.urls),
    path("webhooks/", include("subscribers.feedback.webhooks")),
    path("d/", include("events.door.urls")),
    *media,
    path("gezond", views.health, name="health"),
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    *i18n_patterns(
        path("", include("events.urls")),
        path("", include("newsletter.urls")),
        path("", include("subscribers.urls")),
        path("toegankelijkheid/", views.accessibility, name="accessibility"),
        path("privacy/", views.privacy, name="privacy"),
        path("beveiliging/", views.security, name="security"),
        prefix_default_language=False,
    ),
]
