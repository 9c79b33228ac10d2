"""The demo: accounts, subscribers, programme, newsletter. Safe to run again: adds what is missing, changes nothing."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, Group, Permission
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import timezone
from wagtail.users.models import UserProfile

from events.demo import seed as programme
from newsletter.demo import seed as newsletter
from subscribers.demo import seed as subscribers

PASSWORD = "kennisstad-demo"  # noqa: S105 - printed by `make run`; for the demo on one machine only
OURS = ("events", "newsletter", "subscribers", "wagtailimages")
EDITORS = "Redactie"


class Command(BaseCommand):
    help = "Adds the demo's programme, subscribers, newsletter and staff accounts where they are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Demo data …")
        today = programme.seeded_on() or timezone.localdate()
        manager = seed_staff()
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
