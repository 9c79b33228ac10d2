"""What is still needed is not deleted, and the desk says by what."""

from collections.abc import Callable, Sequence

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin import messages

from subscribers.shell.django_private import rows_that_protect

from .desk_urls import desk_address

Reason = Callable[[models.Model], str]


def why_used(instance: models.Model) -> str:
    """The sentence that says what still needs ``instance``; empty when it can go."""
    users = sorted({f"{row._meta.verbose_name} ‘{row}’" for row in rows_that_protect(instance)})
    if not users:
        return ""
    more = f" en nog {len(users) - 3}" if len(users) > 3 else ""
    return f"‘{instance}’ kan niet weg, want het wordt nog gebruikt: {', '.join(users[:3])}{more}."


def refuse_deletion(request: HttpRequest, instances: Sequence[models.Model], reason: Reason) -> HttpResponse | None:
    """Back to where one came from, with the reason, when any of ``instances`` must stay; None = go ahead."""
    for instance in instances:
        sentence = reason(instance)
        if sentence:
            messages.error(request, sentence)
            in_bulk = len(instances) > 1 or request.path.startswith(reverse("wagtailadmin_home") + "bulk/")
            back = desk_address(instance, "list") if in_bulk else desk_address(instance, "edit", instance.pk)
            return HttpResponseRedirect(back)
    return None
