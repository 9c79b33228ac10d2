"""One step with one object in the desk: a page that says what will happen (GET), and the button that does it (POST)."""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .listings import shown
from .policies import may


class ObjectView(WagtailAdminTemplateMixin, TemplateView):
    """A page of ours about one object of a viewset, with its breadcrumbs and the permission it needs."""

    model: type[models.Model] | None = None
    permission = "change"  # asked of the policy of its model
    index_url_name: str | None = None
    edit_url_name: str | None = None
    inspect_url_name: str | None = None
    object: Any

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may(request.user, self.permission, self.model):  # type: ignore[arg-type]
            raise PermissionDenied
        self.object = get_object_or_404(self.model, pk=self.kwargs["pk"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_object_url(self) -> str:
        return reverse(self.inspect_url_name or self.edit_url_name, args=[quote(self.object.pk)])

    def get_page_subtitle(self) -> str:
        return shown(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        plural = capfirst(self.object._meta.verbose_name_plural)
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": plural},
            {"url": self.get_object_url(), "label": shown(self.object)},
            {"url": "", "label": self.get_page_title()},
        ]


class ActionView(ObjectView):
    """Subclasses name the step and write ``act``: it calls a service and returns the sentence that says it is done."""

    template_name = "desk/action.html"
    question = ""
    explanation = ""
    button = ""
    is_serious = False

    def act(self) -> str:
        """Do it; raises ``ValidationError`` with a sentence when it cannot be done."""
        raise ValidationError("Dit kan hier niet.", code="no_action")

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            with transaction.atomic():
                messages.success(request, self.act())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self.get_object_url())

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.update(object=self.object, object_url=self.get_object_url())
        return context
