"""Which copies of pictures there are; the files themselves lie in the storage (``subscribers.pictures.copies``)."""

from typing import ClassVar

from django.db import models


class PictureCopies(models.Model):
    """The copies of one picture, in all their sizes, under a name made of what is in it."""

    key = models.CharField(max_length=32, unique=True)
    width = models.PositiveIntegerField()  # of the picture, in pixels: with ``height`` it says which copies there are
    height = models.PositiveIntegerField()
    used_on = models.DateField(db_index=True)  # the last day on which something that is published or sent asked for it

    objects: ClassVar[models.Manager["PictureCopies"]]

    class Meta:
        verbose_name = "kopieën van een foto"
        verbose_name_plural = "kopieën van foto’s"

    def __str__(self) -> str:
        return self.key
