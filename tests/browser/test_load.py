"""Sixty at the same moment for the smallest open occurrence: never one seat too many."""

import concurrent.futures
import json
import urllib.request

from tests.patience import PATIENCE


def call(service, path, body=None):
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(
        service.url + path, data=json.dumps(body).encode() if body else None, headers=headers
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.status, json.load(answer)


def test_sixty_parallel_registrations_never_oversell_the_smallest_open_occurrence(service):
    items = call(service, "/api/v1/occurrences?registration=open&pageSize=200")[1]["items"]
    # By its room, not by what is left of it: on some weekdays a moment that must be confirmed by mail has fewer left.
    smallest = min((item for item in items if item["seatsFree"]), key=lambda item: item["capacity"])

    def one(number):
        return call(
            service,
            "/api/v1/registrations",
            {
                "occurrenceId": smallest["id"],
                "name": f"Bezoeker {number}",
                "email": f"drukte{number}@example.org",
                "seats": 1,
                "language": "nl",
            },
        )

    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        answers = list(pool.map(one, range(60)))
    assert {status for status, _ in answers} == {201}
    states = [answer["state"] for _, answer in answers]
    assert states.count("confirmed") == smallest["seatsFree"] and set(states) == {"confirmed", "waitlisted"}
