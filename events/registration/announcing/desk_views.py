"""The screens of announcements; each step is a function of ``sending``."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin import messages

from events.models import Announcement
from subscribers.outbox.writing import letter_in
from subscribers.screens.pages import DeskPage
from subscribers.screens.policies import may

from .audience import count_people
from .forms import ONE, AnnouncementForm, about_in_words
from .letter import sample
from .sending import begin, fingerprint, progress_of, send_test, stop

State = Announcement.State
LANGUAGES = {"nl": "Nederlands", "en": "Engels"}


class AnnouncementsPage(DeskPage):
    header_icon = "mail"
    index_label = "Berichten aan bezoekers"
    permission = "view"
    add_url_name = announcement_url_name = edit_url_name = ""

    def is_allowed(self, user: AbstractBaseUser) -> bool:
        return may(user, self.permission, Announcement)

    @cached_property
    def may_write(self) -> bool:
        return may(self.request.user, "write", Announcement)

    @cached_property
    def announcement(self) -> Announcement:
        return get_object_or_404(Announcement.objects.select_related("by"), pk=self.kwargs["pk"])


class AnnouncementsView(AnnouncementsPage):
    page_title = "Berichten aan bezoekers"
    template_name = "events/registration/announcing/announcements.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = Announcement.objects.select_related("by")
        rows = [(one, reverse(self.announcement_url_name, args=[one.pk])) for one in found]
        add_url = reverse(self.add_url_name) if self.may_write else ""
        return super().get_context_data(rows=rows, add_url=add_url, **kwargs)


class AnnouncementCreate(AnnouncementsPage):
    """Nothing is sent from here: what is written is kept, and looked at on its own page."""

    page_title = "Bericht schrijven"
    permission = "write"
    template_name = "desk/form.html"
    button = "Bewaar en bekijk"

    def get_form(self) -> AnnouncementForm:
        asked = {name: self.request.GET[name] for name in ONE if self.request.GET.get(name, "").isdecimal()}
        return AnnouncementForm(self.request.POST or None, initial={"standings": ["confirmed"], **asked})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(object_url=reverse(self.index_url_name), **kwargs)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        form.instance.about = about_in_words(form.cleaned_data)
        form.instance.by = form.instance.by or request.user
        return HttpResponseRedirect(reverse(self.announcement_url_name, args=[form.save().pk]))


class AnnouncementEdit(AnnouncementCreate):
    page_title = "Bericht wijzigen"

    def get_form(self) -> AnnouncementForm:
        if self.announcement.state != State.DRAFT:
            raise Http404("Wat verzonden is, verandert niet meer.")
        return AnnouncementForm(self.request.POST or None, instance=self.announcement)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "object_url": reverse(self.announcement_url_name, args=[self.announcement.pk])}


class AnnouncementView(AnnouncementsPage):
    """The text as it will be read, how many get it, and the buttons to try, send and stop. ``inner``: how far it is."""

    template_name = "events/registration/announcing/announcement.html"
    page_title = "Bericht"

    def get_page_subtitle(self) -> str:
        return str(self.announcement)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "inner" in request.GET:
            return render(request, "events/registration/announcing/progress.html", self.how_far())
        return super().get(request, *args, **kwargs)

    def how_far(self) -> dict[str, Any]:
        counts = progress_of(self.announcement)
        goes_on = self.announcement.state == State.SENDING or counts["open"] > 0
        return {"announcement": self.announcement, "counts": counts, "goes_on": goes_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, is_draft = self.announcement, self.announcement.state == State.DRAFT
        letters = [(code, LANGUAGES[code], letter_in(code, sample(one, code))[0]) for code in one.languages]
        people = count_people(one) if is_draft else {}
        return super().get_context_data(
            **self.how_far(),
            is_draft=is_draft,
            letters=letters,
            total=sum(people.values()),
            people=[(LANGUAGES[code], people[code]) for code in one.languages if is_draft],
            whom=[words for name, words in Announcement.STANDINGS if name in one.standings],
            seen=fingerprint(one) if is_draft else "",
            edit_url=reverse(self.edit_url_name, args=[one.pk]),
            asks=kwargs.pop("asks", ""),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """``step``: test, ask (the question before it is sent), send or stop."""
        if not self.may_write:
            raise PermissionDenied
        step = request.POST.get("step", "")
        if step == "ask":
            return self.render_to_response(self.get_context_data(asks=step))
        try:
            messages.success(request, self.act(step))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(reverse(self.announcement_url_name, args=[self.announcement.pk]))

    def act(self, step: str) -> str:
        by = self.request.user
        if step == "test":
            return f"De proefmail gaat zo naar {send_test(self.announcement, by)}."
        if step == "send":
            begun = begin(self.announcement, self.request.POST.get("seen", ""), by)
            return "Het bericht wordt verzonden." if begun else "Dit bericht was al onderweg; het gaat één keer."
        if step == "stop":
            return f"Gestopt. Van wat klaarstond, gaan er {stop(self.announcement, by)} niet meer."
        raise ValidationError("Dit kan hier niet.", code="no_action")
