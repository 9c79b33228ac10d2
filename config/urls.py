"""All addresses. Those of the site exist in Dutch without prefix and in English under /en/."""

from django.urls import include, path
from wagtail.admin import urls as desk_urls

urlpatterns = [
    path("beheer/", include(desk_urls)),
]
