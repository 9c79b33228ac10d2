"""How often the calendars of the public are fetched, by kind of program and by day; never by whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .feed import FeedScope


class FeedFetch(models.Model):
    """Fetches of one scope by one family of programs on one day, while ``version`` was the scope's.

    No address, network, user agent or filter is kept, so nobody can be found back in it; what a program fetched with
    a filter counts for the scope it chose from. Not counted at all: *Mijn programma* (one reader each, so a count
    would be a diary), single occurrences (a download is no subscription), and HEAD.
    """

    class Client(models.TextChoices):
        GOOGLE = "google", _("Google Agenda")
        APPLE = "apple", _("Apple Agenda")
        OUTLOOK_WEB = "outlook-web", "Outlook.com / Microsoft 365"
        OUTLOOK = "outlook", _("Outlook op de computer")
        THUNDERBIRD = "thunderbird", "Thunderbird"
        ANDROID = "android", "ICSx⁵ / DAVx⁵ (Android)"
        SERVER = "server", _("Nextcloud en andere servers")
        BROWSER = "browser", _("Browser")
        OTHER = "other", _("Overige programma’s")

    scope = models.ForeignKey(FeedScope, models.CASCADE, related_name="fetches")
    client = models.CharField(max_length=20, choices=Client)
    day = models.DateField(db_index=True)
    version = models.PositiveBigIntegerField()
    full = models.PositiveIntegerField(default=0)  # answered with the calendar (200)
    unchanged = models.PositiveIntegerField(default=0)  # answered with "nothing new" (304)
    last_at = models.DateTimeField()  # in whole minutes

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "client", "day", "version"], name="one_row_of_fetches"),
        ]

    def __str__(self) -> str:
        return f"{self.scope_id} {self.client} {self.day}: {self.full} + {self.unchanged}"
