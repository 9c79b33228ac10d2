"""What the selects of one form offer, asked of the database once however many moments the form has."""

from functools import cached_property

from events.models import ChoiceGroup, Venue

NOTHING = ("", "---------")
Choices = list[tuple[object, str]]


class Offered:
    """Options for the moments of one event, first used when the first moment is shown."""

    @cached_property
    def venue(self) -> Choices:
        venues = sorted(Venue.objects.select_related("parent"), key=str)
        return [NOTHING, *((venue.pk, str(venue)) for venue in venues)]

    @cached_property
    def choice(self) -> Choices:
        groups = ChoiceGroup.objects.order_by("-edition__starts_on", "name")
        return [NOTHING, *((group.pk, group.name) for group in groups)]
