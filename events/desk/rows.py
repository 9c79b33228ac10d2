"""Rows that events only refer to: changing one changes what the public sees of every event that does."""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages
from wagtail.log_actions import get_active_log_context
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet

from events.models import Event
from events.services.ledger import reconcile_calendar

from .publishing import changes_since, last_change


class Reconciles:
    """After saving, the calendars are brought up to the row in the same transaction, and the desk says what changed."""

    affected: str = ""  # lookup from an event to the rows of this viewset
    object: models.Model

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        before = last_change()
        with transaction.atomic():
            touched = self.touched()
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            if response.status_code == 302 and touched:
                reconcile_calendar(Event.objects.filter(pk__in=touched), by=get_active_log_context().user)
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


class RowEdit(Reconciles, snippets.EditView):
    pass


class RowDelete(Reconciles, snippets.DeleteView):
    pass


class RowViewSet(SnippetViewSet):
    """Subclasses name in ``affected`` how an event refers to the row."""

    affected = ""
    edit_view_class = RowEdit
    delete_view_class = RowDelete
    copy_view_enabled = False
    search_backend_name = None
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(affected=self.affected, **kwargs)  # type: ignore[no-any-return]
