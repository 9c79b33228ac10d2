"""“Opkomst” in the desk: who came of who had a place, and what more places would risk."""

from subscribers.screens.pages import PagesViewSet

from .desk_views import TurnoutsView, TurnoutView


class TurnoutViewSet(PagesViewSet):
    name = "opkomst"
    icon = "group"
    menu_label = "Opkomst"
    pages = {"index": ("", TurnoutsView), "moment": ("<int:pk>/", TurnoutView)}
