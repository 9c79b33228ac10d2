"""Pages of the desk that are no list of rows: who is let in, what stands above them, and their place in the menu."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet


class DeskPage(WagtailAdminTemplateMixin, TemplateView):
    """``index_label``: what the first page of its viewset is called in the line above; "" where it is the only one."""

    index_url_name = index_label = ""

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        """Nobody, until a page says who."""
        return False

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not self.is_allowed(request.user):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        index = [{"url": reverse(self.index_url_name), "label": self.index_label}] if self.index_label else []
        own = self.own_breadcrumb()
        here = [{"url": "", "label": own}] if own and own != self.index_label else []
        return [*self.breadcrumbs_items, *index, *here]

    def own_breadcrumb(self) -> str:
        return str(self.page_title)


class PageMenuItem(MenuItem):
    """Shown to whoever is let in to the pages behind it."""

    def __init__(self, *args: Any, page: type[DeskPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page

    def is_shown(self, request: HttpRequest) -> bool:
        return self.page().is_allowed(request.user)  # type: ignore[arg-type]


class PagesViewSet(ViewSet):
    """``pages`` by name: where under ``name`` it stands, and its view. The first is that of the menu.

    A view that has an attribute ``<name>_url_name`` knows by it how to find that page.
    """

    pages: ClassVar[dict[str, tuple[str, type[DeskPage]]]] = {}

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {f"{name}_url_name": self.get_url_name(name) for name in self.pages}
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path(route, self.construct_view(view), name=name) for name, (route, view) in self.pages.items()]

    def get_menu_item(self, order: int | None = None) -> MenuItem:
        _, first = next(iter(self.pages.values()))
        return PageMenuItem(
            label=self.menu_label,
            url=self.menu_url,
            name=self.menu_name,
            icon_name=self.menu_icon,
            order=self.get_menu_item_order(order),
            page=first,
        )
