"""Clicks on the links of an issue, and what was counted of them."""

from datetime import date
from typing import Any

from django.test import Client

from newsletter.models import ClickCount, Issue, Rendition
from newsletter.readers.clicks import ClickTally
from tests.factories import make_issue

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
DAY = date(2026, 6, 15)
LONG = 3600.0  # nothing is written by itself within a test


def stop(tally: ClickTally) -> None:
    """Its arranged end has nothing left to write."""
    if tally.timer:
        tally.timer.cancel()
    tally.sums.clear()
    tally.visits.clear()


def make_sent(count: int = 12, *, language: str = "nl", **values: Any) -> Issue:
    """Links 1 to ``count``, the last of a mail server's making: with everything a URL may hold."""
    issue = make_issue(**{"slug": "juni", "state": "sent", **values})
    links = [[1, f"Link {number}", f"https://example.org/{number}?a=1&b=é"] for number in range(1, count + 1)]
    row = {"subject": "Juni", "mail_html": "", "mail_text": "", "web_html": "", "sha256": "0" * 64}
    Rendition.objects.create(issue=issue, language=language, links=links, **row)
    return issue


def click(client: Client, number: int, *, agent: str = LAPTOP, address: str = "192.0.2.1", **headers: str) -> Any:
    return client.get(
        f"/nieuwsbrief/juni/k/{number}/", headers={"User-Agent": agent, **headers}, REMOTE_ADDR=address
    )  # fmt: skip


def written(tally: ClickTally) -> list[tuple[Any, ...]]:
    tally.write()
    return list(ClickCount.objects.order_by("language", "number", "day").values_list("number", "day", "count"))
