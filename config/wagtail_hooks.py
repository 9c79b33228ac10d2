"""The staff desk as a whole: Wagtail without its pages, in the order of our work."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.forms.choosers import EmailLinkChooserForm, ExternalLinkChooserForm, PhoneLinkChooserForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from config.desk_persons import ACTIONS, PersonsViewSet
from events.models import Event
from subscribers.shell.desk_urls import desk_address

LAST = 1000  # after everyone has put theirs in
HIDDEN_MENU = {"explorer", "snippets", "documents", "help"}
HIDDEN_REPORTS = {"locked-pages", "aging-pages", "page-types-usage"}
HIDDEN_PANELS = {"recent_edits", "locked_pages", "whats_new_in_wagtail_version"}
HIDDEN_SEARCH = {"pages", "documents"}


@hooks.register("construct_main_menu", order=LAST)
def leave_pages_out(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_MENU]


@hooks.register("construct_reports_menu", order=LAST)
def leave_page_reports_out(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_REPORTS]


@hooks.register("construct_homepage_panels", order=LAST)
def leave_page_panels_out(request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in HIDDEN_PANELS]


@hooks.register("construct_homepage_summary_items", order=LAST)
def leave_summary_out(request: HttpRequest, items: list[Component]) -> None:
    """Counts of pages and images say nothing about our work; the panels below do."""
    items.clear()


class EventSearch(SearchArea):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("events.change_event"))  # type: ignore[union-attr]


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
    link = features.plugins_by_editor["draftail"]["link"]
    link.data["chooserUrls"]["pageChooser"] = reverse_lazy("wagtailadmin_choose_page_external_link")


# Wagtail leaves these without a label to translate.
LINK_LABELS = {
    "link_text": "Tekst van de link",
    "email_address": "E-mailadres",
    "phone_number": "Telefoonnummer",
    "subject": "Onderwerp",
    "body": "Tekst van de mail",
}
for link_form in (ExternalLinkChooserForm, EmailLinkChooserForm, PhoneLinkChooserForm):
    for field_name, field in link_form.base_fields.items():  # type: ignore[attr-defined]
        field.label = LINK_LABELS.get(field_name, field.label)


class NoDocuments(PagesAdminAPIViewSet):
    """Every page of Wagtail 8.0's desk names the address of documents, installed or not; ours has none to list."""

    name = "documents"

    def get_queryset(self) -> QuerySet[Page]:
        return Page.objects.none()


@hooks.register("construct_admin_api")
def answer_for_documents(router: WagtailAPIRouter) -> None:
    router.register_endpoint("documents", NoDocuments)


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
