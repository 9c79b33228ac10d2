"""Errors as RFC 9457 problems: one shape, one table from the codes of our rules to a status."""

import json
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError as InputError
from pydantic.alias_generators import to_camel

from .sentences import sentence_for

CONTENT_TYPE = "application/problem+json"

# A rule that a caller may break → status; every other code is 400.
STATUS_OF_CODE = {
    "full": 409,
    "closed": 409,
    "not_open": 409,
    "conflict": 409,
    "not_draft": 409,
    "not_scheduled": 409,
    "locked": 409,
    "duplicate": 409,
    "warning": 409,
    "gone": 410,
    "limited": 429,
}
# Which property a rule is about, where the service does not say so itself.
FIELD_OF_CODE = {
    "full": "occurrenceId",
    "closed": "occurrenceId",
    "not_open": "occurrenceId",
    "not_here": "occurrenceId",
    "gone": "occurrenceId",
    "past": "sendAt",
    "gap": "sendAt",
    "twice": "sendAt",
    "too_far": "sendAt",
    "no_topics": "topics",
    "no_subject": "subject",
    "empty": "body",
}
TITLES = {
    400: _("De aanvraag klopt niet"),
    401: _("Geen geldige sleutel"),
    403: _("Geen toestemming"),
    404: _("Niet gevonden"),
    405: _("Deze handeling kan hier niet"),
    409: _("Kan nu niet"),
    410: _("Bestaat niet meer"),
    411: _("Lengte ontbreekt"),
    412: _("Intussen gewijzigd"),
    413: _("Te groot"),
    414: _("Te lang adres"),
    415: _("Verkeerde soort inhoud"),
    429: _("Te veel aanvragen"),
    500: _("Er ging bij ons iets mis"),
}
DETAILS = {
    400: _("De server kan deze aanvraag niet lezen."),
    401: _("Stuur een geldige sleutel mee in “Authorization: Bearer …”."),
    403: _("Uw sleutel geeft hier geen toestemming voor, of wie hem maakte mag dit zelf niet meer."),
    404: _("Op dit adres is niets. Welke adressen er zijn, staat in /api/v1/openapi.json."),
    405: _("Dit adres kent deze methode niet. De header “Allow” noemt de methodes die wel kunnen."),
    411: _("Stuur de inhoud in één keer, met “Content-Length”."),
    412: _("Wat u wilde lezen is niet meer de versie die u noemt in “If-Match” of “If-Unmodified-Since”."),
    413: _("De inhoud van de aanvraag is te groot."),
    414: _("Dit adres is te lang."),
    415: _("Stuur de inhoud als “Content-Type: application/json”."),
    429: _("Probeer het later nog eens; “Retry-After” zegt over hoeveel seconden."),
    500: _("Het ligt niet aan u. Probeer het later nog eens."),
}
Finding = dict[str, str]


def problem(status: int, detail: str = "", errors: Iterable[Finding] = ()) -> HttpResponse:
    """The answer; ``errors`` as ``{in, name, reason, code}``, the first reason is the detail unless one is given."""
    findings = list(errors)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": str(TITLES.get(status) or TITLES[400 if status < 500 else 500]),
        "status": status,
        "detail": detail
        or (findings[0]["reason"] if findings else str(DETAILS.get(status) or DETAILS[400 if status < 500 else 500])),
    }
    if findings:
        body["errors"] = findings
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def finding(where: str, name: str, reason: str, code: str) -> Finding:
    """One thing that is wrong; a reason that does not name its field is given the name."""
    return {
        "in": where,
        "name": name,
        "reason": reason if not name or name in reason else f"{name}: {reason}",
        "code": code,
    }


def respond_to_input_error(request: HttpRequest, error: InputError) -> HttpResponse:
    """What a schema refused: everything at once."""
    findings = []
    for one in error.errors:
        where, *path = one["loc"]
        name = ".".join(str(step) for step in path[1 if where == "body" else 0 :] or path[-1:])
        findings.append(finding(where, name, sentence_for(name, one["type"], one.get("ctx", {})), one["type"]))
    return problem(400, summary_of(findings), findings)


def respond_to_rule(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What a service refused."""
    findings = list(findings_in(error))
    status = max(STATUS_OF_CODE.get(one["code"], 400) for one in findings)
    if status != 429:
        return problem(status, summary_of(findings), findings)
    response = problem(status, summary_of(findings))
    response["Retry-After"] = str(retry_after(error))
    return response


def findings_in(error: ValidationError) -> Iterator[Finding]:
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
    for field, errors in by_field.items():
        for one in errors:
            code = str(one.code or "invalid")
            name = to_camel(field) if field and field != "__all__" else FIELD_OF_CODE.get(code, "")
            found = finding("body", name, " ".join(one.messages), code)
            # What the caller can name to take it upon themselves
            yield {**found, "id": one.params["id"]} if code == "warning" and one.params else found


def summary_of(findings: list[Finding]) -> str:
    """One sentence for people; with more than one finding it says how many."""
    if len(findings) == 1:
        return findings[0]["reason"]
    return gettext("%(count)s dingen kloppen niet; ze staan in “errors”.") % {"count": len(findings)}


def retry_after(error: ValidationError) -> int:
    """Seconds, from the params of the rule that says ``limited``."""
    return max(int((one.params or {}).get("retry_after", 60)) for one in getattr(error, "error_list", [error]))
