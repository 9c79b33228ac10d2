"""Who may do what in the API: a key as ``Authorization: Bearer``, with the scope that the operation needs."""

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from subscribers.models import ApiKey

from .keys import find_api_key


class BearerKey(HttpBearer):
    """None (401) without a valid key of an active user; refused (403) when the key lacks ``scope``."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        key = find_api_key(token)
        if key and self.scope not in key.scopes:
            raise AuthorizationError
        return key
