"""The app that holds the wiring together; it exists so that its commands and static files are found."""

from django.apps import AppConfig
from django.core.signals import request_started
from wagtail.users.apps import WagtailUsersAppConfig

from subscribers.shell.django_private import trust_tried_connection


class ConfigConfig(AppConfig):
    name = "config"
    default = True

    def ready(self) -> None:
        request_started.connect(trust_tried_connection)


class UsersConfig(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's accounts, with pages of ours."""

    user_viewset = "subscribers.accounts.colleagues.users_desk.AccountViewSet"
