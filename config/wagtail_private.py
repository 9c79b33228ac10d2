"""Private parts of Wagtail's desk: names of its menu items, panels and search areas, and how it makes its link chooser
and the page of a group.

When ``tests/config/test_private_parts.py`` says that something moved, look at ``wagtail/admin/wagtail_hooks.py``,
``wagtail/admin/views/home.py``, ``wagtail/admin/views/account.py`` and ``wagtail/admin/forms/choosers.py``.
"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.urls import reverse_lazy
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.forms.choosers import EmailLinkChooserForm, ExternalLinkChooserForm, PhoneLinkChooserForm
from wagtail.admin.views.account import AvatarSettingsPanel
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.users.templatetags import wagtailusers_tags

HIDDEN_MENU = {"explorer", "snippets", "help"}
HIDDEN_REPORTS = {"locked-pages", "aging-pages", "page-types-usage"}
HIDDEN_SETTINGS = {"workflows", "workflow-tasks"}
HIDDEN_PANELS = {"recent_edits", "locked_pages", "whats_new_in_wagtail_version"}
HIDDEN_SEARCH = {"pages"}

LINK_FORMS = (ExternalLinkChooserForm, EmailLinkChooserForm, PhoneLinkChooserForm)
# Wagtail leaves these without a label to translate.
LINK_LABELS = {
    "link_text": "Tekst van de link",
    "email_address": "E-mailadres",
    "phone_number": "Telefoonnummer",
    "subject": "Onderwerp",
    "body": "Tekst van de mail",
}


def label_link_forms() -> None:
    for form in LINK_FORMS:
        for name, field in form.base_fields.items():  # type: ignore[attr-defined]
            field.label = LINK_LABELS.get(name, field.label)


def take_no_portraits() -> None:
    """Wagtail keeps a portrait of staff as the telephone made it, place and all, and no page of ours shows it."""
    AvatarSettingsPanel.is_active = lambda _panel: False


class TypedText(forms.TextInput):
    """Nothing sent is nothing typed: Wagtail's field looks at the first character of it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return super().value_from_datadict(data, files, name) or ""


ExternalLinkChooserForm.base_fields["url"].widget = TypedText()


def choose_addresses(features: FeatureRegistry) -> None:
    """The button for a link opens the chooser of addresses, not of pages."""
    link = features.plugins_by_editor["draftail"]["link"]
    link.data["chooserUrls"]["pageChooser"] = reverse_lazy("wagtailadmin_choose_page_external_link")


CHANGES = {"add": "toevoegen", "change": "wijzigen", "delete": "verwijderen"}
with_names_of_django = wagtailusers_tags.format_permissions


def format_permissions(permission_bound_field: BoundField) -> dict[str, Any]:
    """The boxes on the page of a group: what each allows is kept by Django in English, and said here."""
    found: dict[str, Any] = with_names_of_django(permission_bound_field)
    for row in found["object_perms"]:
        for action in row.keys() & CHANGES:
            row[action]["perm"].name = f"{row['object']} {CHANGES[action]}"  # of this page; nobody saves it
    return found


def name_permissions() -> None:
    wagtailusers_tags.register.inclusion_tag("wagtailusers/groups/includes/formatted_permissions.html")(
        format_permissions
    )


class NoDocuments(PagesAdminAPIViewSet):
    """Every page of Wagtail 8.0's desk names the address of documents, installed or not; ours has none to list."""

    name = "documents"

    def get_queryset(self) -> QuerySet[Page]:
        return Page.objects.none()
