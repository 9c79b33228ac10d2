"""What one fills in for an event, in the order in which one knows it."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
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
from .wagtail_private import DetailsPanel, SlimField, SlimGroup, SlimRow, SlimSelect


class HiddenPanel(FieldPanel):
    """A value that travels with the form, without a place on the screen or in a comparison of versions."""

    class BoundPanel(FieldPanel.BoundPanel):
        template_name = "events/programme/hidden_panel.html"

        def get_comparison(self) -> list[object]:
            return []


class MomentsPanel(InlinePanel):
    """The moments of an event, with our form for each."""

    @cached_property
    def child_edit_handler(self) -> Any:
        return SlimGroup(self.panel_definitions, heading=self.heading).bind_to_model(self.db_field.related_model)

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
    SlimRow([SlimField("starts_at"), SlimField("ends_at")]),
    SlimRow([SlimField("all_day"), SlimField("is_continuous")]),
    SlimField("venue", widget=SlimSelect()),
    SlimField("place"),
    SlimRow([SlimField("way_in", widget=SlimSelect()), SlimField("capacity")]),
    DetailsPanel(
        [
            SlimRow(
                [
                    SlimField("party_limit"),
                    SlimField("choice", widget=SlimSelect(), help_text="Alleen bij ‘kies één van meer’."),
                ]
            ),
            SlimRow([SlimField("has_waiting_list"), SlimField("must_confirm")]),
            SlimRow(
                [
                    SlimField("pass_over_hours", widget=SlimSelect()),
                    SlimField("promote_until_hours", widget=SlimSelect()),
                ]
            ),
            SlimField("visit_mails", widget=SlimSelect()),
            SlimRow([SlimField("registration_opens_at"), SlimField("registration_closes_at")]),
        ],
        heading="Aanmelden op deze site",
    ),
    DetailsPanel(
        [
            SlimRow([SlimField("ticket_url"), SlimField("stream_url")]),
            SlimRow([SlimField("price"), SlimField("price_en")]),
        ],
        heading="Kaarten, prijs en livestream",
    ),
    DetailsPanel(
        [
            SlimField("status", widget=SlimSelect()),
            SlimRow([SlimField("status_reason"), SlimField("status_reason_en")]),
        ],
        heading="Afgelast of uitgesteld?",
        help_text="Zet het hier en haal het moment niet weg: bezoekers zien het dan in hun agenda en krijgen bericht.",
    ),
    DetailsPanel([SlimField("place_en")], heading="Plek in het Engels"),
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
