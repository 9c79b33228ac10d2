"""Rows that events only refer to: changing one changes what the public sees of every event that does."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages
from wagtail.log_actions import get_active_log_context
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet

from events.ledger.checking import WhenBroken
from events.ledger.reconcile import reconcile_calendar
from events.models import Event
from subscribers.shell.texts import SaysWhatWasTidied

from .telling import changes_since, last_change


class Reconciles:
    """The calendars are brought up to the row in the transaction that changes it, and the desk says what changed."""

    affected: str = ""  # lookup from an event to the rows of this viewset
    object: models.Model

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = last_change()
        response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
        said = changes_since(before)
        if said:
            messages.info(request, said)
        return response

    def touched(self) -> list[int]:
        """The events that refer to this row, asked before the change: afterwards the row may be gone."""
        found = models.Q()
        for lookup in self.affected.split():
            found |= models.Q(**{lookup: self.object.pk})
        return list(Event.objects.filter(found).values_list("pk", flat=True).distinct())

    def tell(self, touched: list[int], when_broken: WhenBroken) -> None:
        if touched:
            events = Event.objects.filter(pk__in=touched)
            reconcile_calendar(events, by=get_active_log_context().user, when_broken=when_broken)


class RowCreate(SaysWhatWasTidied, snippets.CreateView):
    pass


class RowEdit(SaysWhatWasTidied, Reconciles, snippets.EditView):
    """What would break a calendar program is not saved; the form says so, with nothing typed lost."""

    def save_instance(self) -> models.Model:
        touched = self.touched()
        saved: models.Model = super().save_instance()
        self.tell(touched, WhenBroken.REFUSE_NEW)
        return saved

    def form_valid(self, form: ModelForm[Any]) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()
            response = self.form_invalid(form)
        return response


class RowDelete(Reconciles, snippets.DeleteView):
    """A row that is gone is gone; an event that cannot be told without it stays in calendars as it was told."""

    def delete_action(self) -> None:
        with transaction.atomic():
            touched = self.touched()
            super().delete_action()
            self.tell(touched, WhenBroken.HOLD)


class RowViewSet(SnippetViewSet):
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
