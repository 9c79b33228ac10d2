"""Times on the clock in town: which moments they are, in the two nights a year that clocks change as well."""

from datetime import UTC, datetime, tzinfo

from django.utils import timezone


def instants_of(naive: datetime, zone: tzinfo | None = None) -> list[datetime]:
    """The moments (UTC, in order) at which a clock shows ``naive``; in the zone of the installation by default.

    None for an hour that spring skips, two for one that autumn has twice.
    """
    zone = zone or timezone.get_default_timezone()
    read = {naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(moment for moment in read if moment.astimezone(zone).replace(tzinfo=None) == naive)


def comes_twice(local: datetime) -> bool:
    """Whether the clock shows this local time twice (autumn)."""
    return local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()  # type: ignore[operator]
