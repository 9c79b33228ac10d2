"""A service mail: the same in text and in HTML, its addresses links, its pictures with a place of their own."""

import re

from django.utils.html import escape

from subscribers.outbox.letters import Letter, compose_letter

PAGE = "https://agenda.example/evenement/een-heel-lange-naam-van-een-avond-abcd2345/?a=1&b=2"
LETTER = Letter(
    heading="U kunt komen: <Orgel> & meer",
    sentences=[f"Kijk op {PAGE}. Tot dan!"],
    details=[("Waar", f"Online: {PAGE}"), ("Wat", "<b>Orgel</b>")],
    button=("Bekijk", "https://agenda.example/aanmelding/geheim/"),
    after=[f"Over de activiteit: {PAGE}"],
    image=("qr@kennisstad", "QR-code"),
    code="Laat deze code zien: ABCD",
    parts=[Letter(heading="Deel", sentences=[f"Zie {PAGE}"])],
)


def composed(letter: Letter = LETTER) -> tuple[str, str]:
    return compose_letter(letter, language="nl", sender_name="De Stad", postal_address="Plein 1, Leiden")


def test_an_address_in_a_sentence_or_a_value_is_a_link_and_the_full_stop_behind_it_is_not() -> None:
    _, html = composed()
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', html)
    assert links == [(escape(PAGE), escape(PAGE))] * 3 + [
        ("https://agenda.example/aanmelding/geheim/", "Bekijk"),
        (escape(PAGE), escape(PAGE)),
    ]
    assert f"{escape(PAGE)}</a>. Tot dan!" in html


def test_words_stay_words_whatever_is_in_them() -> None:
    text, html = composed()
    assert "&lt;Orgel&gt; &amp; meer</h1>" in html and "&lt;b&gt;Orgel&lt;/b&gt;" in html
    assert "U kunt komen: <Orgel> & meer" in text and f"Over de activiteit: {PAGE}\n" in text


def test_every_picture_keeps_its_place_where_pictures_are_blocked() -> None:
    assert re.findall(r'<img src="[^"]*" width="(\d+)" height="(\d+)"', composed()[1]) == [("200", "200")]
