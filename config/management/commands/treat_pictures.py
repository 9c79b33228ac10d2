"""What is done to pictures on upload, for those that were uploaded before, and copies that were lost.

``prepare`` does the first at every start; the second is for after a restore.
"""

from typing import Any

from django.core.management.base import BaseCommand

from config.pictures import treat_pictures
from subscribers.pictures.before import mend_copies


class Command(BaseCommand):
    help = "Writes pictures of before again without place, time and phone, and makes copies that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        done, mended = treat_pictures(self.stdout.write), mend_copies()
        self.stdout.write(f"Pictures treated: {done}. Copies made again: {mended}.")
