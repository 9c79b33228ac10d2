"""Who may do what in the desk: one question, ``may``, and one register that answers Wagtail's screens and ours."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Model, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import policy_registry

SEEING = ("choose", "view", "add", "change", "delete")  # who has any of them may know which rows there are


def may(user: Any, action: str, model: type[Model]) -> bool:
    """Whether ``user`` may do ``action``: one of Django's four, ``publish``, or a step that the policy of it names."""
    return bool(policy_registry.get_by_type(model).user_has_permission(user, action))


def may_see(user: Any, model: type[Model]) -> bool:
    """What choosers and whatever else names rows ask."""
    return bool(policy_registry.get_by_type(model).user_has_any_permission(user, SEEING))


class LimitedPolicy(ModelPermissionPolicy):
    """Only the actions named may be done at all, by anyone, a superuser included.

    For rows that services write: the desk shows them, and offers the steps that the service offers. ``actions`` says
    which of Django's permissions each needs, all of them: who ends a subscription has its owner's address before him.
    """

    def __init__(self, model: type[Model], actions: Mapping[str, Sequence[str]]) -> None:
        super().__init__(model)
        self.actions = dict(actions)

    def user_has_permission(self, user: Any, action: str) -> bool:
        asks = super().user_has_permission
        return action in self.actions and all(asks(user, needed) for needed in self.actions[action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class LimitedPermissions:
    """For a viewset: the page of a group offers only the permissions that do something here."""

    offered: Sequence[str] = ("view",)

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        found: QuerySet[Permission] = super().get_permissions_to_register()  # type: ignore[misc]
        name = self.model._meta.model_name  # type: ignore[attr-defined]
        return found.filter(codename__in=[f"{action}_{name}" for action in self.offered])
