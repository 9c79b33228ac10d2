"""Which pictures the mails and pages of issues show, as they were approved: those files stay."""

import re

from django.conf import settings
from django.db.models import Q

from newsletter.models import Rendition

END = re.compile(r"""[\s"'<>?#]""")  # of a URL in HTML, without its query


def is_in_issue(key: str) -> bool:
    """Whether an issue that was approved or sent shows the picture with this key."""
    sought = f"/{key}-"
    return Rendition.objects.filter(Q(mail_html__contains=sought) | Q(web_html__contains=sought)).exists()


def files_in_issues(folder: str) -> set[str]:
    """Names in the storage, within ``folder``, of what mails and pages show."""
    prefix = f"{settings.MEDIA_URL}{folder}/"
    texts = Rendition.objects.values_list("mail_html", "web_html").iterator()
    parts = (part for pair in texts for text in pair for part in text.split(prefix)[1:])
    return {f"{folder}/{END.split(part, maxsplit=1)[0]}" for part in parts}
