"""The OpenAPI document: what django-ninja writes, with what the API design rules ask put on."""

from typing import Any

from django.conf import settings

from .headers import VERSION
from .problems import CONTENT_TYPE, DETAILS, TITLES
from .texts import DESCRIPTION, KEY, PROBLEM, TAGS

Document = dict[str, Any]
READING = {"get"}
NAMES = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    410: "Gone",
    411: "LengthRequired",
    413: "TooLarge",
    415: "WrongContentType",
    429: "TooMany",
    500: "ServerError",
}
VERSION_HEADER = {"description": "Versie van de API.", "schema": {"type": "string", "examples": [VERSION]}}
# What an operation refuses beyond what follows from its shape.
REFUSALS = {
    "createRegistration": (409, 410, 429),
    "createSubscription": (429,),
    "scheduleIssue": (409,),
    "unscheduleIssue": (409,),
    "listIssues": (401, 403, 429),
    "getIssue": (403, 429),
}


def info() -> Document:
    contact = {"name": settings.SITE_NAME, "url": settings.SITE_URL, "email": settings.CONTACT_ADDRESS}
    return {
        "title": f"API van {settings.SITE_NAME}",
        "version": VERSION,
        "description": DESCRIPTION,
        "contact": contact,
    }


def complete(document: Document) -> Document:
    """``document`` with every refusal of every operation, and without what only repeats names."""
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    for operations in document["paths"].values():
        for method, operation in operations.items():
            complete_operation(method, operation)
    components = document["components"]
    components["schemas"] = used_schemas(document["paths"], components["schemas"])
    components["schemas"]["Problem"] = PROBLEM
    components["headers"] = {"ApiVersion": VERSION_HEADER}
    components["responses"] = {name: refusal(status) for status, name in NAMES.items()}
    for scheme in components.get("securitySchemes", {}).values():
        scheme["description"] = KEY
    return {**document, **{part: without_titles(document[part]) for part in ("paths", "components")}}


def complete_operation(method: str, operation: Document) -> None:
    operation["parameters"] = [without_null(one) for one in operation["parameters"]]
    responses = {str(status): answer for status, answer in operation["responses"].items()}
    for answer in responses.values():
        answer["headers"] = success_headers(operation)
        answer["description"] = "Gelukt."
    for status in sorted(refusals(operation)):
        responses[str(status)] = {"$ref": f"#/components/responses/{NAMES[status]}"}
    if method in READING:
        responses["304"] = {
            "description": "Niets veranderd sinds de genoemde `ETag`.",
            "headers": {"API-Version": VERSION_REF},
        }
    operation["responses"] = dict(sorted(responses.items()))


VERSION_REF = {"$ref": "#/components/headers/ApiVersion"}


def success_headers(operation: Document) -> Document:
    names = {parameter["name"] for parameter in operation["parameters"]}
    headers: Document = {"API-Version": VERSION_REF}
    if "page" in names:
        headers["Link"] = {"description": "`first`, `prev`, `next` en `last` (RFC 8288).", "schema": {"type": "string"}}
    if operation["operationId"] == "createRegistration":
        headers["Location"] = {"description": "Adres van de aanmelding.", "schema": {"type": "string"}}
    return headers


def refusals(operation: Document) -> set[int]:
    """The statuses by which this operation can refuse."""
    found = {400, 500, *REFUSALS.get(operation["operationId"], ())}
    if any(parameter["in"] == "path" for parameter in operation["parameters"]):
        found.add(404)
    if {} not in operation.get("security", [{}]):
        found |= {401, 403, 429}
    if "requestBody" in operation:
        found |= {411, 413, 415}
    return found


def refusal(status: int) -> Document:
    text = str(TITLES[status]) if status not in DETAILS else f"{TITLES[status]}. {DETAILS[status]}"
    headers: Document = {"API-Version": VERSION_REF}
    if status == 429:
        headers["Retry-After"] = {"description": "Over hoeveel seconden.", "schema": {"type": "integer"}}
    if status == 401:
        headers["WWW-Authenticate"] = {"description": "`Bearer`.", "schema": {"type": "string"}}
    content = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": text, "headers": headers, "content": content}


def without_null(parameter: Document) -> Document:
    """A parameter may be left out; it cannot be null."""
    parameter.pop("examples", None)  # of a parameter they would be named; those in its schema say the same
    schema = parameter["schema"]
    kinds = [kind for kind in schema.get("anyOf", schema.get("allOf", [])) if kind.get("type") != "null"]
    if len(kinds) == 1:
        rest = {name: value for name, value in schema.items() if name not in {"anyOf", "allOf"}}
        parameter["schema"] = {**kinds[0], **rest}
    return parameter


def used_schemas(paths: Document, schemas: Document) -> Document:
    """Without the models that django-ninja needed only to name parameters."""
    used: Document = {}
    wanted = references(paths)
    while fresh := sorted(wanted - set(used)):
        for name in fresh:
            used[name] = schemas[name]
            wanted |= references(schemas[name])
    return used


def references(node: Any) -> set[str]:
    """Names of the schemas that ``node`` refers to."""
    if isinstance(node, dict):
        found = (
            {node["$ref"].rsplit("/", 1)[-1]}
            if str(node.get("$ref", "")).startswith("#/components/schemas/")
            else set()
        )
        return found.union(*(references(value) for value in node.values()))
    return set().union(*(references(value) for value in node)) if isinstance(node, list) else set()


def without_titles(node: Any) -> Any:
    """Pydantic titles everything after its name; a property called title is an object and stays."""
    if isinstance(node, dict):
        return {
            key: without_titles(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))
        }
    return [without_titles(item) for item in node] if isinstance(node, list) else node
