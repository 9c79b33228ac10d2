"""The menu of the programme."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from .event import EventViewSet
from .fetches import CalendarsViewSet
from .places import OrganiserViewSet, SchemeViewSet, TermViewSet, VenueViewSet
from .registrations import RegistrationViewSet
from .series import ChoiceGroupViewSet, EditionViewSet, SeriesViewSet


class AgendaGroup(SnippetViewSetGroup):
    items = (
        EventViewSet,
        RegistrationViewSet,
        EditionViewSet,
        SeriesViewSet,
        VenueViewSet,
        OrganiserViewSet,
        ChoiceGroupViewSet,
        SchemeViewSet,
        TermViewSet,
        CalendarsViewSet,
    )
    menu_label = "Agenda"
    menu_name = "agenda"
    menu_icon = "calendar"
    menu_order = 110
