"""The screens of turnout. Nothing is decided there: places are changed where the moment is."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from events.charts import Value, bars
from events.forecast import EVENINGS, SEATS
from events.models import Occurrence, Registration
from subscribers.screens.pages import DeskPage
from subscribers.screens.policies import may

from .figures import Sum, band, by_edition, by_lead, counted, day_of, earlier, forecasts, opinions, risks, sum_up

COMING_SHOWN = 200
EDITIONS_DRAWN = MOMENTS_DRAWN = 12


class TurnoutPage(DeskPage):
    """For whoever may see registrations."""

    header_icon = "group"
    index_label = "Opkomst"
    moment_url_name = ""

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return may(user, "view", Registration)


class TurnoutsView(TurnoutPage):
    """Editions and lead times, and the moments to come with a limited number of places."""

    page_title = "Opkomst"
    template_name = "events/turnout/turnouts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, moments = list(counted()), coming()
        editions, leads = by_edition(rows), by_lead(rows)
        return super().get_context_data(
            total=sum_up("Alles bij elkaar", rows),
            editions=editions,
            leads=leads,
            pictures=[
                picture("editions", "Gekomen, per editie", editions[:EDITIONS_DRAWN]),
                picture("leads", "Gekomen, naar hoe lang tevoren men zich aanmeldde", leads),
            ],
            opinions=opinions(),
            coming=[
                (one, reverse(self.moment_url_name, args=[one.pk]) if one.capacity is not None else "")
                for one in moments
            ],
            registered=registered_picture(moments),
            **kwargs,
        )


class TurnoutView(TurnoutPage):
    """One moment to come: what happened at earlier ones, and what more places would risk."""

    page_title = "Extra plaatsen"
    template_name = "events/turnout/turnout.html"

    @cached_property
    def occurrence(self) -> Occurrence:
        rows = Occurrence.objects.select_related("event__edition__series", "venue").with_seats_given()
        return get_object_or_404(rows, pk=self.kwargs["pk"], capacity__isnull=False)

    def get_page_subtitle(self) -> str:
        return str(self.occurrence.event.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        occurrence = self.occurrence
        rows = earlier(occurrence)
        found, room = forecasts(rows), occurrence.capacity or 0
        most = occurrence.venue.capacity if occurrence.venue else None
        return super().get_context_data(
            occurrence=occurrence,
            waiting=Registration.objects.filter(occurrence=occurrence).waiting().seats(),
            total=sum_up("", rows),
            evenings=len({day_of(row) for row in rows}),
            shares=[percent(row.share) for row in sorted(rows, key=lambda row: row.share or 0)],
            band=band(found, room) if found else None,
            risks=[(one, percent(one.full)) for one in risks(found, room, most)],
            most=most,
            wanted={"evenings": EVENINGS, "seats": SEATS},
            **kwargs,
        )


def coming() -> list[Occurrence]:
    """Those that one registers for here, soonest first, with ``given`` and ``waited_for``."""
    now = timezone.now()
    rows = Occurrence.objects.filter(starts_at__gt=now, way_in__in=Occurrence.REGISTERED_HERE, event__live=True)
    counted = rows.select_related("event").with_seats_given().with_seats_waited_for()
    return list(counted.order_by("starts_at", "pk")[:COMING_SHOWN])


def registered_picture(moments: list[Any]) -> SafeString | str:
    """Of the soonest with anybody: how many people have a place, and how many wait."""
    drawn = [one for one in moments if one.given or one.waited_for][:MOMENTS_DRAWN]
    if not drawn:
        return ""
    most = max(drawn, key=lambda one: one.given)
    summary = f"De meeste plaatsen zijn vergeven bij {most.event.title}: {most.given}."
    values = [Value(one.event.title, one.given, f"{one.given} + {one.waited_for}") for one in drawn]
    return mark_safe(bars("coming", "Plaatsen vergeven, en op de wachtlijst", summary, values))


def percent(share: float | None) -> str:
    """``72 %``; below one in a hundred ``minder dan 1 %``; nothing known is a dash."""
    if share is None:
        return "–"
    if 0 < share < 0.01:
        return "minder dan 1 %"
    return f"{formats.number_format(round(100 * share), 0)} %"


def picture(name: str, title: str, sums: list[Sum]) -> SafeString | str:
    if not sums:
        return ""
    most = max(sums, key=lambda one: one.share or 0)
    summary = f"Het meest bij {most.name}: {percent(most.share)}."
    return mark_safe(bars(name, title, summary, [Value(one.name, one.share, percent(one.share)) for one in sums]))
