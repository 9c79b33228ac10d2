"""Private parts of Wagtail: a preview answered by the view itself, with the form state that only its own methods read.

Wagtail's own sends a made-up request for the site's home page through every middleware; what comes back carries the
policy of a public page, which no frame may show. When ``tests/config/test_private_parts.py`` says that something moved,
look at ``PreviewOnEdit.get`` in ``wagtail/admin/views/generic/preview.py``.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from wagtail.utils.decorators import xframe_options_sameorigin_override


class PreviewOfOurs:
    """For subclasses of Wagtail's ``PreviewOnEdit`` and ``PreviewOnCreate``; they write ``serve``."""

    object: Any

    @method_decorator(xframe_options_sameorigin_override)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = self.get_form(self._get_form_data(self._get_form_state()))  # type: ignore[attr-defined]
        if not self.validate_form(form):  # type: ignore[attr-defined]
            return self.error_response()  # type: ignore[attr-defined]
        form.save(commit=False)
        return self.serve(request, request.GET.get("mode", self.object.default_preview_mode))

    def serve(self, request: HttpRequest, mode: str) -> HttpResponse:
        """The page of ``self.object`` as it is typed, in one of its preview modes."""
        raise ValueError(f"no preview for {self.object!r} in {mode}")
