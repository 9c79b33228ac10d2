"""The newsletter app."""

from django.apps import AppConfig

from newsletter.archive.caching import ISSUES, SHOWN
from subscribers.caching.watching import watch


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Nieuwsbrief"

    def ready(self) -> None:
        watch(ISSUES, SHOWN)
