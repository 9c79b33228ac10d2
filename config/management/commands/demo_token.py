"""A fresh API token for the demo's account, alone on the last line so that scripts can pick it up."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from subscribers.access.keys import create_api_key
from subscribers.access.scopes import SCOPES


class Command(BaseCommand):
    help = "Prints an API token for the demo account; valid for a day, shown this once."

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username="beheer").first()
        if user is None:
            raise CommandError("There is no account “beheer”; run “manage.py seed_demo” first.")
        try:
            token = create_api_key(user, "demo", list(SCOPES), days=1)
        except ValidationError as error:
            raise CommandError(f"The account “beheer” may not have a token: {' '.join(error.messages)}") from error
        self.stdout.write("Token for the API, send it as “Authorization: Bearer …”:")
        self.stdout.write(token)
