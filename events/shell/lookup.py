"""What stands under an address, or the page that helps."""

from django.http import Http404
from django.utils.translation import gettext as _

from events.models import Edition, Series


def find_series(slug: str) -> Series:
    """By the address it has or ever had."""
    series = Series.objects.with_names().at_address(slug).select_related("image").first()
    if series is None:
        raise Http404(_("Deze reeks kennen wij niet."))
    return series


def find_edition(series: Series, slug: str) -> Edition:
    edition = Edition.objects.visible().filter(series=series, slug=slug).first()
    if edition is None:
        raise Http404(_("Deze editie kennen wij niet."))
    edition.series = series  # the one with its names prefetched
    return edition
