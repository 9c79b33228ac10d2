"""Removes the second factor of one account: for the first administrator, who has no colleague to do it in the desk."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from subscribers.accounts.colleagues.resetting import reset_factor


class Command(BaseCommand):
    help = "Removes the second factor of an account and ends its sessions; the password still holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = get_user_model()._default_manager.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account “{username}”.")
        try:
            with translation.override("nl"):
                reset_factor(user, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"The second factor of “{username}” is removed and its sessions are ended.")
