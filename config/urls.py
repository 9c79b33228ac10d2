"""All addresses. Those of the site exist in Dutch without prefix and in English under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import include, path
from wagtail.admin import urls as desk_urls

urlpatterns = [
    path("beheer/", include(desk_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *i18n_patterns(
        path("", include("events.urls")),
        prefix_default_language=False,
    ),
]
