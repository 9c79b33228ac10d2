"""The one command of the local run: prepare, start everything, tell where to go, stop cleanly."""

import io
import os
import sys
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from config.middleware.proxies import refuse_header_variables
from config.running import processes
from config.running.local_run import refuse_mail_without_relay

ACCOUNT = ("beheer", "kennisstad-demo")
RELOADING_WEB = "exec python manage.py runserver 127.0.0.1:${PORT} --skip-checks"


class Command(BaseCommand):
    help = "Prepares the installation and runs web, workers and (unless EMAIL_URL is set) the local mail server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="with the demo's programme and account")
        parser.add_argument("--reload", action="store_true", help="web server that reloads on every change of code")

    def handle(self, *args: Any, demo: bool, reload: bool, **options: Any) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(line_buffering=True)  # `make run | tee log` should show things as they happen
        refuse_header_variables()
        refuse_mail_without_relay()
        threading.Thread(target=processes.stop_with_parent, daemon=True).start()
        try:
            refuse_busy_ports()
            call_command("prepare", demo=demo, stdout=self.stdout)
            connections.close_all()
            threading.Thread(target=self.announce, args=(demo,), daemon=True).start()
            wrong = processes.run(commands(reload), environment())
        except KeyboardInterrupt:
            sys.exit(130)
        if wrong:
            raise CommandError("; ".join(wrong) + ". The lines above tell why.")
        self.stdout.write("Stopped.")

    def announce(self, demo: bool) -> None:
        """Tell where to go, once the web answers."""
        if not processes.wait_until_it_responds(settings.PORT):
            self.stderr.write("The web server does not answer yet; the lines above may tell why.")
            return
        name, password = ACCOUNT
        account = f"   user {name}, password {password}" if demo else ""
        lines = [f"{settings.SITE_NAME} is ready.", f"  Site        {settings.SITE_URL}/"]
        lines.append(f"  Staff desk  {settings.SITE_URL}/beheer/{account}")
        if settings.LOCAL_MAIL_SERVER:
            lines.append(f"  Its mail    {settings.SITE_URL}/dev/mailbox/")
        self.stdout.write("\n" + "\n".join([*lines, "  Ctrl-C stops everything; what was made is kept."]) + "\n")


def refuse_busy_ports() -> None:
    """End with one sentence when somebody else listens where we want to."""
    wanted = {"PORT": settings.PORT} | ({"SMTP_PORT": settings.SMTP_PORT} if settings.LOCAL_MAIL_SERVER else {})
    for name, port in wanted.items():
        if not processes.port_is_free(port):
            raise CommandError(
                f"port {port} is in use: stop what listens there, or choose another with "
                f"`make run {name}={port + 10}` (setting {name})."
            )


def environment() -> dict[str, str]:
    """What the processes start with: ours, and the programs of this environment found first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path, "PORT": str(settings.PORT), "PYTHONUNBUFFERED": "1"}


def commands(reload: bool) -> dict[str, str]:
    """The Procfile, less what this run does without."""
    found = processes.read_procfile(settings.BASE_DIR / "Procfile")
    if reload:
        found["web"] = RELOADING_WEB
    if not settings.LOCAL_MAIL_SERVER:
        del found["smtp"]
    return found
