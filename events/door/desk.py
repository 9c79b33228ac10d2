"""“Deuren” in the desk: a QR code for the volunteers of a door, their phones, and the night at a glance."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from events.models import DoorKey
from subscribers.screens.policies import LimitedPolicy, may

from .desk_views import DeviceRevoke, DoorCreate, DoorRevoke, DoorsView, DoorView, NightView

ACTIONS = {
    "door.create": ("Deur openen", "QR-code voor een deur gemaakt"),
    "door.revoke": ("Deur intrekken", "QR-code van een deur ingetrokken"),
    "door.phone": ("Telefoon intrekken", "Telefoon aan een deur ingetrokken"),
}
RIGHTS = ("view_doorkey", "add_doorkey", "change_doorkey")
POLICY = LimitedPolicy(DoorKey, {"view": ["view"], "open": ["view", "add"], "revoke": ["view", "change"]})


class DoorsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, "view", DoorKey)


class DoorsViewSet(ViewSet):
    """The pages under ``deuren/``."""

    name = "deuren"
    icon = "key"
    menu_label = "Deuren"
    menu_item_class = DoorsMenuItem

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {
            f"{name}_url_name": self.get_url_name(name)
            for name in ("index", "add", "door", "revoke", "revoke_phone", "night")
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(DoorsView), name="index"),
            path("nieuw/", self.construct_view(DoorCreate), name="add"),
            path("<int:pk>/", self.construct_view(DoorView), name="door"),
            path("<int:pk>/intrekken/", self.construct_view(DoorRevoke), name="revoke"),
            path("telefoon/<int:phone>/intrekken/", self.construct_view(DeviceRevoke), name="revoke_phone"),
            path("avond/<int:evening>/", self.construct_view(NightView), name="night"),
        ]
