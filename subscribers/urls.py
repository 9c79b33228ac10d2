"""Addresses of this app's pages."""

from django.urls import path

from subscribers.mailbox import views

urlpatterns = [
    path("dev/mailbox/", views.list_mail, name="mailbox"),
    path("dev/mailbox/<str:name>/", views.show_mail, name="mailbox-message"),
    path("dev/mailbox/<str:name>/html/", views.show_html, name="mailbox-html"),
    path("dev/mailbox/<str:name>/source/", views.show_source, name="mailbox-source"),
    path("dev/mailbox/<str:name>/part/<int:number>/", views.show_part, name="mailbox-part"),
]
