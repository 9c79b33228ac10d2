"""All addresses. Those of the site exist in Dutch without prefix and in English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail.admin import urls as desk_urls

from config import views

urlpatterns = [
    path("beheer/", include(desk_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("gezond", views.health, name="health"),
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    *i18n_patterns(
        path("", include("events.urls")),
        path("toegankelijkheid/", views.accessibility, name="accessibility"),
        path("privacy/", views.privacy, name="privacy"),
        path("beveiliging/", views.security, name="security"),
        prefix_default_language=False,
    ),
]
