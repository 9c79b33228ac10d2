"""Who may do what in the desk, where that is less than Django's four permissions."""

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AbstractBaseUser, Permission
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy


class LimitedPolicy(ModelPermissionPolicy):
    """Only the actions named may be done at all, by anyone, a superuser included; each still needs its permission.

    For rows that services write: the desk shows them, and offers what the service offers.
    """

    def __init__(self, model: type[Model], actions: Iterable[str] = ("view",)) -> None:
        super().__init__(model)
        self.actions = frozenset(actions)

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action in self.actions and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: AbstractBaseUser, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class LimitedPermissions:
    """For a viewset: the page of a group offers only the permissions that do something here."""

    offered: Sequence[str] = ("view",)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        found: QuerySet[Permission] = super().get_permissions_to_register()  # type: ignore[misc]
        name = self.model._meta.model_name  # type: ignore[attr-defined]
        return found.filter(codename__in=[f"{action}_{name}" for action in self.offered])
