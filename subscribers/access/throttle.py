"""The rate limits of what anybody may send: of one network, of one form, and of mails to one address."""

import ipaddress
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from subscribers.models import Message, RateCount

from .signing import keyed_hash

MAIL_PAUSE = timedelta(minutes=15)
MAILS_A_DAY = 3


def network_of(request: HttpRequest) -> str:
    """The network a request comes from: the IPv4 address, the /64 of an IPv6 one; only trusted proxies are believed."""
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.TRUSTED_PROXIES and len(hops) >= settings.TRUSTED_PROXIES:
        address = hops[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)


def count_use(request: HttpRequest, form_name: str, *, apart: bool = False) -> None:
    """Count one submission; raises ``limited`` (params: retry_after in seconds) when there were too many.

    ``apart``: what a network sends of this form takes nothing from what it may send of the others.
    """
    network = f"network:{form_name}:{network_of(request)}" if apart else f"network:{network_of(request)}"
    limits = [
        (f"form:{form_name}", 60, settings.LIMIT_PER_FORM_MINUTE),
        (network, 3600, settings.LIMIT_PER_NETWORK_HOUR),
    ]
    for key, seconds, limit in limits:
        used, left = bump(key, seconds)
        if used > limit:
            raise ValidationError(
                _("Er kwam net te veel tegelijk binnen. Probeer het over %(minutes)s minuten nog eens."),
                code="limited",
                params={"retry_after": left, "minutes": max(1, -(-left // 60))},
            )


def bump(key: str, seconds: int) -> tuple[int, int]:
    """Add one to the count of ``key`` in the present window: (count, seconds left in the window)."""
    now = int(timezone.now().timestamp())
    start = now - now % seconds
    row = {"key": keyed_hash("rate", key), "window": datetime.fromtimestamp(start, UTC)}
    with transaction.atomic():
        if not RateCount.objects.filter(**row).update(count=F("count") + 1):
            try:
                with transaction.atomic():
                    RateCount.objects.create(**row, count=1)
            except IntegrityError:
                RateCount.objects.filter(**row).update(count=F("count") + 1)
        count = RateCount.objects.values_list("count", flat=True).get(**row)
    return count, start + seconds - now


def may_mail(kind: str, address: str) -> bool:
    """Whether this address may get another mail of this kind: one in 15 minutes, three a day."""
    now = timezone.now()
    times = list(
        Message.objects.filter(kind=kind, email__iexact=address, created_at__gt=now - timedelta(days=1)).values_list(
            "created_at", flat=True
        )
    )
    return len(times) < MAILS_A_DAY and all(at <= now - MAIL_PAUSE for at in times)
