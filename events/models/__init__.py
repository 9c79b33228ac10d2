"""What happens, where, by whom, what the public was told of it, and who comes."""

from .announcement import Announcement
from .answer import CalendarAnswer
from .calendar import CalendarEntry, Change, EntryFacet
from .classification import Scheme, Term
from .door import Device, DoorKey, Evening, Scan
from .event import Event, EventSpeaker
from .feed import FeedScope
from .fetch import FeedFetch
from .occurrence import ChoiceGroup, Occurrence
from .organiser import Organiser
from .personal import Programme
from .refusal import Refusal
from .registration import NetworkSeats, Registration
from .series import Edition, Series, SeriesName
from .turnout import Turnout
from .venue import Venue, VenueName
from .visit_mail import VisitMail, VisitOpinion

__all__ = [
    "Announcement",
    "CalendarAnswer",
    "CalendarEntry",
    "Change",
    "ChoiceGroup",
    "Device",
    "DoorKey",
    "Edition",
    "EntryFacet",
    "Evening",
    "Event",
    "EventSpeaker",
    "FeedFetch",
    "FeedScope",
    "NetworkSeats",
    "Occurrence",
    "Organiser",
    "Programme",
    "Refusal",
    "Registration",
    "Scan",
    "Scheme",
    "Series",
    "SeriesName",
    "Term",
    "Turnout",
    "Venue",
    "VenueName",
    "VisitMail",
    "VisitOpinion",
]
