"""What does not go together with what one registers for: a warning, never a reason to refuse."""

from django.http import HttpRequest

from events.models import CalendarEntry, Registration
from events.personal import programmes
from events.personal.programmes import Clash, Planned
from events.personal.views import programme_of, title_now


def clashes_here(request: HttpRequest, entry: CalendarEntry) -> list[tuple[Clash, str, str]]:
    """With what this browser keeps: (clash, title of the first, of the second). Of an address that is only typed
    nothing is said: it may be a stranger's. No query where nothing is kept."""
    programme = programme_of(request)
    return with_titles(programmes.clashes_with(entry, programmes.planned(programme))) if programme else []


def clashes_of(request: HttpRequest, registration: Registration) -> list[tuple[Clash, str, str]]:
    """Likewise, and with whatever else the address is registered for, which it proved by coming from its mail."""
    entry, programme = registration.occurrence.entry, programme_of(request)
    starred = programmes.planned(programme) if programme else []
    parties = (
        Registration.objects.holding()
        .filter(email_normalised=registration.email_normalised)
        .exclude(email_normalised="")
    )
    others = CalendarEntry.objects.filter(
        occurrence__in=parties.exclude(pk=registration.pk).values("occurrence"),
        ends_at__gt=entry.starts_at - programmes.FAR,
        starts_at__lt=entry.ends_at + programmes.FAR,
    )
    known = {line.entry.uid: line for line in [*(Planned(one, "") for one in others), *starred]}
    return with_titles(programmes.clashes_with(entry, known.values()))


def with_titles(found: list[Clash]) -> list[tuple[Clash, str, str]]:
    return [(clash, title_now(clash.first), title_now(clash.second)) for clash in found]
