"""“Deuren” in the desk: a QR code for the volunteers of a door, their phones, and the night at a glance."""

from events.models import DoorKey
from subscribers.screens.pages import PagesViewSet
from subscribers.screens.policies import LimitedPolicy

from .desk_views import DeviceRevoke, DoorCreate, DoorListView, DoorRevoke, DoorsView, DoorView, NightView

ACTIONS = {
    "door.create": ("Deur openen", "QR-code voor een deur gemaakt"),
    "door.revoke": ("Deur intrekken", "QR-code van een deur ingetrokken"),
    "door.phone": ("Telefoon intrekken", "Telefoon aan een deur ingetrokken"),
}
RIGHTS = ("view_doorkey", "add_doorkey", "change_doorkey")
POLICY = LimitedPolicy(DoorKey, {"view": ["view"], "open": ["view", "add"], "revoke": ["view", "change"]})


class DoorsViewSet(PagesViewSet):
    name = "deuren"
    icon = "key"
    menu_label = "Deuren"
    pages = {
        "index": ("", DoorsView),
        "add": ("nieuw/", DoorCreate),
        "door": ("<int:pk>/", DoorView),
        "list": ("<int:pk>/lijst/", DoorListView),
        "revoke": ("<int:pk>/intrekken/", DoorRevoke),
        "revoke_phone": ("telefoon/<int:phone>/intrekken/", DeviceRevoke),
        "night": ("avond/<int:evening>/", NightView),
    }
