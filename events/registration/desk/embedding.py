"""What a partner puts in a page of theirs, so that visitors register there."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from events.models import CalendarEntry, Occurrence
from events.shell.walltime import say
from subscribers.screens.actions import ObjectView

HEIGHT = 1100  # pixels: of the form on a telephone, with a sentence at every field


class EventEmbedding(ObjectView):
    """The HTML for each moment that takes registrations, in both languages. Shows, changes nothing."""

    page_title = "Formulier voor een andere site"
    header_icon = "code"
    permission = "view"
    template_name = "events/registration/desk/embedding.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = CalendarEntry.objects.filter(
            occurrence__event=self.object, occurrence__way_in__in=Occurrence.REGISTERED_HERE, status="CONFIRMED"
        ).in_order()
        return super().get_context_data(
            object=self.object,
            object_url=self.get_object_url(),
            moments=[
                (say(entry.starts_at), [(spoken, html_of(entry, code)) for code, spoken in settings.LANGUAGES])
                for entry in entries
            ],
            **kwargs,
        )


def html_of(entry: CalendarEntry, language: str) -> str:
    """An iframe with the form, and below it the way there for who sees no frames."""
    with translation.override(language):
        return format_html(
            '<iframe src="{}" title="{}" width="100%" height="{}" style="border:0" loading="lazy"></iframe>\n'
            '<p><a href="{}">{}</a></p>',
            settings.SITE_URL + reverse("register-embedded", args=[entry.uid]),
            _("Aanmelden: %(title)s") % {"title": entry.in_language(language)["title"]},
            HEIGHT,
            settings.SITE_URL + reverse("register", args=[entry.uid]),
            _("Aanmelden op onze site"),
        )
