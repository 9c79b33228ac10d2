"""Date and time as a clock in town shows them: the two nights a year that clocks change need a word more."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import BaseTemporalField
from django.utils import formats, timezone
from django.utils.dateparse import parse_datetime
from wagtail.admin.widgets import AdminDateTimeInput

from subscribers.shell.walltime import comes_twice, instants_of

FIRST, SECOND = "zomertijd", "wintertijd"


class WallTimeInput(AdminDateTimeInput):
    """Wagtail's picker, which otherwise replaces what it cannot read by today; what was typed stays for a sentence.

    It is made when one comes to its field: two hundred of them at once keep a browser busy for seconds.
    """

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "validateOnBlur": False, "step": 15, "lazyInit": True}


class WallTimeField(forms.DateTimeField):
    """A moment in the installation's zone, whatever zone the person at the desk has set; gives UTC.

    An hour that is skipped is refused; one that comes twice needs ``zomertijd`` or ``wintertijd`` behind it.
    """

    widget = WallTimeInput

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        words = str(value).split()
        which = words.pop() if words and words[-1] in (FIRST, SECOND) else None
        return resolve(self.parse(" ".join(words)), which)

    def parse(self, text: str) -> datetime:
        """The naive date and time that ``text`` says."""
        try:
            found = parse_datetime(text)
        except ValueError:
            found = None
        return (found or BaseTemporalField.to_python(self, text)).replace(tzinfo=None)  # type: ignore[union-attr]

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime) or timezone.is_naive(value):
            return value
        local = value.astimezone(zone())
        text = formats.localize_input(local.replace(tzinfo=None), self.widget.format)
        return f"{text} {SECOND if local.fold else FIRST}" if comes_twice(local) else text


def resolve(naive: datetime, which: str | None) -> datetime:
    """The instant meant by a wall time; raises ``ValidationError`` with code ``gap`` or ``twice``."""
    instants = instants_of(naive)
    if not instants:
        raise ValidationError(
            "Dit tijdstip bestaat niet: in die nacht gaat de klok een uur vooruit. Kies een uur eerder of later.",
            code="gap",
        )
    if len(instants) == 2 and which is None:
        example = formats.localize_input(naive, "%d-%m-%Y %H:%M")
        raise ValidationError(
            f"Dit tijdstip komt twee keer voor, omdat de klok een uur teruggaat. "
            f"Zet er {FIRST} of {SECOND} achter: {example} {SECOND}.",
            code="twice",
        )
    return instants[-1] if which == SECOND else instants[0]


def zone() -> ZoneInfo:
    return timezone.get_default_timezone()  # type: ignore[return-value]


def say(moment: datetime) -> str:
    """``zaterdag 19 september 2026 20:15``"""
    return formats.date_format(timezone.localtime(moment, zone()), "l j F Y H:i")
