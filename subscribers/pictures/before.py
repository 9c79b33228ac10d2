"""Pictures that were uploaded before there was treating, and copies that were lost: made now of what lies there."""

from collections.abc import Collection

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from subscribers.models import PictureCopies

from .copies import Copies, keep_copies, make_copies
from .names import key_of
from .storage import TreatedFile, treated_file
from .treating import treat
from .views import RENDITIONS


def untreated_pictures() -> list[AbstractImage]:
    """One query where there are none."""
    names = Image.objects.values_list("pk", "file")
    return list(Image.objects.filter(pk__in=[pk for pk, name in names if not key_of(name)]).order_by("pk"))


def mend_copies() -> int:
    """Make again what a restored folder of files lacks; how many pictures. Only of what the library still has."""
    images = {key_of(image.file.name): image for image in Image.objects.all()}
    lacking = [row for row in PictureCopies.objects.filter(key__in=images) if not are_there(row)]
    PictureCopies.objects.filter(pk__in=[row.pk for row in lacking]).delete()
    return len(keep_copies([images[row.key] for row in lacking]))


def are_there(row: PictureCopies) -> bool:
    return all(default_storage.exists(name) for name in Copies(row.key, row.width, row.height).names())


def treat_again(image: AbstractImage) -> TreatedFile:
    """What its file becomes, its copies made. Raises ``OSError`` and ``ValidationError`` for what cannot be read."""
    with image.open_file() as file:
        treated = treated_file(file.read())
    make_copies(treated.key, treated.read())
    treated.seek(0)
    return treated


def put_in_place(image: AbstractImage, treated: TreatedFile, sent: Collection[str]) -> None:
    """In the place of what was uploaded, which goes, as do scaled ones, but for those that mails show: ``sent``."""
    before, size = image.file.name, (image.width, image.height)
    image.file.save(treated.name, treated, save=False)
    image.file_size, image.file_hash = treated.size, ""
    if size != (image.width, image.height):  # the point of interest is in pixels of what it was
        image.focal_point_x = image.focal_point_y = image.focal_point_width = image.focal_point_height = None
    image.save()
    image.get_file_hash()
    for rendition in image.renditions.filter(file__in=sent):
        leave_file(rendition)
    image.renditions.all().delete()
    transaction.on_commit(lambda: default_storage.delete(before))


def leave_file(rendition: AbstractRendition) -> None:
    """Wagtail forgets it; its file stays where mails look for it, now without what the photo brought along."""
    name = rendition.file.name
    with default_storage.open(name) as file:
        content = treat(file.read()).content
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
    type(rendition).objects.filter(pk=rendition.pk).update(file=f"{RENDITIONS}/left")  # nothing is there to delete
