"""The events app."""

from django.apps import AppConfig

from events.shell.shown_tables import WATCHED
from subscribers.caching.watching import watch


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = "Agenda"

    def ready(self) -> None:
        for scope, labels in WATCHED.items():
            watch(scope, labels)
