"""Rows that events only refer to: changing one changes what the public sees of every event that does."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import CharField, HiddenInput, ModelForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import classproperty
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views import snippets

from events.ledger.checking import WhenBroken
from events.models import Change, Event
from events.registration.mail.counting import count_readers, in_words
from subscribers.outbox.noting import Notes, noting_mail
from subscribers.screens.texts import SaysWhatWasTidied
from subscribers.screens.viewsets import DeskViewSet

from .differences_desk import what_followed
from .rehearsal import rehearse, with_visitors
from .telling import telling

UNSAID = "mails_visitors"
ONCE_MORE = "{mails} Er is nog niets bewaard: bewaar nog een keer om het te doen."


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
    """What would break a calendar program is not saved; the form says so, with nothing typed lost.

    Nor is what would mail visitors, until whoever saves has read how many mails go to whom.
    """

    def save_instance(self) -> models.Model:
        with transaction.atomic():
            with self.telling(WhenBroken.REFUSE_NEW):
                row: models.Model = super().save_instance()
            readers = count_readers(self.notes)
            mails = in_words(readers, before=True)
            if readers and self.request.POST.get(UNSAID) != mails:
                raise ValidationError(ONCE_MORE.format(mails=mails), code=UNSAID, params={"mails": mails})
        return row

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ValidationError as error:
            if getattr(error, "code", None) == UNSAID:
                read_next_time(form, str((error.params or {})["mails"]))
            form.add_error(None, error)
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()
            response = self.form_invalid(form)
        return response


def read_next_time(form: ModelForm[Any], mails: str) -> None:
    """The form that is shown again brings back what it said of mails: another number by then is asked again."""
    form.fields[UNSAID] = CharField(widget=HiddenInput, required=False)
    form.data = QueryDict(form.data.urlencode(), mutable=True)  # type: ignore[call-overload,attr-defined]
    form.data[UNSAID] = mails  # type: ignore[index]


class RowDelete(TellsOfRows, snippets.DeleteView):
    """A row that is gone is gone; an event that cannot be told without it stays in calendars as it was told."""

    @property
    def confirmation_message(self) -> str:
        mails = mails_of_deleting(self.affected, [self.object], by=self.request.user)
        return f"{super().confirmation_message} {mails}".rstrip()

    def delete_action(self) -> None:
        with self.telling(WhenBroken.HOLD):
            super().delete_action()


def mails_of_deleting(affected: str, rows: Sequence[models.Model], by: Any) -> str:
    """How many mails would go to whom, in words; nothing where there are no visitors to mail."""
    touched, keys = referring(affected, [row.pk for row in rows]), [row.pk for row in rows]
    visited = with_visitors(Event.objects.filter(pk__in=touched))

    def delete(_: list[Event]) -> None:
        with telling(by=by, policy=WhenBroken.HOLD) as told:
            told.touch(*touched)
            for row in type(rows[0])._default_manager.filter(pk__in=keys):
                row.delete()

    try:
        return rehearse(delete, visited).in_words if visited else ""
    except models.ProtectedError:  # what is in use stays, and the page says that
        return ""


class RowsDelete(DeleteBulkAction):  # type: ignore[misc]
    """The same of those ticked in the list."""

    @classproperty
    def models(cls) -> list[Any]:  # noqa: N805  a property of the class
        return [one for one in get_snippet_models() if isinstance(one.snippet_viewset, RowViewSet)]

    def get(self, request: HttpRequest) -> HttpResponse:
        rows, _ = self.get_actionable_objects()
        if rows and (said := mails_of_deleting(self.model.snippet_viewset.affected, rows, by=request.user)):
            messages.info(request, said)
        response: HttpResponse = super().get(request)
        return response

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
