"""The app that holds the wiring together; it exists so that its commands and static files are found."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class ConfigConfig(AppConfig):
    name = "config"
    default = True


class UsersConfig(WagtailUsersAppConfig):  # type: ignore[misc]
    """Wagtail's accounts, with pages of ours."""

    user_viewset = "subscribers.accounts.users_desk.AccountViewSet"
