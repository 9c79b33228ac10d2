"""How many reports carry no mark of ours. When that share rises, marks get lost on the way or somebody is forging."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from subscribers.models import Bounce
from subscribers.outbox.letters import Letter
from subscribers.outbox.queueing import queue_letter

RECENT, BEFORE = 50, 500  # reports looked at
ENOUGH = 20  # fewer say nothing
WORRYING = 0.2
RISING = 2  # times the share of before
ALARM = "feedback.alarm"


@dataclass(frozen=True, slots=True)
class Trust:
    """Unidentified reports among the last ones, and among those before them."""

    lost: int = 0
    recent: int = 0
    lost_before: int = 0
    before: int = 0

    @property
    def is_worrying(self) -> bool:
        share = self.lost / self.recent if self.recent else 0.0
        share_before = self.lost_before / self.before if self.before else 0.0
        return self.recent >= ENOUGH and share > WORRYING and share > RISING * share_before


def how_far_trusted() -> Trust:
    """One indexed query over the newest reports; automatic replies are left out."""
    origins = list(Bounce.objects.claims().order_by("-pk").values_list("origin", flat=True)[: RECENT + BEFORE])
    recent, before = origins[:RECENT], origins[RECENT:]
    return Trust(recent.count(""), len(recent), before.count(""), len(before))


def warn_when_lost(now: datetime) -> None:
    """Mail the people responsible, at most once a day."""
    trust = how_far_trusted()
    if not trust.is_worrying:
        return
    queue_letter(
        ALARM,
        f"day:{timezone.localdate(now):%Y-%m-%d}",
        alarm_letter(trust),
        to=settings.ALARM_ADDRESS,
        language="nl",
        subject="Terugmeldingen zonder kenmerk",
    )


def alarm_letter(trust: Trust) -> Letter:
    address = settings.SITE_URL + reverse("wagtailsnippets_subscribers_bounce:list")
    counted = (
        f"Van de laatste {trust.recent} terugmeldingen over onze mail dragen er {trust.lost} geen kenmerk van ons; "
        f"van de {trust.before} daarvoor waren dat er {trust.lost_before}."
    )
    meaning = (
        "Ze zijn bewaard en hebben voor niemand gevolgen. Of een mailserver onderweg haalt het kenmerk weg, "
        "en dan blijven dode adressen op de lijst; of iemand stuurt ons valse terugmeldingen."
    )
    return Letter(
        heading="Steeds meer terugmeldingen zonder ons kenmerk",
        sentences=[counted, meaning],
        button=("Bekijk de terugmeldingen", f"{address}?identified=no"),
    )
