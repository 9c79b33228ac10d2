"""Addresses of the programme; permanent (docs/architecture.md, Addresses)."""

from django.urls import path

from events import feeds
from events.views import registration

urlpatterns = [
    path("agenda.ics", feeds.everything, name="feed"),
    path("agenda/<slug:series>.ics", feeds.of_series, name="series-feed"),
    path("agenda/<slug:series>/<slug:edition>.ics", feeds.of_edition, name="edition-feed"),
    path("evenement/<uuid:uid>.ics", feeds.of_occurrence, name="occurrence-ics"),
    path("aanmelden/<uuid:uid>/", registration.register, name="register"),
    path("aanmelding/bevestigen/<str:token>/", registration.confirm, name="confirm-registration"),
    path("aanmelding/<str:token>/", registration.manage, name="registration"),
]
