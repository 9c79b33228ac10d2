"""The demo: accounts, subscribers, programme, newsletter. Safe to run again: adds what is missing, changes nothing."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask
from wagtail.users.models import UserProfile

from events.demo import seed as programme
from events.models import Event
from newsletter.demo import seed as newsletter
from subscribers.demo import seed as subscribers

PASSWORD = "kennisstad-demo"  # noqa: S105 - printed by `make run`; for the demo on one machine only
OURS = ("events", "newsletter", "subscribers", "wagtailimages")
EDITORS = "Redactie"


class Command(BaseCommand):
    help = "Adds the demo's programme, subscribers, newsletter and staff accounts where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.INSTALLATION:
            raise CommandError("With DEBUG=0 there is no demo: everybody knows the password of its accounts.")
        self.stdout.write("Demo data …")
        today = programme.seeded_on() or timezone.localdate()
        manager = seed_staff()
        seed_moderation()
        subscribers.seed(today, say=self.stdout.write)
        programme.seed(today, by=manager, say=self.stdout.write)
        newsletter.seed(today, by=manager, say=self.stdout.write)


def seed_staff() -> AbstractBaseUser:
    """``beheer`` may do everything, ``redactie`` all but manage users; existing accounts keep their passwords."""
    group, is_new = Group.objects.get_or_create(name=EDITORS)
    if is_new:
        desk = Q(content_type__app_label="wagtailadmin", codename="access_admin")
        group.permissions.set(Permission.objects.filter(Q(content_type__app_label__in=OURS) | desk))
    editor = get_or_create_user("redactie", "Rosa", "Redactie")
    editor.groups.add(group)
    return get_or_create_user("beheer", "Bente", "Beheer", is_superuser=True)


def seed_moderation() -> None:
    """What partners put forward waits for the editors; staff who may publish can go past it."""
    task, is_new = GroupApprovalTask.objects.get_or_create(name="De redactie kijkt het na")
    if is_new:
        task.groups.add(Group.objects.get(name=EDITORS))
    workflow, is_new = Workflow.objects.get_or_create(name="Voorstellen van partners")
    if is_new:
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    event = ContentType.objects.get_for_model(Event)
    WorkflowContentType.objects.get_or_create(content_type=event, defaults={"workflow": workflow})


def get_or_create_user(username: str, first_name: str, last_name: str, *, is_superuser: bool = False) -> Any:
    """A member of staff at an address that reaches nobody, who gets no notifications by mail."""
    users = get_user_model().objects
    known = users.filter(username=username).first()
    if known:
        return known
    names = {"first_name": first_name, "last_name": last_name, "email": f"{username}@kennisstad.example"}
    make = users.create_superuser if is_superuser else users.create_user
    user = make(username=username, password=PASSWORD, **names)
    silent = {"submitted_notifications": False, "approved_notifications": False, "rejected_notifications": False}
    UserProfile.objects.update_or_create(user=user, defaults=silent)
    return user
