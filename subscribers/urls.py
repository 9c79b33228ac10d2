"""Addresses of this app's pages."""

from django.urls import path

from subscribers.views import mailbox

urlpatterns = [
    path("dev/mailbox/", mailbox.list_mail, name="mailbox"),
    path("dev/mailbox/<str:name>/", mailbox.show_mail, name="mailbox-message"),
    path("dev/mailbox/<str:name>/html/", mailbox.show_html, name="mailbox-html"),
    path("dev/mailbox/<str:name>/source/", mailbox.show_source, name="mailbox-source"),
    path("dev/mailbox/<str:name>/part/<int:number>/", mailbox.show_part, name="mailbox-part"),
]
