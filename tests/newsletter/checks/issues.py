"""Issues with faults in them, for the tests of the keuring."""

from datetime import datetime
from typing import Any

from newsletter.checks.engine import inspect_issue
from newsletter.models import Issue
from tests.factories import local, make_issue, make_topic

NOON = local(2026, 6, 16, 12)


def article(text: str = "Nieuws uit de stad.", **values: Any) -> tuple[str, dict[str, Any]]:
    row = {"heading": "Kop", "image": None, "image_alt": "", "text": f"<p>{text}</p>", "link": "", "link_text": ""}
    return "article", {**row, **values}


def issue_of(*body: Any, **values: Any) -> Issue:
    return make_issue(
        make_topic(), **{"subject": "Nieuws van vandaag uit Leiden", "body": list(body) or [article()], **values}
    )


def found(issue: Issue, send_at: datetime = NOON) -> list[tuple[str, str]]:
    """(rule, severity) of what is no hint, in order."""
    return [(one.rule, one.severity) for one in inspect_issue(issue, send_at) if one.severity != "H"]


def hints(issue: Issue) -> list[str]:
    return [one.rule for one in inspect_issue(issue, NOON) if one.severity == "H"]
