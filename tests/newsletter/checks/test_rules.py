"""Each rule of the keuring: what it finds, and what is so near that it must not."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from newsletter.checks.engine import RULES, inspect_issue
from newsletter.models import Issue
from tests.factories import local, make_issue, make_public_event, make_subscriber, make_topic
from tests.newsletter.checks.issues import NOON, article, found, hints, issue_of
from tests.newsletter.sending import agenda_block

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FILLER = "De bibliotheek en het museum zijn open voor wie van lezen houdt, ook op zondag."
OF_THE_ISSUE = {
    "K02": ({"subject": "n" * 61}, {"subject": "n" * 60}),
    "K03": ({"preheader": ""}, {"preheader": "Wat er deze week in de stad te zien is."}),
    "K03 same": ({"subject": "Ga mee!", "preheader": "ga  mee!"}, {"subject": "Ga mee!"}),
    "K03 long": ({"preheader": "n" * 111}, {"preheader": "n" * 110}),
    "K04": ({"subject": "KOM NAAR LEIDEN VOOR KUNST"}, {"subject": "Kom naar LUMC voor kunst"}),
    "K04 marks": ({"subject": "Kom! Nu!"}, {"subject": "Kom nu!"}),
    "K04 pictures": ({"subject": "⭐ Kom"}, {"subject": "Kom ⭐"}),
    "K05": ({"title": "Juni (kopie)"}, {"title": "Juni"}),
    "K15": ({"subject": "Beste {{ naam }}"}, {"subject": "Beste {lezer}"}),
    "K32": ({"subject": "Nieuws\u202egnp"}, {"subject": "Nieuws"}),
}
OF_A_BLOCK = {
    "K08": ('<a href="http://www.leiden.nl/">de gemeente</a>', '<a href="https://www.leiden.nl/">de gemeente</a>'),
    "K09": ('<a href="https://nieuw.test/x">de brug</a>', '<a href="https://nieuw.nl/x">de brug</a>'),
    "K09 number": ('<a href="https://169.254.169.254/">de brug</a>', '<a href="https://1.nl/">de brug</a>'),
    "K09 inside": ('<a href="https://intranet/">de brug</a>', '<a href="https://intranet.nl/">de brug</a>'),
    "K09 ours": ('<a href="/bestaat-niet/">de brug</a>', '<a href="/agenda/">de agenda</a>'),
    "K09 desk": ('<a href="/beheer/">de brug</a>', '<a href="/privacy/">uw gegevens</a>'),
    "K09 somebody": ('<a href="/nieuwsbrief/uitschrijven/abc/">weg</a>', '<a href="/nieuwsbrief/">aanmelden</a>'),
    "K09 draft": ('<a href="/nieuwsbrief/nergens/">juni</a>', '<a href="/en/agenda/">de agenda</a>'),
    "K09 event": ('<a href="/evenement/niks-abcdefgh/">een avond</a>', "een avond"),
    "K10": ('<a href="https://a.nl/">Klik hier</a>', '<a href="https://a.nl/">Klik hier voor het plan</a>'),
    "K10 bare": ('<a href="https://a.nl/">https://a.nl/</a>', '<a href="https://a.nl/">het plan</a>'),
    "K15": ("Wij zien u op [[datum]].", "Wij zien u op [datum]."),
    "K15 filler": ("Lorem ipsum dolor.", "Een lorem is een filler."),
    "K16": ("Kom op dinsdag 4 november 2027.", "Kom op donderdag 4 november 2027."),
    "K17": ("Op 3 juni 2026 was het zover.", "Op 4 mei 1940 was het zover."),
    "K22": ("The library and the museum are open for all of you, and also on Sunday with music.", FILLER),
    "K29": ("De kaart vindt u in de bijlage.", "De bijl ligt klaar."),
    "K31": ('<a href="https://a@b.nl/">het plan</a>', '<a href="https://b.nl/@a">het plan</a>'),
}


@pytest.mark.parametrize("name", OF_THE_ISSUE)
def test_a_fault_of_the_issue_is_found_and_what_mends_it_is_none(name: str) -> None:
    faulty, mended = OF_THE_ISSUE[name]
    assert [rule for rule, _severity in found(issue_of(**faulty))] == [name[:3]]
    assert found(issue_of(**mended)) == []


@pytest.mark.parametrize("name", OF_A_BLOCK)
def test_a_fault_of_a_block_is_found_and_what_mends_it_is_none(name: str) -> None:
    faulty, mended = OF_A_BLOCK[name]
    assert [rule for rule, _severity in found(issue_of(article(faulty)))] == [name[:3]]
    assert found(issue_of(article(mended))) == []


def test_a_subject_of_this_year_is_told_however_it_is_written() -> None:
    make_issue(subject="Zomer in  Leiden", state="sent", send_at=local(2026, 1, 5))
    assert found(issue_of(subject="ZOMER in Leiden")) == [("K05", "W")]
    assert found(issue_of(subject="Zomer in Leiden"), local(2027, 2, 1, 12)) == []


def test_one_pair_of_words_leads_to_one_place() -> None:
    button = ("button", {"text": "Het plan", "link": "https://a.nl/"})
    assert found(issue_of(button, ("button", {"text": "het plan", "link": "https://b.nl/"}))) == [("K10", "W")]


def event_link(event: Any, text: str = "Kom luisteren") -> Any:
    return article(f'{text}. <a href="{settings.SITE_URL}/evenement/{event.code}/">Het orgelconcert</a>')


def evening(**values: Any) -> Any:
    return make_public_event(title="Orgel", at__starts_at=local(2026, 7, 1, 20, 30), **values)


def test_an_hour_beside_an_event_is_one_of_its_hours() -> None:
    event = evening()
    assert found(issue_of(event_link(event, "Kom om 20.00 uur"))) == [("K19", "E")]
    assert found(issue_of(event_link(event, "Kom om 20.30 uur"))) == []
    assert found(issue_of(event_link(event, "In kamer 12.30"))) == []
    assert found(issue_of(event_link(event, "Kom om 20:00 of om 20:30"))) == [("K19", "W")]


def test_an_event_that_is_over_when_the_issue_goes_out_is_an_error() -> None:
    event = evening()
    assert found(issue_of(event_link(event)), local(2026, 7, 3, 12)) == [("K20", "E")]


def test_an_event_that_is_no_longer_published_is_a_dead_end() -> None:
    event = evening()
    issue = issue_of(event_link(event))
    event.live = False
    event.save()
    assert found(issue) == [("K09", "E")]


def test_a_full_event_is_a_warning() -> None:
    event = evening(at__capacity=0)
    assert found(issue_of(event_link(event))) == [("K20", "W")]


def test_a_block_that_stands_there_twice_is_an_error_and_an_event_a_warning() -> None:
    event = evening()
    assert found(issue_of(agenda_block(), agenda_block())) == [("K21", "E")]
    assert found(issue_of(event_link(event), event_link(event, "Nog eens"))) == [("K21", "W")]


def test_two_issues_to_the_same_readers_within_a_day_are_a_warning() -> None:
    topic = make_topic()
    other = make_issue(topic, title="Juni", state="scheduled", send_at=NOON + timedelta(hours=23))
    mine = make_issue(topic)
    assert found(mine) == [("K25", "W")]
    Issue.objects.filter(pk=other.pk).update(send_at=NOON + timedelta(hours=24))
    assert found(mine) == []


def test_an_issue_to_nobody_is_an_error(counts_readers: None) -> None:
    issue = issue_of()
    assert found(issue) == [("K26", "E")]
    make_subscriber(issue.topics.get())
    assert found(issue) == []


def test_what_is_hard_to_read_is_a_hint() -> None:
    assert hints(issue_of(article("Wij zien u gaarne."))) == ["K24"]
    assert hints(issue_of(article(" ".join(["woord"] * 21) + "."))) == ["K24"]
    assert hints(issue_of(article(" ".join(["woord"] * 19) + "."))) == []


def test_tomorrow_is_told_with_its_day() -> None:
    sentence = next(one.sentence for one in inspect_issue(issue_of(article("Kom morgen.")), NOON) if one.rule == "K18")
    assert sentence == "Blok 1 (Artikel): “morgen” geldt vanaf de dag van verzending, 16 juni. Noem liever de datum."


def test_a_sentence_is_there_in_english() -> None:
    with translation.override("en"):
        sentences = [one.sentence for one in inspect_issue(issue_of(preheader=""), NOON)]
    assert sentences == ["There is no preheader. Write the sentence that stands behind the subject in the inbox."]


def test_every_rule_has_its_number_in_its_name_and_a_row_in_the_documents() -> None:
    text = (settings.BASE_DIR / "docs" / "keuring.md").read_text()
    assert [rule.__name__ for rule in RULES] == sorted(rule.__name__ for rule in RULES)
    assert [rule.__name__ for rule in RULES if f"| {rule.__name__[:3].upper()} |" not in text] == []


def test_the_judgement_takes_the_same_queries_for_one_link_and_three(django_assert_num_queries: Any) -> None:
    events = [make_public_event(at__starts_at=local(2026, 7, day, 20)) for day in (1, 2, 3)]
    one, three = issue_of(event_link(events[0])), issue_of(*(event_link(event) for event in events))
    for issue in (one, three):
        inspect_issue(issue, NOON)
        with django_assert_num_queries(
            9
        ):  # rows of events, entries, seats; topics; issues around it, and their subjects
            inspect_issue(issue, NOON)
