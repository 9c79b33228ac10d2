"""Puts this app's part of the staff desk in its place."""

from collections.abc import Sequence

from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from subscribers.desk.deleting import refuse_deletion, why_used
from subscribers.desk.policies import LimitedPolicy
from subscribers.desk.viewsets import SubscribersGroup
from subscribers.models import Subscriber

register_permission_policy(Subscriber, LimitedPolicy(Subscriber, ["view"]))
register_snippet(SubscribersGroup)


@hooks.register("before_delete_snippet", order=10)
def keep_what_is_used(request: HttpRequest, instances: Sequence[models.Model]) -> HttpResponse | None:
    return refuse_deletion(request, instances, why_used)
