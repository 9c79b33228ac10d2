"""Pictures in the desk: who replaces or throws one away changes what the public sees of every event that shows it.

Wagtail deletes by three doors; each is here. What breaks a calendar program is held, never a reason to keep a picture.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from wagtail.images.models import AbstractImage
from wagtail.images.views import images, multiple
from wagtail.images.views.bulk_actions import DeleteBulkAction

from events.ledger.checking import WhenBroken
from events.models import Event

from .rows_desk import TellsOfRows
from .telling import telling


class PictureEdit(TellsOfRows, images.EditView):
    affected = "image"

    def save_instance(self) -> models.Model:
        with self.telling(WhenBroken.HOLD):
            return super().save_instance()  # type: ignore[no-any-return]


class PictureDelete(TellsOfRows, images.DeleteView):
    affected = "image"

    def delete_action(self) -> None:
        with self.telling(WhenBroken.HOLD):
            super().delete_action()


class UploadedPictureDelete(multiple.DeleteView):
    """The button beside a picture that was just uploaded, which may be in use by then."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with telling(by=request.user, policy=WhenBroken.HOLD) as told:  # type: ignore[arg-type]
            told.touch(*showing([kwargs[self.pk_url_kwarg]]))
            response: HttpResponse = super().post(request, *args, **kwargs)
        return response


class PicturesDelete(DeleteBulkAction):
    """Of those ticked in the list."""

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "by": self.request.user}

    @classmethod
    def execute_action(cls, objects: list[AbstractImage], by: AbstractBaseUser, **kwargs: Any) -> tuple[int, int]:
        with telling(by=by, policy=WhenBroken.HOLD) as told:
            told.touch(*showing([one.pk for one in objects]))
            done: tuple[int, int] = super().execute_action(objects, **kwargs)
        return done


def showing(pictures: Iterable[int]) -> list[int]:
    """The events that refer to these; asked before, as afterwards none does."""
    return list(Event.objects.filter(image__in=list(pictures)).values_list("pk", flat=True))


def picture_urls() -> list[URLPattern]:
    """At Wagtail's own addresses, whose views do the rest."""
    return [
        path("images/<int:image_id>/", PictureEdit.as_view()),
        path("images/<int:image_id>/delete/", PictureDelete.as_view()),
        path("images/multiple/<int:image_id>/delete/", UploadedPictureDelete.as_view()),
    ]
