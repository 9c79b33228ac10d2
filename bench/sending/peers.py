"""One peer of the newsletter's engine, timed from *send* to its last row: what others would use in Django.

``python -I bench/sending/peers.py NAME PORT COUNT SIZE``, with the interpreter of an environment made from
``requirements-peers.txt`` and an empty database in ``DATABASE_URL``; prints messages a second and peak memory in MB.
It knows nothing of ours: ``newsletter`` is django-newsletter's here, hence ``-I``, and hence imports by name.

Each is used as its documentation says for many mails, one process, its own defaults. All are treated kindly: everybody
gets the same letter (ours splices a link of one's own into each), and all is imported and migrated before *send*.
"""

import logging
import os
import random
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.utils import DNS_NAME
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

SENDER = "nieuws@example.org"
BLOCK = 500  # messages queued in one statement
WORDS = ("museum", "wetenschap", "kunst", "kennis", "lezing", "sterrewacht", "hortus", "universiteit")


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str

    def to(self, address: str) -> EmailMultiAlternatives:
        mail = EmailMultiAlternatives(self.subject, self.text, SENDER, [address])
        mail.attach_alternative(self.html, "text/html")
        return mail


def make_letter(size: int) -> Letter:
    """About ``size`` bytes: four fifths HTML, the rest text, in lines that need no encoding."""
    dice, text = random.Random(1), ""
    while len(text) < size * 0.78:
        text += " ".join(dice.choice(WORDS) for _ in range(7)) + "\n"
    return Letter("Nieuwsbrief", text[: size // 5], f"<p>{text}</p>\n")


class Peer:
    """``ready`` is done before *send*; ``send`` returns when the last row is written; ``sent`` counts by those rows."""

    apps: tuple[str, ...] = ()
    settings: dict[str, Any] = {}

    def ready(self, letter: Letter, addresses: list[str]) -> None:
        self.letter, self.addresses = letter, addresses

    def send(self) -> None:
        raise TypeError("a peer says how it sends")

    def sent(self) -> int:
        raise TypeError("a peer counts what it sent")

    def blocks(self) -> list[list[str]]:
        return [self.addresses[start : start + BLOCK] for start in range(0, len(self.addresses), BLOCK)]


class Django(Peer):
    """What one writes first: a loop over one open connection. It writes no row at all."""

    def send(self) -> None:
        self.count = 0
        with get_connection() as wire:
            for address in self.addresses:
                mail = self.letter.to(address)
                mail.connection = wire
                self.count += mail.send()

    def sent(self) -> int:
        return self.count


class PostOffice(Peer):
    """``send_many``, then what ``manage.py send_queued_mail`` does, with one process.

    Defaults: 5 threads with a connection each for every batch of 100, every success logged (``LOG_LEVEL`` 2). A stored
    template, rendered on delivery, is what its documentation advises for many mails alike: no row holds the letter,
    and it is twice as fast.
    """

    apps = ("post_office",)
    settings = {"EMAIL_BACKEND": "post_office.EmailBackend"}

    def ready(self, letter: Letter, addresses: list[str]) -> None:
        super().ready(letter, addresses)
        self.mail, self.models = import_module("post_office.mail"), import_module("post_office.models")
        self.template = self.models.EmailTemplate.objects.create(
            name="issue", subject=letter.subject, content=letter.text, html_content=letter.html
        )

    def send(self) -> None:
        alike = {"sender": SENDER, "template": self.template, "context": {}, "render_on_delivery": True}
        for block in self.blocks():
            self.mail.send_many([{"recipients": [address], **alike} for address in block])
        self.mail.send_queued_mail_until_done(str(Path("post_office").resolve()), 1)

    def sent(self) -> int:
        return int(self.models.Email.objects.filter(status=self.models.STATUS.sent).count())


class Mailer(Peer):
    """Queued by its backend, then ``send_all`` as in ``manage.py send_mail``; it opens a connection for every mail."""

    apps = ("mailer",)
    settings = {"EMAIL_BACKEND": "mailer.backend.DbBackend"}

    def ready(self, letter: Letter, addresses: list[str]) -> None:
        super().ready(letter, addresses)
        self.engine, self.models = import_module("mailer.engine"), import_module("mailer.models")

    def send(self) -> None:
        for block in self.blocks():
            get_connection().send_messages([self.letter.to(address) for address in block])
        self.engine.send_all()

    def sent(self) -> int:
        return int(self.models.MessageLog.objects.filter(result=self.models.RESULT_SUCCESS).count())


class Newsletter(Peer):
    """``Submission.submit``, as ``manage.py submit_newsletter`` calls it; its delays are off unless they are set.

    It renders the template and opens a connection for every mail, and keeps one row for all of them together. Its text
    part is its HTML without the tags, so that half the size makes a message as large as the others'.
    """

    apps = (
        "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django.contrib.sites",
        "sorl.thumbnail", "newsletter",
    )  # fmt: skip
    settings = {
        "SITE_ID": 1, "ROOT_URLCONF": "newsletter.urls", "NEWSLETTER_THUMBNAIL": "sorl-thumbnail",
        "NEWSLETTER_USE_HTTPS": True,
    }  # fmt: skip

    def ready(self, letter: Letter, addresses: list[str]) -> None:
        models = import_module("newsletter.models")
        news = models.Newsletter.objects.create(title="Nieuwsbrief", slug="news", email=SENDER, sender="Leiden")
        news.site.set([1])
        message = models.Message.objects.create(title=letter.subject, slug="issue", newsletter=news)
        message.articles.create(title="Agenda", text=letter.html[: (len(letter.html) + len(letter.text)) // 2])
        now = timezone.now()
        models.Subscription.objects.bulk_create(
            models.Subscription(newsletter=news, email_field=one, subscribed=True, subscribe_date=now)
            for one in addresses
        )
        self.submission = models.Submission.from_message(message)
        reverse("newsletter_list")

    def send(self) -> None:
        self.submission.submit()

    def sent(self) -> int:
        self.submission.refresh_from_db()
        return int(self.submission.subscriptions.count() if self.submission.sent else 0)


PEERS = {"django": Django, "django-post_office": PostOffice, "django-mailer": Mailer, "django-newsletter": Newsletter}


def database(url: str) -> dict[str, Any]:
    """``sqlite:///path`` or ``postgresql://user:password@/name?host=…&port=…``, as Django's settings want it."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path[1:]}
    asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""), "HOST": asked.get("host", parts.hostname or ""),
        "PORT": asked.get("port", str(parts.port or "")),
    }  # fmt: skip


def configure(peer: type[Peer], port: int) -> None:
    settings.configure(
        INSTALLED_APPS=peer.apps, DATABASES={"default": database(os.environ["DATABASE_URL"])}, SECRET_KEY="bench",
        USE_TZ=True, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port, DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}], **peer.settings,
    )  # fmt: skip
    django.setup()
    logging.disable(logging.WARNING)
    import_module("django.core.mail.backends.smtp")
    DNS_NAME.get_fqdn()
    call_command("migrate", verbosity=0)


def peak_memory() -> int:
    """MB of this program alone."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def main() -> None:
    name, port, count, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    configure(PEERS[name], port)
    peer = PEERS[name]()
    peer.ready(make_letter(size), [f"a{number}@provider{number % 40}.example" for number in range(count)])
    begun = time.perf_counter()
    peer.send()
    seconds = time.perf_counter() - begun
    if peer.sent() != count:
        sys.exit(f"{name}: {peer.sent()} of {count} were sent")
    print(count / seconds, peak_memory())


if __name__ == "__main__":
    main()
