"""Issues in the API: the archive for everyone, planning and progress with a key."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from config.desk.groups import ensure_groups
from newsletter.models import Delivery, Issue
from subscribers.access.keys import create_api_key
from subscribers.models import ApiKey
from tests.factories import make_issue, make_staff, make_topic, utc

pytestmark = [pytest.mark.django_db, pytest.mark.once]

TOMORROW = "2026-06-16T09:30:00+02:00"


@pytest.fixture
def key(clock: Any) -> dict[str, str]:
    """Headers of somebody who may do everything."""
    return {"authorization": f"Bearer {create_api_key(make_staff(), 'proef', ['issues:read', 'issues:write'])}"}


def schedule(client: Client, issue: Issue, key: dict[str, str], moment: str = TOMORROW) -> Any:
    body = json.dumps({"sendAt": moment})
    return client.put(f"/api/v1/issues/{issue.public_id}/schedule", body, content_type="application/json", headers=key)


def codes(answer: Any) -> tuple[int, list[tuple[str, str]]]:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, [(one["name"], one["code"]) for one in answer.json()["errors"]]


def test_the_archive_has_what_was_sent_newest_first(client: Client) -> None:
    topic = make_topic(slug="zorg")
    make_issue(topic, slug="mei", state="sent", sent_at=utc(2026, 5, 1, 8))
    june = make_issue(
        topic,
        slug="juni",
        title="Juni",
        subject="Zomer",
        preheader="Kom langs",
        state="sent",
        sent_at=utc(2026, 6, 1, 8),
    )
    make_issue(topic)
    answer: Any = client.get("/api/v1/issues")
    assert answer.json()["count"] == 2
    assert (
        answer.json()["items"][0]
        == client.get(f"/api/v1/issues/{june.public_id}").json()
        == {
            "id": str(june.public_id),
            "title": "Juni",
            "subject": "Zomer",
            "preheader": "Kom langs",
            "languages": ["nl"],
            "topics": ["zorg"],
            "state": "sent",
            "sendAt": None,
            "sentAt": "2026-06-01T08:00:00Z",
            "url": "http://testserver/nieuwsbrief/juni/",
        }
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    for _ in range(rows):
        make_issue(make_topic(), state="sent", sent_at=timezone.now())
    with django_assert_num_queries(4):  # versions, issues, their number, topics
        assert client.get("/api/v1/issues").json()["count"] == rows


def test_a_draft_is_seen_with_a_key_only(client: Client, key: dict[str, str]) -> None:
    issue = make_issue(make_topic())
    for path in ("issues?state=draft", f"issues/{issue.public_id}"):
        refused = client.get(f"/api/v1/{path}")
        assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
    assert [item["id"] for item in client.get("/api/v1/issues?state=draft", headers=key).json()["items"]] == [
        str(issue.public_id)
    ]
    shown = client.get(f"/api/v1/issues/{issue.public_id}", headers=key).json()
    assert (shown["state"], shown["url"]) == ("draft", None)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer lk_verkeerd",
        "Basic bGs6bGs=",
        "Bearer \xff\x00",
        "lk_zonder_soort",
        f"Bearer {'x' * 5000}",
    ],
)
def test_without_a_valid_key_one_is_told_to_bring_one(client: Client, authorization: str) -> None:
    issue = make_issue(make_topic())
    for method, path in [("put", "schedule"), ("delete", "schedule"), ("get", "delivery")]:
        answer = getattr(client, method)(
            f"/api/v1/issues/{issue.public_id}/{path}",
            **({"data": "{}", "content_type": "application/json"} if method == "put" else {}),
            headers={"authorization": authorization} if authorization else {},
        )
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_key_that_expired_or_lost_its_owner_opens_nothing(client: Client, key: dict[str, str]) -> None:
    issue = make_issue(make_topic())
    address = f"/api/v1/issues/{issue.public_id}/delivery"
    assert client.get(address, headers=key).status_code == 200
    ApiKey.objects.update(expires_at=timezone.now())
    assert client.get(address, headers=key).status_code == 401
    ApiKey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    owner = ApiKey.objects.get().user
    owner.is_active = False
    owner.save()
    assert client.get(address, headers=key).status_code == 401


def test_a_key_opens_no_more_than_its_scopes(client: Client, clock: Any) -> None:
    issue = make_issue(make_topic())
    reads = {"authorization": f"Bearer {create_api_key(make_staff(), 'lezen', ['issues:read'])}"}
    writes = {"authorization": f"Bearer {create_api_key(make_staff(), 'schrijven', ['issues:write'])}"}
    assert schedule(client, issue, reads).status_code == 403
    assert client.get(f"/api/v1/issues/{issue.public_id}/delivery", headers=writes).status_code == 403
    assert client.get("/api/v1/issues?state=draft", headers=writes).status_code == 403
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_a_key_opens_no_more_than_its_owner_may_at_that_moment(client: Client, clock: Any) -> None:
    issue = make_issue(make_topic())
    owner = make_staff()
    key = {"authorization": f"Bearer {create_api_key(owner, 'proef', ['issues:read', 'issues:write'])}"}
    owner.is_superuser = False
    owner.save()
    draft, delivery = f"/api/v1/issues/{issue.public_id}", f"/api/v1/issues/{issue.public_id}/delivery"
    refused = [
        schedule(client, issue, key),
        client.delete(f"/api/v1/issues/{issue.public_id}/schedule", headers=key),
        *(client.get(address, headers=key) for address in (delivery, draft, "/api/v1/issues?state=draft")),
    ]
    assert [(answer.status_code, answer["Content-Type"]) for answer in refused] == [
        (403, "application/problem+json")
    ] * 5
    issue.refresh_from_db()
    assert issue.state == "draft"
    owner.groups.add(ensure_groups())  # may change issues, and have no key
    assert schedule(client, issue, key).status_code == 403
    owner.user_permissions.add(Permission.objects.get(codename="add_apikey"))
    assert [client.get(address, headers=key).status_code for address in (delivery, draft)] == [200, 200]
    assert schedule(client, issue, key).status_code == 200


def test_an_issue_is_scheduled_and_taken_back(client: Client, key: dict[str, str]) -> None:
    issue = make_issue(make_topic())
    answer = schedule(client, issue, key)
    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["sendAt"]) == ("scheduled", "2026-06-16T07:30:00Z")
    issue.refresh_from_db()
    assert (issue.state, issue.send_at, issue.approved_by) == (
        "scheduled",
        utc(2026, 6, 16, 7, 30),
        ApiKey.objects.get().user,
    )

    back: Any = client.delete(f"/api/v1/issues/{issue.public_id}/schedule", headers=key)
    assert (back.status_code, back.content) == (204, b"")
    issue.refresh_from_db()
    assert (issue.state, issue.send_at) == ("draft", None)


def test_asking_the_same_moment_twice_is_as_good_as_once(client: Client, key: dict[str, str]) -> None:
    issue = make_issue(make_topic())
    first, second = schedule(client, issue, key), schedule(client, issue, key, "2026-06-16T07:30:00Z")
    assert (second.status_code, second.json()) == (200, first.json())


def test_another_moment_for_what_is_scheduled_is_a_conflict(client: Client, key: dict[str, str]) -> None:
    issue = make_issue(make_topic())
    schedule(client, issue, key)
    assert schedule(client, issue, key, "2026-06-17T09:30:00+02:00").status_code == 409


def test_a_sent_issue_can_be_neither_scheduled_nor_taken_back(client: Client, key: dict[str, str]) -> None:
    issue = make_issue(make_topic(), state="sent", sent_at=timezone.now())
    assert codes(schedule(client, issue, key)) == (409, [("", "not_draft")])
    assert codes(client.delete(f"/api/v1/issues/{issue.public_id}/schedule", headers=key)) == (
        409,
        [("", "not_scheduled")],
    )


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-06-15T09:59:59Z", "past"),
        ("2028-01-01T00:00:00Z", "too_far"),
        ("2026-06-16T09:30:00", "moment"),
        ("morgen", "moment"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(client: Client, key: dict[str, str], moment: str, code: str) -> None:
    issue = make_issue(make_topic())
    assert codes(schedule(client, issue, key, moment)) == (400, [("sendAt", code)])


def test_an_issue_without_topics_and_text_says_both(client: Client, key: dict[str, str]) -> None:
    answer = schedule(client, make_issue(body=[]), key)
    assert codes(answer) == (400, [("body", "empty"), ("topics", "no_topics")])


def test_delivery_counts_every_state(client: Client, key: dict[str, str]) -> None:
    issue = make_issue(make_topic(), state="sending")
    for number, state in enumerate(["sent", "sent", "pending", "skipped", "in_flight"]):
        Delivery.objects.create(
            issue=issue, email=f"{number}@example.org", email_normalised=f"{number}@example.org", state=state
        )
    answer: Any = client.get(f"/api/v1/issues/{issue.public_id}/delivery", headers=key)
    assert answer.json() == {
        "issueId": str(issue.public_id),
        "state": "sending",
        "total": 5,
        "pending": 1,
        "claimed": 0,
        "inFlight": 1,
        "sent": 2,
        "failed": 0,
        "deferred": 0,
        "skipped": 1,
        "uncertain": 0,
    }
    assert answer["Cache-Control"] == "no-store"
