"""“Berichten aan bezoekers” in the desk: written, looked at, tried on oneself, sent and stopped by whoever may."""

from events.models import Announcement
from subscribers.screens.pages import PagesViewSet
from subscribers.screens.policies import LimitedPolicy

from .desk_views import AnnouncementCreate, AnnouncementEdit, AnnouncementsView, AnnouncementView

RIGHTS = ("view_announcement", "add_announcement")
POLICY = LimitedPolicy(Announcement, {"view": ["view"], "write": ["view", "add"]})


class AnnouncementsViewSet(PagesViewSet):
    name = "berichten"
    icon = "mail"
    menu_label = "Berichten aan bezoekers"
    pages = {
        "index": ("", AnnouncementsView),
        "add": ("nieuw/", AnnouncementCreate),
        "announcement": ("<int:pk>/", AnnouncementView),
        "edit": ("<int:pk>/wijzigen/", AnnouncementEdit),
    }
