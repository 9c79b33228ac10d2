"""Private parts of Wagtail: the markup of its panels and fields.

The moments of an event written out by hand: of fifty there are over a thousand fields, and Wagtail renders some ten
templates for each. What stands on the page is the same but for the button that comments on a field, of no use to a
snippet; the classes and ``data-`` attributes are those of ``wagtailadmin/shared/field.html`` and its neighbours. When
``tests/config/test_private_parts.py`` says that one of them moved, look there what changed and do the same here.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.template import Context, Template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.admin.templatetags.wagtailadmin_tags import fieldtype, widgettype

FIELD = """\
<div class="w-field__wrapper" data-field-wrapper>
<div class="w-field {kind}" data-field data-contentpath="{name}">
<div class="w-field__errors" data-field-errors id="{errors_id}">{errors}</div>{help}
<div class="w-field__input" data-field-input>{widget}</div>
</div></div>
"""
HELP = '<div class="w-field__help" id="{}" data-field-help><div class="help">{}</div></div>'
WARNING = mark_safe(
    '<svg class="icon icon-warning w-field__errors-icon" aria-hidden="true"><use href="#icon-warning"></use></svg>'
)
REQUIRED = mark_safe('<span class="w-required-mark">*</span>')


class SlimField(FieldPanel):
    class BoundPanel(FieldPanel.BoundPanel):
        def render_html(self, parent_context: Context | None = None) -> SafeString:
            said, field = self.get_editable_context_data(), self.bound_field
            error = " w-field--error" if field.errors else ""
            return format_html(
                FIELD,
                kind=f"w-field--{fieldtype(field)} w-field--{widgettype(field)}{error}",
                name=field.name,
                errors_id=said["error_message_id"],
                errors=written_errors(field.errors),
                help=format_html(HELP, said["help_text_id"], said["help_text"]) if said["help_text"] else "",
                widget=said["rendered_field"],
            )


class SlimGroup(MultiFieldPanel):
    class BoundPanel(MultiFieldPanel.BoundPanel):
        def render_html(self, parent_context: Context | None = None) -> SafeString:
            return written_help(self.help_text) + written(self.visible_children)


class SlimRow(FieldRowPanel):
    class BoundPanel(FieldRowPanel.BoundPanel):
        def render_html(self, parent_context: Context | None = None) -> SafeString:
            return format_html('<div class="w-field-row">{}</div>', written(self.visible_children))


class DetailsPanel(SlimGroup):
    """Fields that most moments leave as they are: folded up, open where something is filled in or wrong."""

    class BoundPanel(SlimGroup.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            # Said by the summary, and not once more above it.
            self.summary, self.heading = self.heading, ""  # type: ignore[has-type]

        def is_open(self) -> bool:
            return any(bound.errors or is_filled(bound) for bound in bound_fields(self))

        def render_html(self, parent_context: Context | None = None) -> SafeString:
            html = '<details class="desk-details"{}><summary>{}</summary>{}</details>'
            return format_html(html, " open" if self.is_open() else "", self.summary, super().render_html())


class SlimSelect(forms.Select):
    """A flat list of options without a template for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in self.choices),
        )
        given = {**self.build_attrs(self.attrs, attrs), "name": name}
        pairs = ((key, key if one is True else one) for key, one in given.items() if one not in (None, False))
        return format_html("<select{}>{}</select>", format_html_join("", ' {}="{}"', pairs), options)


def written(children: Iterable[Any]) -> SafeString:
    """Each child with its label in front of it."""
    parts = ((" ".join(child.classes()), label_of(child), child.render_html()) for child in children)
    return format_html_join("", '<div class="w-panel__wrapper {}">{}{}</div>', parts)


def label_of(child: Any) -> SafeString | str:
    if not child.heading:
        return ""
    mark, target = REQUIRED if child.is_required() else "", child.id_for_label()
    if not target:
        return format_html('<h3 class="w-field__label">{}{}</h3>', child.heading, mark)
    html = '<label class="w-field__label" for="{0}" id="{0}-label">{1}{2}</label>'
    return format_html(html, target, child.heading, mark)


def written_errors(errors: Iterable[str]) -> SafeString | str:
    said = " ".join(str(error) for error in errors)
    return format_html('{}<p class="error-message">{}</p>', WARNING, said) if said else ""


@cache
def written_help(text: str) -> SafeString:
    """The same few texts stand in every moment."""
    if not text:
        return mark_safe("")
    block = '{% load wagtailadmin_tags %}{% help_block status="info" %}{{ text }}{% endhelp_block %}'
    return Template(block).render(Context({"text": text}))


def bound_fields(panel: Any) -> Iterable[forms.BoundField]:
    for child in panel.children:
        if hasattr(child, "children"):
            yield from bound_fields(child)
        elif child.bound_field is not None:
            yield child.bound_field


def is_filled(bound: forms.BoundField) -> bool:
    """Whether a field says something else than a new moment would."""
    usual = bound.form._meta.model._meta.get_field(bound.name).get_default()  # type: ignore[attr-defined]
    return (bound.value() or "") != (usual or "")
