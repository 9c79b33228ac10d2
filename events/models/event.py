"""What one can visit. An event with its occurrences and speakers is one cluster: one draft, one publication."""

from typing import Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from .series import Edition
from .texts import new_code
from .venue import Venue

RICH_TEXT = ["bold", "italic", "h3", "ol", "ul", "link"]


class EventQuerySet(models.QuerySet["Event"]):
    def published(self) -> "EventQuerySet":
        """Live rows; what the public was told about them is in the calendar ledger."""
        return self.filter(live=True)

    def with_facts(self) -> "EventQuerySet":
        """Everything the ledger reads of an event, in a constant number of queries."""
        return self.select_related("edition__series", "image").prefetch_related(
            "edition__series__former_names",
            "terms",
            "organisers",
            "speakers",
            "occurrences__venue__parent__former_names",
            "occurrences__venue__former_names",
            "occurrences__choice",
        )


class Event(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """Draft until published in the desk; changing an occurrence is changing the event."""

    class Kind(models.TextChoices):
        LECTURE = "lecture", "lezing"
        DEBATE = "debate", "debat of talkshow"
        MUSIC = "music", "muziek"
        STAGE = "stage", "theater of dans"
        EXPERIMENT = "experiment", "experiment"
        WORKSHOP = "workshop", "workshop"
        FILM = "film", "film"
        EXHIBITION = "exhibition", "expositie of installatie"
        TOUR = "tour", "excursie of wandeling"
        QUIZ = "quiz", "quiz"
        CHILDREN = "children", "kinderprogramma"
        PARTY = "party", "feest"
        SYMPOSIUM = "symposium", "symposium"

    class Language(models.TextChoices):
        NL = "nl", "Nederlands"
        EN = "en", "Engels"
        BOTH = "both", "Nederlands en Engels"
        ANY = "any", "taal geen bezwaar"

    DIFFERENCE = "difference"  # a mode of the preview: what publishing would tell the public

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    slug = models.SlugField("adres", max_length=80, blank=True, help_text="Leeg laten: we maken het van de titel.")
    edition = models.ForeignKey(
        "events.Edition", models.PROTECT, null=True, blank=True, related_name="events", verbose_name="editie"
    )
    title = models.CharField("titel", max_length=160)
    title_en = models.CharField("titel (Engels)", max_length=160, blank=True)
    summary = models.CharField(
        "in één zin", max_length=300, help_text="Staat in de lijst en in de agenda's van bezoekers."
    )
    summary_en = models.CharField("in één zin (Engels)", max_length=300, blank=True)
    text = RichTextField("tekst", blank=True, features=RICH_TEXT)
    text_en = RichTextField("tekst (Engels)", blank=True, features=RICH_TEXT)
    kind = models.CharField("soort", max_length=12, choices=Kind.choices, default=Kind.LECTURE)
    language = models.CharField("voertaal", max_length=4, choices=Language.choices, default=Language.NL)
    track = models.CharField(
        "spoor", max_length=80, blank=True, help_text="Voor een congres: de zaal of lijn waarin dit valt."
    )
    track_en = models.CharField("spoor (Engels)", max_length=80, blank=True)
    terms = ParentalManyToManyField("events.Term", blank=True, related_name="events", verbose_name="thema's")
    organisers = ParentalManyToManyField(
        "events.Organiser", blank=True, related_name="events", verbose_name="organisatoren"
    )
    wheelchair = models.BooleanField("rolstoeltoegankelijk", default=False)
    ring_loop = models.BooleanField("ringleiding", default=False)
    sign_language = models.BooleanField("gebarentaal", default=False)
    low_stimulus = models.BooleanField("prikkelarm", default=False)
    is_highlight = models.BooleanField("uitgelicht", default=False)
    proposed_by = models.CharField(
        "voorgesteld door",
        max_length=160,
        blank=True,
        help_text="Naam van de partner; leeg als wij het zelf invoerden.",
    )
    image = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="beeld"
    )
    image_alt = models.CharField("wat op het beeld te zien is", max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id"
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id"
    )

    objects: ClassVar[EventQuerySet] = EventQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["title"]
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> models.Manager:  # type: ignore[type-arg]
        return self._revisions

    def with_content_json(self, content: dict[str, Any]) -> "Event":
        """A revision as an object. An occurrence keeps its row by ``public_id``, whichever draft first had it:
        a row made anew would be a new UID in every calendar and drop the registrations of the old one. What was
        deleted since is left empty, to be chosen again. Places and choices are asked for once, not for each moment.
        """
        rows = {str(uid): pk for uid, pk in self.occurrences.get_live_queryset().values_list("public_id", "pk")}
        moments = {m["public_id"]: m for m in content.get("occurrences", [])}
        kept = [
            {name: value for name, value in m.items() if name not in self.ASKED_ONCE} | {"pk": rows.get(uid, m["pk"])}
            for uid, m in moments.items()
        ]
        edition = content.get("edition")
        edition = edition if edition and Edition.objects.filter(pk=edition).exists() else None
        event: Event = super().with_content_json({**content, "occurrences": kept, "edition": edition})
        self.put_in_place(event, moments)
        event.live_revision = self.live_revision  # what is live now, not when this was written
        return event

    ASKED_ONCE = ("event", "venue", "choice")

    def put_in_place(self, event: "Event", moments: dict[str, dict[str, Any]]) -> None:
        """Give the moments of a revision their venue and choice; ``moments`` are as it has them, by ``public_id``."""
        groups = self._meta.apps.get_model("events", "ChoiceGroup").objects
        venues = Venue.objects.with_names().in_bulk({m["venue"] for m in moments.values() if m["venue"]})
        choices = groups.in_bulk({m["choice"] for m in moments.values() if m.get("choice")})
        for row in event.occurrences.all():
            told = moments[str(row.public_id)]
            row.venue, row.choice = venues.get(told["venue"]), choices.get(told.get("choice"))

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("", "De pagina"), (self.DIFFERENCE, "Wat er verandert in agenda’s")]

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "events/programme/event_preview.html"


class EventSpeaker(models.Model):
    """Who speaks, with a short biography."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField("naam", max_length=120)
    role = models.CharField("wie", max_length=160, blank=True, help_text="Functie of werk, in een paar woorden.")
    role_en = models.CharField("wie (Engels)", max_length=160, blank=True)
    bio = models.TextField("over deze spreker", blank=True)
    bio_en = models.TextField("over deze spreker (Engels)", blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    sort_order_field = "position"  # lets the desk put speakers in order

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "spreker"
        verbose_name_plural = "sprekers"

    def __str__(self) -> str:
        return self.name
