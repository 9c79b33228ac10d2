"""Wagtail's pages of accounts, so that nobody there gives or takes the power over everything without having it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from wagtail.admin.auth import permission_denied
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from .resetting import may_change


class GivesNoMore:
    """Only an administrator makes one."""

    request: HttpRequest

    def get_form(self, *args: Any) -> Any:
        form = super().get_form(*args)  # type: ignore[misc]
        if "is_superuser" in form.fields and not self.request.user.is_superuser:  # type: ignore[union-attr]
            form.fields["is_superuser"].disabled = True
        return form


class AccountCreate(GivesNoMore, CreateView):  # type: ignore[misc]
    pass


class AccountEdit(GivesNoMore, EditView):  # type: ignore[misc]
    pass


class AccountViewSet(UserViewSet):  # type: ignore[misc]
    add_view_class = AccountCreate
    edit_view_class = AccountEdit
    copy_view_enabled = False  # it asks for no proof, and passes by what follows when an account is made


def refuse_above(request: HttpRequest, rows: Iterable[Model]) -> HttpResponse | None:
    """Before accounts are changed or deleted, one or many; None where that may be, and for rows of another kind."""
    users = [row for row in rows if isinstance(row, get_user_model())]
    if all(may_change(request.user, user) for user in users):  # type: ignore[arg-type]
        return None
    return permission_denied(request)  # type: ignore[no-any-return]
