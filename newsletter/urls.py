"""Addresses of the newsletter; permanent (docs/architecture.md, Addresses)."""

from django.urls import path

from newsletter.views import archive, clicking, joining, leaving, useful

urlpatterns = [
    path("nieuwsbrief/", joining.newsletter, name="newsletter"),
    path("nieuwsbrief/bevestigen/<str:token>/", joining.confirm, name="confirm-subscription"),
    path("nieuwsbrief/uitschrijven/<str:token>/", leaving.unsubscribe, name="unsubscribe"),
    path("nieuwsbrief/<slug:slug>/", archive.issue, name="issue"),
    path("nieuwsbrief/<slug:slug>/k/<int:number>/", clicking.follow_link, name="counted-link"),
    path("nieuwsbrief/<slug:slug>/nuttig/", useful.ask, name="useful"),
    path("nieuwsbrief/<slug:slug>/nuttig/bedankt/", useful.thank, name="useful-thanks"),
]
