"""Rows that events only refer to: changing one changes what the public sees of every event that does."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.functional import classproperty
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views import snippets

from events.ledger.checking import WhenBroken
from events.models import Change, Event
from subscribers.outbox.noting import Notes, noting_mail
from subscribers.screens.texts import SaysWhatWasTidied
from subscribers.screens.viewsets import DeskViewSet

from .differences_desk import what_followed
from .telling import telling


class TellsOfRows:
    """The calendars are brought up to the row in the transaction that changes it, and the desk says what changed."""

    affected: str = ""  # lookup from an event to the rows of this viewset
    object: models.Model
    request: HttpRequest
    changes: Sequence[Change] = ()
    notes: Notes = []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        if said := what_followed(self.changes, self.notes):
            messages.info(request, said)
        return response

    @contextmanager
    def telling(self, policy: WhenBroken) -> Iterator[None]:
        with noting_mail() as self.notes, telling(by=self.request.user, policy=policy) as told:  # type: ignore[arg-type]
            told.touch(*self.touched())
            yield
        self.changes = told.changes

    def touched(self) -> list[int]:
        return referring(self.affected, [self.object.pk])


def referring(affected: str, rows: Iterable[int]) -> list[int]:
    """The events that refer to ``rows``, asked before the change: afterwards the rows may be gone."""
    keys, found = list(rows), models.Q()
    for lookup in affected.split():
        found |= models.Q(**{f"{lookup}__in": keys})
    return list(Event.objects.filter(found).values_list("pk", flat=True).distinct())


class RowCreate(SaysWhatWasTidied, snippets.CreateView):
    pass


class RowEdit(SaysWhatWasTidied, TellsOfRows, snippets.EditView):
    """What would break a calendar program is not saved; the form says so, with nothing typed lost."""

    def save_instance(self) -> models.Model:
        with self.telling(WhenBroken.REFUSE_NEW):
            return super().save_instance()  # type: ignore[no-any-return]

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()
            response = self.form_invalid(form)
        return response


class RowDelete(TellsOfRows, snippets.DeleteView):
    """A row that is gone is gone; an event that cannot be told without it stays in calendars as it was told."""

    def delete_action(self) -> None:
        with self.telling(WhenBroken.HOLD):
            super().delete_action()


class RowsDelete(DeleteBulkAction):  # type: ignore[misc]
    """The same of those ticked in the list."""

    @classproperty
    def models(cls) -> list[Any]:  # noqa: N805  a property of the class
        return [one for one in get_snippet_models() if isinstance(one.snippet_viewset, RowViewSet)]

    @classmethod
    def execute_action(cls, objects: list[Any], **kwargs: Any) -> tuple[int, int]:
        action = kwargs["self"]
        by = action.request.user
        with noting_mail() as notes, telling(by=by, policy=WhenBroken.HOLD) as told:
            told.touch(*referring(action.model.snippet_viewset.affected, [row.pk for row in objects]))
            done: tuple[int, int] = super().execute_action(objects, **kwargs)
        if said := what_followed(told.changes, notes):
            messages.info(action.request, said)
        return done


class RowViewSet(DeskViewSet):
    """Subclasses name in ``affected`` how an event refers to the row."""

    affected = ""
    add_view_class = RowCreate
    edit_view_class = RowEdit
    delete_view_class = RowDelete
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(affected=self.affected, **kwargs)  # type: ignore[no-any-return]
