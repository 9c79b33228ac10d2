"""Addresses of the programme; permanent from the first landing. Included by ``config.urls`` in both languages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from events.calendar import views as calendar
from events.door.screen import venue_screen
from events.door.ticket import ticket
from events.exports import views as exports
from events.personal import views as personal
from events.registration.pages import give_up, own_changes, own_data, own_page
from events.registration.pages import register as registration
from events.registration.pages.embedded import embedded
from events.site.agenda import agenda
from events.site.changes import changes_feed, changes_page
from events.site.drawing import drawing_png, drawing_svg
from events.site.edition import edition_page
from events.site.event import event_page, short_link
from events.site.home import home
from events.site.series import series_page
from events.turnout.opinions import opinion


class CodeConverter(StringConverter):
    """The code of an event: what is left of its address when slug and title have changed."""

    regex = "[a-z0-9]{6,12}"


class TicketCodeConverter(StringConverter):
    """The code of a registration, by whatever hand or program it was put in capitals; eight letters until 2026."""

    regex = "[A-Za-z0-9]{12}|[A-Za-z0-9]{8}"


class DataFormConverter(StringConverter):
    regex = "atom|json|csv"


class ChangesFormConverter(StringConverter):
    regex = "atom|json"


register_converter(CodeConverter, "code")
register_converter(TicketCodeConverter, "ticketcode")
register_converter(DataFormConverter, "dataform")
register_converter(ChangesFormConverter, "changesform")

urlpatterns = [
    path("", home, name="home"),
    path("agenda/", agenda, name="agenda"),
    path("agenda.ics", calendar.everything, name="feed"),
    path("agenda/<slug:series>.ics", calendar.of_series, name="series-feed"),
    path("agenda/<slug:series>/<slug:edition>.ics", calendar.of_edition, name="edition-feed"),
    path("agenda.<dataform:form>", exports.everything, name="agenda-data"),
    path("agenda/<slug:series>.<dataform:form>", exports.of_series, name="series-data"),
    path("agenda/<slug:series>/<slug:edition>.<dataform:form>", exports.of_edition, name="edition-data"),
    path("agenda/<slug:series>/<slug:edition>/schedule.json", exports.schedule, name="schedule-json"),
    path("mijn-programma/", personal.own, name="personal"),
    path("mijn-programma/ster/", personal.star, name="star"),
    path("mijn-programma/<str:token>.ics", personal.feed, name="personal-feed"),
    path("mijn-programma/<str:token>/", personal.shared, name="personal-shared"),
    path("mijn-programma/<str:token>/gebruik/", personal.use_here, name="personal-use"),
    path("mijn-programma/<str:token>/intrekken/", personal.revoke, name="personal-revoke"),
    path("wijzigingen/", changes_page, name="changes"),
    path("wijzigingen.<changesform:form>", changes_feed, name="changes-feed"),
    path("agenda/<slug:series>/", series_page, name="series"),
    path("agenda/<slug:series>/<slug:edition>/", edition_page, name="edition"),
    path("evenement/<uuid:uid>.ics", calendar.of_occurrence, name="occurrence-ics"),
    path("evenement/<slug:slug>-<code:code>/", event_page, name="event"),
    path("evenement/<code:code>/", short_link, name="short-link"),
    path("beeld/<slug:code>.svg", drawing_svg, name="drawing-svg"),
    path("beeld/<slug:code>.png", drawing_png, name="drawing-png"),
    path("aanmelden/<uuid:uid>/", registration.register, name="register"),
    path("aanmelden/<uuid:uid>/inbedden/", embedded, name="register-embedded"),
    path("aanmelding/mijn-link/", registration.link, name="registration-link"),
    path("aanmelding/<str:token>/", own_page.manage, name="registration"),
    path("aanmelding/<str:token>/afmelden/", own_page.cancel, name="registration-cancel"),
    path("aanmelding/<str:token>/vrijgeven/", give_up.give_up, name="registration-give-up"),
    path("hoe-was-het/<str:token>/", opinion, name="visit-opinion"),
    path("aanmelding/<str:token>/toch-komen/", own_page.undo, name="registration-undo"),
    path("aanmelding/<str:token>/wijzigen/", own_changes.change, name="registration-change"),
    path("aanmelding/<str:token>/overdragen/", own_changes.pass_on, name="registration-hand-over"),
    path("aanmelding/<str:token>/gegevens/", own_data.data, name="registration-data"),
    path("aanmelding/<str:token>/gegevens.json", own_data.data_file, name="registration-data-file"),
    path("aanmelding/<str:token>/wissen/", own_data.erase, name="registration-erase"),
    path("aanmelding/<str:token>/agenda.ics", own_page.calendar_file, name="registration-ics"),
    path("aanmelding/<str:token>/wisselen/<uuid:uid>/", own_page.switch, name="registration-switch"),
    path("aanmelding/<str:token>/programma/", own_page.keep, name="registration-keep"),
    path("aanmelding/bevestigen/<str:token>/", registration.confirm, name="confirm-registration"),
    path("scherm/<slug:slug>/", venue_screen, name="venue-screen"),
    path("d/<ticketcode:code>", ticket, name="ticket"),
    path("D/<ticketcode:code>", ticket),  # a QR code of capitals alone is smaller
]
