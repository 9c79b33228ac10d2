"""“Opkomst” in the desk: who came of who had a place, and what more places would risk."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from events.models import Registration
from subscribers.screens.policies import may

from .desk_views import TurnoutsView, TurnoutView


class TurnoutMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, "view", Registration)


class TurnoutViewSet(ViewSet):
    """The pages under ``opkomst/``, for whoever may see registrations."""

    name = "opkomst"
    icon = "group"
    menu_label = "Opkomst"
    menu_item_class = TurnoutMenuItem

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{name}_url_name": self.get_url_name(name) for name in ("index", "moment")}
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(TurnoutsView), name="index"),
            path("<int:pk>/", self.construct_view(TurnoutView), name="moment"),
        ]
