"""What one fills in for an event, in the order in which one knows it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.panels.base import get_form_for_model

from events.models import Occurrence

from .forms import EventForm, OccurrenceForm


class HiddenPanel(FieldPanel):
    """A value that travels with the form, without a place on the screen or in a comparison of versions."""

    class BoundPanel(FieldPanel.BoundPanel):
        template_name = "desk/hidden_panel.html"

        def get_comparison(self) -> list[object]:
            return []


class DetailsPanel(MultiFieldPanel):
    """Fields that most moments leave as they are: folded up, open where something is filled in or wrong."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        template_name = "desk/details_panel.html"

        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            # Said by the summary, and not once more above it.
            self.summary, self.heading = self.heading, ""  # type: ignore[has-type]

        def is_open(self) -> bool:
            return any(bound.errors or is_filled(bound) for bound in bound_fields(self))


def bound_fields(panel: Any) -> Iterator[forms.BoundField]:
    for child in panel.children:
        if hasattr(child, "children"):
            yield from bound_fields(child)
        elif child.bound_field is not None:
            yield child.bound_field


def is_filled(bound: forms.BoundField) -> bool:
    """Whether a field says something else than a new moment would."""
    usual = Occurrence._meta.get_field(bound.name).get_default()  # type: ignore[union-attr]
    return (bound.value() or "") != (usual or "")


class MomentsPanel(InlinePanel):
    """The moments of an event, with our form for each."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        formset = options["formsets"][self.relation_name]
        deferred = self.child_edit_handler.get_form_options().get("defer_required_on_fields", [])
        formset["form"] = get_form_for_model(Occurrence, form_class=OccurrenceForm, defer_required_on_fields=deferred)
        formset["inherit_kwargs"] = ["for_user", "offered"]
        return options


def select() -> forms.Select:
    return forms.Select()


MOMENT = [
    HiddenPanel("identity"),
    FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
    FieldRowPanel([FieldPanel("all_day"), FieldPanel("is_continuous")]),
    FieldPanel("venue", widget=select()),
    FieldPanel("place"),
    FieldRowPanel([FieldPanel("way_in"), FieldPanel("capacity")]),
    DetailsPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("party_limit"),
                    FieldPanel("choice", widget=select(), help_text="Alleen bij ‘kies één van meer’."),
                ]
            ),
            FieldRowPanel([FieldPanel("has_waiting_list"), FieldPanel("must_confirm")]),
            FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
        ],
        heading="Aanmelden op deze site",
    ),
    DetailsPanel(
        [
            FieldRowPanel([FieldPanel("ticket_url"), FieldPanel("stream_url")]),
            FieldRowPanel([FieldPanel("price"), FieldPanel("price_en")]),
        ],
        heading="Kaarten, prijs en livestream",
    ),
    DetailsPanel(
        [FieldPanel("status"), FieldRowPanel([FieldPanel("status_reason"), FieldPanel("status_reason_en")])],
        heading="Afgelast of uitgesteld?",
        help_text="Zet het hier en haal het moment niet weg: bezoekers zien het dan in hun agenda en krijgen bericht.",
    ),
    DetailsPanel([FieldPanel("place_en")], heading="Plek in het Engels"),
]

SPEAKER = [
    FieldPanel("name"),
    FieldRowPanel([FieldPanel("role"), FieldPanel("role_en")]),
    FieldRowPanel([FieldPanel("bio"), FieldPanel("bio_en")]),
]

CONTENT = [
    TitleFieldPanel("title", targets=["slug"], placeholder="Titel van de activiteit", required_on_save=True),
    FieldPanel("summary"),
    FieldPanel("text"),
    FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
    FieldRowPanel(
        [FieldPanel("edition", widget=select(), help_text="Leeg: een activiteit op zichzelf."), FieldPanel("track")]
    ),
    FieldPanel("terms", widget=forms.CheckboxSelectMultiple(attrs={"class": "desk-columns"})),
    FieldPanel("organisers", widget=forms.CheckboxSelectMultiple(attrs={"class": "desk-columns"})),
    MultiFieldPanel(
        [
            FieldPanel("image"),
            FieldPanel("image_alt", help_text="Voor wie het beeld niet ziet. Leeg: het beeld is versiering."),
        ],
        heading="Beeld",
        help_text="Zonder foto krijgt de activiteit een eigen tekening.",
        classname="collapsed",
    ),
    MultiFieldPanel(
        [FieldPanel("title_en"), FieldPanel("summary_en"), FieldPanel("text_en"), FieldPanel("track_en")],
        heading="In het Engels",
        help_text="Wat leeg blijft, staat op de Engelse pagina in het Nederlands.",
        classname="collapsed",
    ),
]

REST = [
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("wheelchair"), FieldPanel("ring_loop")]),
            FieldRowPanel([FieldPanel("sign_language"), FieldPanel("low_stimulus")]),
        ],
        heading="Toegankelijkheid",
        help_text="Wat voor de hele activiteit geldt. Wat een zaal altijd heeft, staat bij de locatie.",
    ),
    FieldRowPanel([FieldPanel("is_highlight"), FieldPanel("proposed_by")], heading="Uitlichten en herkomst"),
    FieldPanel("slug"),
    PublishingPanel(),
]

EVENT_FORM = TabbedInterface(
    [
        ObjectList(CONTENT, heading="Inhoud"),
        ObjectList(
            [MomentsPanel("occurrences", panels=MOMENT, heading="Momenten", label="moment")], heading="Momenten"
        ),
        ObjectList([InlinePanel("speakers", panels=SPEAKER, heading="Sprekers", label="spreker")], heading="Sprekers"),
        ObjectList(REST, heading="Meer"),
    ],
    base_form_class=EventForm,
)
