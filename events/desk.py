"""The menu of the programme."""

from wagtail.snippets.views.snippets import SnippetViewSetGroup

from events.door.desk import DoorsViewSet
from events.programme.event_desk import EventViewSet
from events.programme.places_desk import OrganiserViewSet, SchemeViewSet, TermViewSet, VenueViewSet
from events.programme.series_desk import ChoiceGroupViewSet, EditionViewSet, SeriesViewSet
from events.publishing.calendars_desk import CalendarsViewSet
from events.registration.announcing.desk import AnnouncementsViewSet
from events.registration.desk.viewset import RegistrationViewSet
from events.turnout.desk import TurnoutViewSet


class AgendaGroup(SnippetViewSetGroup):
    items = (
        EventViewSet,
        RegistrationViewSet,
        AnnouncementsViewSet,
        DoorsViewSet,
        TurnoutViewSet,
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
