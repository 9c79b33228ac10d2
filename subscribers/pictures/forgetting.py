"""Copies that nothing shows any more, and uploads that never became a picture."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import UploadedFile

from subscribers.models import PictureCopies

from .copies import Copies
from .names import key_of

COPIES_KEPT = timedelta(days=30)  # after their last use: previews and test mails show them too, and leave no trace
UPLOADS_KEPT = timedelta(days=1)

ShownWhere = Callable[[str], bool]  # whether anything that is published or was sent shows the copies with this key


def forget_copies(today: date, is_shown: ShownWhere) -> int:
    """Of pictures that are no longer in the library; how many."""
    due = PictureCopies.objects.filter(used_on__lt=today - COPIES_KEPT).values_list("key", flat=True)
    library = keys_in_library()
    gone = [key for key in due if key not in library and not is_shown(key)]
    return sum(forget(key, today, is_shown) for key in gone)


def forget(key: str, today: date, is_shown: ShownWhere) -> bool:
    """Asked once more with the row locked: whoever is publishing the picture at this moment has locked it before."""
    with transaction.atomic():
        row = PictureCopies.objects.select_for_update().filter(key=key, used_on__lt=today - COPIES_KEPT).first()
        if row is None or key in keys_in_library() or is_shown(key):
            return False
        row.delete()
        for name in Copies(key, row.width, row.height).names():
            default_storage.delete(name)
    return True


def keys_in_library() -> set[str]:
    return {key_of(name) for name in Image.objects.values_list("file", flat=True)} - {""}


def forget_uploads(now: datetime) -> int:
    """What Wagtail's form for many pictures put aside until its title was mended, and nobody did."""
    old = [one for one in UploadedFile.objects.all() if is_older(one.file.name, now - UPLOADS_KEPT)]
    for one in old:
        one.file.delete(save=False)
        one.delete()
    return len(old)


def is_older(name: str, than: datetime) -> bool:
    return not default_storage.exists(name) or default_storage.get_modified_time(name) < than
