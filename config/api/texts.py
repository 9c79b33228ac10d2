"""What the OpenAPI document says in words of our own, and the shape of an error."""

from typing import Any

DESCRIPTION = """\
Het programma van de stad, om te lezen en op voort te bouwen, en aanmelden voor activiteiten en de nieuwsbrief.

* Lezen is vrij. Wat een sleutel vraagt, zegt het; stuur die mee als `Authorization: Bearer …`.
* Een lijst is `{items, count}`; `page` en `pageSize` bladeren, de header `Link` wijst de weg.
* Tijdstippen zijn in UTC met `Z`; in een vraag mag elke tijdzone, maar er moet er een staan.
* Teksten komen in het Nederlands of, met `Accept-Language: en`, in het Engels voor zover dat er is.
* Elk vrij antwoord heeft een `ETag`: vraag met `If-None-Match` en krijg `304` zolang er niets veranderd is. Het mag een
  minuut bewaard worden (`Cache-Control: public, max-age=60`).
* Bijhouden: vraag `changedSince` met de grootste `changedAt` die u heeft. Wat is afgelast of vervallen blijft erbij met
  `status: cancelled`, zodat u het kunt weghalen.
* Fouten zijn `application/problem+json`; bij verkeerde invoer staan ze allemaal tegelijk in `errors`.
* Een parameter die een vraag niet kent, geeft `400` met zijn naam. Velden in de inhoud die wij niet kennen slaan wij
  over. Nieuwe velden in antwoorden kunnen er altijd bij komen.
"""
KEY = (
    "Een sleutel die een medewerker in het bureau maakt (Instellingen, API-sleutels), met `issues:read`, "
    "`issues:write` of beide. Hij is één keer te zien, verloopt binnen een jaar en kan worden ingetrokken. Bij elk "
    "gebruik geldt wat wie hem maakte dan zelf in het bureau mag: is dat te weinig, dan is het antwoord 403."
)
TAGS = {
    "programma": "Reeksen, edities, activiteiten, momenten, locaties, organisatoren en thema's.",
    "aanmelden": "Aanmelden voor een moment.",
    "nieuwsbrief": "Onderwerpen, aanmelden voor de nieuwsbrief, en de nummers ervan.",
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Een fout volgens RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["about:blank"]},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "Een zin voor mensen, in de taal van de lezer."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["in", "name", "reason", "code"],
                "properties": {
                    "in": {"enum": ["body", "query", "path", "header"]},
                    "name": {"type": "string"},
                    "reason": {"type": "string"},
                    "code": {"type": "string"},
                    "id": {"type": "string", "description": "Van een waarschuwing (`warning`); zie `scheduleIssue`."},
                },
            },
        },
    },
}
