"""The screens of doors; each step is the service's (``events.door.keys``)."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count as CountRows
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from events.calendar.links import scannable
from events.models import Device, DoorKey, Evening, Registration, Venue
from subscribers.screens.pages import DeskPage
from subscribers.screens.policies import may

from .evenings import begins, end_of, entries_behind, entries_on, is_at
from .keys import make_key, revoke_device, revoke_key
from .night import HEIGHT, WIDTH, look_at_night
from .printed import sheets_of, shred_by
from .scans.sums import find_conflicts


class DoorForm(forms.Form):
    day = forms.DateField(label="Avond", widget=AdminDateInput, help_text="De dag waarop de avond begint.")
    venue = forms.ModelChoiceField(
        Venue.objects.none(), label="Locatie", required=False, empty_label="Alle plekken van die avond"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.select_related("parent")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        day, venue = said.get("day"), said.get("venue")
        if day and day < timezone.localdate():
            raise ValidationError({"day": ValidationError("Deze avond is al geweest.", code="over")})
        if day and not any(is_at(entry, venue) for entry in entries_on(day)):
            nothing = "Op die dag staat hier niets in de agenda. Kies een andere dag of locatie."
            raise ValidationError({"day": ValidationError(nothing, code="nothing")})
        return said


class DoorsPage(DeskPage):
    header_icon = "key"
    index_label = "Deuren"
    permission = "view"
    add_url_name = door_url_name = revoke_url_name = revoke_phone_url_name = night_url_name = list_url_name = ""

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return may(user, self.permission, DoorKey)

    def may(self, action: str) -> bool:
        return may(self.request.user, action, DoorKey)


def is_open(key: DoorKey) -> bool:
    return key.right_ends_at > timezone.now()


def state_in_words(key: DoorKey) -> str:
    if is_open(key):
        return "open"
    return "ingetrokken" if key.revoked_at else "voorbij"


class DoorsView(DoorsPage):
    page_title = "Deuren"
    template_name = "events/door/doors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = DoorKey.objects.select_related("evening", "venue__parent").annotate(phones=CountRows("devices"))
        rows = [(key, state_in_words(key), reverse(self.door_url_name, args=[key.pk])) for key in keys]
        nights = [(one, reverse(self.night_url_name, args=[one.pk])) for one in Evening.objects.order_by("-day")]
        add_url = reverse(self.add_url_name) if self.may("open") else ""
        return super().get_context_data(rows=rows, nights=nights, add_url=add_url, **kwargs)


class DoorCreate(DoorsPage):
    """GET shows a form; POST makes the key and shows its QR code in the answer, which is stored nowhere."""

    page_title = "Deur openen"
    permission = "open"
    template_name = "events/door/door_create.html"
    button = "Maak de QR-code"

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = DoorForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        key, secret = self.make(form.cleaned_data["day"], form.cleaned_data["venue"])
        address = f"{settings.SITE_URL}{reverse('door')}#{secret}"
        qr = scannable(address, error="m", size=320)
        return self.render_to_response(self.get_context_data(key=key, address=address, qr=qr))

    @transaction.atomic
    def make(self, day: date, venue: Venue | None) -> tuple[DoorKey, str]:
        key, secret = make_key(day, venue, self.request.user)
        log(key, "door.create", user=self.request.user)
        return key, secret

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", DoorForm(initial={"day": timezone.localdate()}))
        return super().get_context_data(object_url=reverse(self.index_url_name), **kwargs)


class DoorView(DoorsPage):
    """One door: its phones, and where they contradict each other."""

    template_name = "events/door/door.html"
    page_title = "Deur"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = get_object_or_404(DoorKey.objects.select_related("evening", "venue__parent"), pk=self.kwargs["pk"])
        may_end = self.may("revoke")
        phones = key.devices.annotate(made=CountRows("scans"))
        here = [entry.occurrence_id for entry in entries_behind(key) if entry.occurrence_id]
        sees_persons = may(self.request.user, "view", Registration)
        return super().get_context_data(
            key=key,
            state=state_in_words(key),
            phones=[(one, reverse(self.revoke_phone_url_name, args=[one.pk]) if may_end else "") for one in phones],
            conflicts=find_conflicts(key.evening, here) if sees_persons else [],
            sees_persons=sees_persons,
            revoke_url=reverse(self.revoke_url_name, args=[key.pk]) if may_end and is_open(key) else "",
            night_url=reverse(self.night_url_name, args=[key.evening_id]),
            list_url=reverse(self.list_url_name, args=[key.pk]) if sees_persons else "",
            **kwargs,
        )

    def get_page_subtitle(self) -> str:
        return str(get_object_or_404(DoorKey, pk=self.kwargs["pk"]))


class DoorListView(DoorsPage):
    """Names on paper, for whoever may see doors and registrations."""

    page_title = "Lijst om af te drukken"
    template_name = "events/door/list.html"

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return super().is_allowed(user) and may(user, "view", Registration)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        key = get_object_or_404(DoorKey.objects.select_related("evening", "venue__parent"), pk=self.kwargs["pk"])
        return super().get_context_data(
            key=key,
            sheets=sheets_of(key),
            shred_by=shred_by(key),
            object_url=reverse(self.door_url_name, args=[key.pk]),
            **kwargs,
        )


class DoorRevoke(DoorsPage):
    page_title = "Deur intrekken"
    permission = "revoke"
    template_name = "desk/action.html"
    question = "Wilt u deze deur intrekken?"
    explanation = (
        "De QR-code opent niets meer, en telefoons die ermee begonnen krijgen geen lijst meer. Wat zij tot nu toe "
        "scanden blijft gelden. Terugdraaien kan niet; een nieuwe QR-code maken wel."
    )
    button = "Ja, trek in"
    is_serious = True

    def find(self) -> DoorKey:
        return get_object_or_404(DoorKey.objects.select_related("evening", "venue"), pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.find())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(object_url=reverse(self.door_url_name, args=[self.find().pk]), **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = self.find()
        if revoke_key(key):
            log(key, "door.revoke", user=request.user)
            messages.success(request, "De deur is ingetrokken.")
        else:
            messages.warning(request, "Deze deur gold al niet meer.")
        return HttpResponseRedirect(reverse(self.door_url_name, args=[key.pk]))


class DeviceRevoke(DoorRevoke):
    page_title = "Telefoon intrekken"
    question = "Wilt u deze telefoon intrekken?"
    explanation = "Hij krijgt geen lijst meer. Wat hij tot nu toe scande blijft gelden."

    def find(self) -> Any:
        return self.find_phone().key

    def find_phone(self) -> Device:
        return get_object_or_404(Device.objects.select_related("key__evening"), pk=self.kwargs["phone"])

    def get_page_subtitle(self) -> str:
        return str(self.find_phone())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        phone = self.find_phone()
        if revoke_device(phone):
            log(phone.key, "door.phone", user=request.user)
            messages.success(request, f"{phone} is ingetrokken.")
        else:
            messages.warning(request, f"{phone} was al ingetrokken.")
        return HttpResponseRedirect(reverse(self.door_url_name, args=[phone.key_id]))


class NightView(DoorsPage):
    """Numbers and no names: who is in, through the night. ``inner``: these alone, asked for anew while it lasts."""

    page_title = "De avond"
    template_name = "events/door/night.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "inner" in request.GET:
            return render(request, "events/door/night_inner.html", self.as_it_is())
        return super().get(request, *args, **kwargs)

    def as_it_is(self) -> dict[str, Any]:
        evening, now = get_object_or_404(Evening, pk=self.kwargs["evening"]), timezone.now()
        night = look_at_night(evening, now)
        doors = DoorKey.objects.filter(evening=evening).select_related("venue__parent", "evening")
        return {
            "on": evening.day,
            "night": night,
            "doors": [(key, reverse(self.door_url_name, args=[key.pk])) for key in doors] if night.conflicts else [],
            "goes_on": begins(evening.day) <= now < end_of(evening.day, None),
            "width": WIDTH,
            "height": HEIGHT,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.as_it_is(), **kwargs)
