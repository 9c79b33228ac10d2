"""The gate before sending: the same at the desk, in the API and when the minute comes."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from newsletter.checks.acceptance import Acceptance
from newsletter.models import Issue, Waiver
from newsletter.schedule.scheduling import NOTHING, schedule_issue, unschedule_issue
from newsletter.send.sending import hold_if_changed
from subscribers.access.keys import create_api_key
from tests.factories import make_public_event, make_staff, utc
from tests.newsletter.checks.issues import NOON, article, issue_of
from tests.newsletter.checks.test_rules import event_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

CLICK = article('<a href="https://a.nl/">Klik hier</a>')
WHEN = {"day": "16-06-2026", "hour": "12:00"}


def refusals(issue: Issue, acceptance: Acceptance = NOTHING) -> list[tuple[str, Any]]:
    with pytest.raises(ValidationError) as refused:
        schedule_issue(issue, NOON, by=None, acceptance=acceptance)
    lists = refused.value.error_dict.values() if hasattr(refused.value, "error_dict") else [refused.value.error_list]
    return [(one.code, (one.params or {}).get("id")) for errors in lists for one in errors]


def accepted(issue: Issue, by: Any, reason: str = "Zo heet de pagina.") -> Issue:
    return schedule_issue(issue, NOON, by=by, acceptance=Acceptance([name for _code, name in refusals(issue)], reason))


def test_a_warning_wants_a_name_and_a_reason_that_stay() -> None:
    issue, staff = issue_of(CLICK), make_staff(first_name="Bente", last_name="Smit")
    assert accepted(issue, staff).state == "scheduled"
    row = Waiver.objects.get()
    assert (row.issue, row.rule, row.who, row.reason) == (issue, "K10", "Bente Smit", "Zo heet de pagina.")


def test_without_a_reason_it_stays_a_draft() -> None:
    issue = issue_of(CLICK)
    ids = [name for _code, name in refusals(issue)]
    assert refusals(issue, Acceptance(ids, "  ")) == [("no_reason", None)]
    assert not Waiver.objects.exists()


def test_what_was_accepted_is_not_asked_again_and_what_is_new_is() -> None:
    issue, staff = issue_of(CLICK), make_staff()
    unschedule_issue(accepted(issue, staff), by=staff)
    schedule_issue(issue, NOON, by=staff)
    unschedule_issue(issue, by=staff)
    issue.body = [(block.block_type, block.value) for block in issue.body] + [article("Zie de bijlage.")]
    issue.save()
    assert "warning" in {code for code, _id in refusals(issue)}


def test_an_error_cannot_be_accepted() -> None:
    issue = issue_of(article("Op [[datum]]."))
    assert refusals(issue, Acceptance(["x"], "Toch")) == [("K15", None)]


def test_the_desk_asks_for_the_reason_and_keeps_it(client: Client) -> None:
    client.force_login(make_staff())
    issue = issue_of(CLICK)
    address = reverse("wagtailsnippets_newsletter_issue:schedule", args=[issue.pk])
    asked: Any = client.post(address, {**WHEN, "reason": "", "seen": ""})
    assert "zegt niet waarheen" in asked.content.decode() and "Waarom is het zo goed?" in asked.content.decode()
    seen = asked.context["form"].data["seen"]
    client.post(address, {**WHEN, "reason": "Zo heet de pagina.", "seen": seen})
    issue.refresh_from_db()
    assert (issue.state, Waiver.objects.get().reason) == ("scheduled", "Zo heet de pagina.")


def test_soon_has_no_room_for_a_reason_and_says_where_there_is(client: Client) -> None:
    client.force_login(make_staff())
    issue = issue_of(CLICK)
    address = reverse("wagtailsnippets_newsletter_issue:soon", args=[issue.pk])
    assert "Neem deze waarschuwingen bij ‘Inplannen’" in client.post(address, follow=True).content.decode()
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_the_api_names_the_warnings_and_takes_their_ids_with_a_reason(client: Client) -> None:
    key = {"authorization": f"Bearer {create_api_key(make_staff(), 'proef', ['issues:write'])}"}
    issue = issue_of(CLICK)

    def put(**more: Any) -> Any:
        body = json.dumps({"sendAt": NOON.isoformat(), **more})
        address = f"/api/v1/issues/{issue.public_id}/schedule"
        return client.put(address, body, content_type="application/json", headers=key)

    refused = put()
    assert (refused.status_code, [one["code"] for one in refused.json()["errors"]]) == (409, ["warning"])
    ids = [one["id"] for one in refused.json()["errors"]]
    assert put(acceptedWarnings=ids).json()["errors"][0]["name"] == "reason"
    assert put(acceptedWarnings=ids, reason="Zo heet de pagina.").status_code == 200
    assert Waiver.objects.get().reason == "Zo heet de pagina."


def test_the_minute_holds_what_leads_to_a_page_that_went_since() -> None:
    event = make_public_event(at__starts_at=utc(2026, 7, 1, 18))
    issue = schedule_issue(issue_of(event_link(event)), NOON, by=make_staff())
    event.live = False
    event.save()
    assert hold_if_changed(issue, utc(2026, 6, 15, 11))
    issue.refresh_from_db()
    assert "leidt naar een evenement dat is ingetrokken" in issue.held_reason
