"""What is still needed is not deleted, and the desk says by what."""

from collections.abc import Callable, Sequence

from django.db import models
from django.db.models.deletion import Collector, ProtectedError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin import messages

from .desk_urls import desk_address

Reason = Callable[[models.Model], str]


def why_used(instance: models.Model) -> str:
    """The sentence that says what still needs ``instance``; empty when it can go."""
    try:
        Collector(using="default", origin=instance).collect([instance])
    except ProtectedError as error:
        users = sorted({f"{row._meta.verbose_name} ‘{row}’" for row in error.protected_objects})
        more = f" en nog {len(users) - 3}" if len(users) > 3 else ""
        return f"‘{instance}’ kan niet weg, want het wordt nog gebruikt: {', '.join(users[:3])}{more}."
    return ""


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
