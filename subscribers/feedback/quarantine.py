"""Mail that we could not read or not believe: its beginning is kept for people, and acts upon nothing."""

import hashlib

from subscribers.dsn import subject_of
from subscribers.models import QuarantinedMail

KEPT_BYTES = 64 * 1024
MOST_KEPT = 2000  # beyond this only that there was mail is kept: a flood must not fill the disk


def quarantine(raw: bytes, size: int, source: str, reason: QuarantinedMail.Reason) -> None:
    """Keep ``raw``, once however often it comes."""
    content = raw[:KEPT_BYTES] if QuarantinedMail.objects.count() < MOST_KEPT else b""
    QuarantinedMail.objects.get_or_create(
        digest=hashlib.sha256(raw).hexdigest(),
        defaults={
            "source": source[:40],
            "reason": reason,
            "subject": subject_of(raw)[:200],
            "size": size,
            "content": content,
        },
    )
