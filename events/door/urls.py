"""Addresses of the door page and of what it asks; ``d/<code>`` beside them is in ``events.urls``, in both languages."""

from django.urls import path

from events.door.phone import page, views

urlpatterns = [
    path("", page.door_page, name="door"),
    path("sw.js", page.worker, name="door-worker"),
    path("sleutel", views.trade, name="door-trade"),
    path("lijst", views.door_list, name="door-list"),
    path("scans", views.scans, name="door-scans"),
    path("zoek", views.find, name="door-find"),
    path("code", views.code, name="door-code"),
    path("beeld", views.frame, name="door-frame"),
]
