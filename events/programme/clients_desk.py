"""How the saved draft of an event looks in the calendar programs that most people have."""

from typing import Any

from events.ledger.facts import occurrence_facts
from events.models import Event, Occurrence
from events.models.facts import LANGUAGES
from events.shell.identity import surroundings
from events.shell.walltime import say
from subscribers.screens.actions import ObjectView

from .clients import client_views, common_notes

MOST_MOMENTS = 3  # what differs between moments is when and where; the rest is the same in each
SPOKEN = {"nl": "Nederlandse agenda", "en": "Engelse agenda"}


class EventClients(ObjectView):
    """Shows, changes nothing."""

    page_title = "Zo ziet dit eruit in agenda’s"
    header_icon = "calendar"
    template_name = "events/programme/event_clients.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.object.get_latest_revision_as_object()
        moments = dated_moments(draft)
        return super().get_context_data(
            object=self.object,
            object_url=self.get_object_url(),
            pictures=[picture(draft, one, language) for one in moments[:MOST_MOMENTS] for language in spoken_in(draft)],
            left=max(0, len(moments) - MOST_MOMENTS),
            **kwargs,
        )


def dated_moments(draft: Event) -> list[Occurrence]:
    """Soonest first; a moment of which the draft does not say when is in no calendar."""
    return sorted((one for one in draft.occurrences.all() if one.starts_at), key=lambda one: one.starts_at)


def spoken_in(draft: Event) -> tuple[str, ...]:
    """Without an English title the English feed says the same, and the notes say that."""
    return LANGUAGES if draft.title_en else LANGUAGES[:1]


def picture(draft: Event, moment: Occurrence, language: str) -> dict[str, Any]:
    """One moment in the feed of one language, as ``events/programme/client_views.html`` shows it."""
    around = surroundings()
    facts = occurrence_facts(draft, moment, around)
    return {
        "label": f"{say(moment.starts_at)}, {SPOKEN[language]}",
        "views": client_views(facts, language),
        "notes": common_notes(facts, language, around["zone"]),
    }
