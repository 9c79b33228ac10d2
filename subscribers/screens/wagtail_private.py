"""Private parts of Wagtail: how a preview is answered, which panels stand beside a form, and how a moment is said.

A preview is answered by the view itself, with the form state that only its own methods read. Wagtail's own sends a
made-up request for the site's home page through every middleware; what comes back carries the policy of a public page,
which no frame may show. When ``tests/config/test_private_parts.py`` says that something moved, look at
``wagtail/admin/views/generic/preview.py``, ``wagtail/snippets/views/snippets.py`` and the tags that are named here.
"""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import ChecksSidePanel
from wagtail.utils.decorators import xframe_options_sameorigin_override

from .listings import say_date


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


class WithoutChecks:
    """For a form with a preview: no panel *Checks*, whose green 0 says nothing about what we check ourselves.

    It looks at the markup of the preview alone, and stands beside an issue full of faults as beside a good one.
    """

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()  # type: ignore[misc]
        return MediaContainer([panel for panel in panels if not isinstance(panel, ChecksSidePanel)])


def say_moment_of(value: date | None) -> str:
    return say_date(value) if value else ""


def say_update(
    last_update: datetime | None,
    show_time_prefix: bool = False,
    user_display_name: str = "",
    use_shorthand: bool = True,
) -> str:
    """``24 Nov 2026 13:15 door Bente``, whatever the templates ask of the age that stood here."""
    said = say_moment_of(last_update)
    return f"{said} door {user_display_name}" if said and user_display_name else said


def say_moments() -> None:
    """Everywhere in the desk when something was, and never how long ago: a page stays open, and is printed."""
    wagtailadmin_tags.register.filter("timesince_simple", say_moment_of)
    wagtailadmin_tags.register.simple_tag(say_update, name="timesince_last_update")
