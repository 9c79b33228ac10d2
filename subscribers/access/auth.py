"""Who may do what in the API: a key as ``Authorization: Bearer``, with the scope that the operation needs."""

import logging

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from subscribers.models import ApiKey

from .keys import find_api_key, may_use
from .throttle import count_key

log = logging.getLogger(__name__)


class BearerKey(HttpBearer):
    """None (401) without a valid key of an active user; refused (403) when the key lacks ``scope``, or its owner the
    right that goes with it; ``limited`` (429) above the budget of the key. The rights are those of this moment, never
    those of when the key was made."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = find_api_key(token)
        if key is None:
            log.info("A key of the API was refused: unknown, expired, revoked, or its owner has left")
        elif not may_use(key, self.scope):
            log.warning(
                "Key %s of the API was refused %s: not made for it, or beyond its owner's rights", key.pk, self.scope
            )
            raise AuthorizationError
        else:
            count_key(key.pk, self.scope)
        return key


def key_of(request: HttpRequest) -> ApiKey | None:
    """The valid key that came with a request to an operation that needs none.

    None for one that opens nothing any more: whoever lost every right it was made for is anybody here too.
    """
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    key = find_api_key(token.strip()) if kind.lower() == "bearer" else None
    return key if key and any(may_use(key, scope) for scope in key.scopes) else None
