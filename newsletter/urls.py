"""Addresses of the newsletter; permanent (docs/architecture.md, Addresses)."""

from django.urls import path

from newsletter.views import archive, joining, leaving

urlpatterns = [
    path("nieuwsbrief/", joining.newsletter, name="newsletter"),
    path("nieuwsbrief/bevestigen/<str:token>/", joining.confirm, name="confirm-subscription"),
    path("nieuwsbrief/uitschrijven/<str:token>/", leaving.unsubscribe, name="unsubscribe"),
    path("nieuwsbrief/<slug:slug>/", archive.issue, name="issue"),
]
