"""The staff desk as a whole: Wagtail without its pages, in the order of our work."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry
from wagtail.rich_text.feature_registry import FeatureRegistry

from config.middleware.proxies import ProxyPanel
from config.persons.desk import ACTIONS, PersonsViewSet
from events.models import Event
from subscribers.screens.desk_urls import desk_address
from subscribers.screens.policies import may

from .wagtail_private import (
    HIDDEN_MENU,
    HIDDEN_PANELS,
    HIDDEN_REPORTS,
    HIDDEN_SEARCH,
    HIDDEN_SETTINGS,
    NoDocuments,
    choose_addresses,
    label_link_forms,
    name_permissions,
    take_no_portraits,
)

LAST = 1000  # after everyone has put theirs in


@hooks.register("construct_main_menu", order=LAST)
def leave_pages_out(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_MENU]


@hooks.register("construct_reports_menu", order=LAST)
def leave_page_reports_out(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_REPORTS]


@hooks.register("construct_settings_menu", order=LAST)
def leave_workflows_out(request: HttpRequest, items: list[MenuItem]) -> None:
    """There is one, and ``config/desk/groups.py`` makes it."""
    items[:] = [item for item in items if item.name not in HIDDEN_SETTINGS]


@hooks.register("construct_homepage_panels", order=LAST)
def leave_page_panels_out(request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in HIDDEN_PANELS]


@hooks.register("construct_homepage_summary_items", order=LAST)
def leave_summary_out(request: HttpRequest, items: list[Component]) -> None:
    """Counts of pages and images say nothing about our work; the panels below do."""
    items.clear()


@hooks.register("construct_homepage_panels")
def warn_of_unknown_proxies(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ProxyPanel())


class EventSearch(SearchArea):
    def is_shown(self, request: HttpRequest) -> bool:
        return may(request.user, "change", Event)


@hooks.register("register_admin_search_area")
def search_events() -> SearchArea:
    """The search box on the left looks for events first."""
    address = desk_address(Event, "list")
    return EventSearch("Activiteiten", address, name="events", icon_name="date", order=50)


@hooks.register("construct_search", order=LAST)
def search_no_pages(request: HttpRequest, areas: list[SearchArea]) -> None:
    areas[:] = [area for area in areas if area.name not in HIDDEN_SEARCH]


@hooks.register("register_rich_text_features", order=LAST)
def link_to_addresses(features: FeatureRegistry) -> None:
    """The button for a link asks for an address at once: there are no pages to choose from."""
    choose_addresses(features)


@hooks.register("construct_admin_api")
def answer_for_documents(router: WagtailAPIRouter) -> None:
    router.register_endpoint("documents", NoDocuments)


label_link_forms()
take_no_portraits()
name_permissions()


@hooks.register("insert_global_admin_js")
def put_pickers_away() -> str:
    return format_html('<script src="{}" defer></script>', static("kennisstad/picker.js"))


@hooks.register("insert_global_admin_css")
def style_our_part() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("kennisstad/desk.css"))


@hooks.register("register_admin_viewset")
def look_up_persons() -> PersonsViewSet:
    return PersonsViewSet()


@hooks.register("register_log_actions")
def name_what_was_looked_up(actions: LogActionRegistry) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
