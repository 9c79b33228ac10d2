"""Addresses of the newsletter; permanent (docs/architecture.md, Languages and addresses)."""

from django.urls import path

from newsletter.archive import views
from newsletter.readers import click_page, useful_page
from newsletter.subscribing import sign_up_page, unsubscribe_page

urlpatterns = [
    path("nieuwsbrief/", sign_up_page.newsletter, name="newsletter"),
    path("nieuwsbrief/bevestigen/<str:token>/", sign_up_page.confirm, name="confirm-subscription"),
    path("nieuwsbrief/uitschrijven/<str:token>/", unsubscribe_page.unsubscribe, name="unsubscribe"),
    path("nieuwsbrief/<slug:slug>/", views.issue, name="issue"),
    path("nieuwsbrief/<slug:slug>/k/<int:number>/", click_page.follow_link, name="counted-link"),
    path("nieuwsbrief/<slug:slug>/nuttig/", useful_page.ask, name="useful"),
    path("nieuwsbrief/<slug:slug>/nuttig/bedankt/", useful_page.thank, name="useful-thanks"),
]
