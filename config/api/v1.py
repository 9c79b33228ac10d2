"""The API object: routers of the apps, with what standards ask put on from outside."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import cached_property
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import ValidationError as InputError
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

import events.api
import newsletter.api
import subscribers.subscriptions.api

from .document import complete, info
from .headers import VERSION
from .problems import respond_to_input_error, respond_to_rule
from .requests import with_known_query, with_readable_body


class Api(NinjaAPI):
    """Paths in the document are without the prefix, which is the server's address. Written once per process."""

    written: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        if self.written is None:
            with translation.override("nl"):
                document = super().get_openapi_schema(path_prefix="", path_params=path_params)
                document.update(complete(document))
            self.written = document
        self.written["info"] = info()
        return self.written

    @cached_property
    def query_names(self) -> dict[str, frozenset[str]]:
        """Operation id → the parameters of its query, as the document names them."""
        operations = [one for path in self.get_openapi_schema()["paths"].values() for one in path.values()]
        return {
            one["operationId"]: frozenset(each["name"] for each in one["parameters"] if each["in"] == "query")
            for one in operations
        }


api = Api(
    version=VERSION,
    urls_namespace="api",
    servers=[{"url": "/api/v1"}],
    docs=Swagger({"validatorUrl": None}),
    docs_url="/docs",
    docs_decorator=lambda view: csrf_exempt(require_safe(view)),
)
api.add_decorator(with_known_query(lambda operation_id: api.query_names[operation_id]), mode="view")
api.add_decorator(with_readable_body, mode="view")
api.add_exception_handler(InputError, respond_to_input_error)  # type: ignore[arg-type]
api.add_exception_handler(ValidationError, respond_to_rule)  # type: ignore[arg-type]
api.add_router("", events.api.router)
api.add_router("", subscribers.subscriptions.api.router)
api.add_router("", newsletter.api.router)
