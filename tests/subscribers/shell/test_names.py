"""What strangers may write where their name goes: a name, and no message to somebody else."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from subscribers.shell.names import check_name, clean_name

NAMES = [
    "Noor van Dam", "J.M.van den Berg", "P.de Vries", "v.d.Laan", "mr. dr. Jansen-de Wit", "O'Neill; \"N\", x",
    "<b>Anna</b> & co", "Zoë 👩\u200d🔬 نور de Jong", "می\u200cخواهم", "Groep 5: De Zwaluw", "Fam. @ de Wit", "a\\b",
    "Anna/Bram", "Ph.D. Chen", "x" * 80, "Sint Nicolaas e.a.", "王小明", "葛\U000e0100城", "❤\ufe0f",
]  # fmt: skip
LINKS = [
    "U heeft 500 euro gewonnen: https://kans.example", "HTTP://x", "kans.example", "ga naar bit.ly/x", "www.kans",
    "mailto:x", "x@evil.example", "t.co/abc", "x.com", "//evil", "kans\uff0enl", "kans\u3002nl", "kans.\u200dnl",
    "ｗｗｗ.kans", "tel:0900", "Anna.kans.xn--p1ai", "a.b.evil-site.shop", "kans\ufe0f.example",
    "ka\U000e0100ns\U000e0101.example",
]  # fmt: skip


def refused_with(name: str) -> str | None:
    try:
        check_name(clean_name(name))
    except ValidationError as error:
        return error.code
    return None


def test_names_of_people_are_taken_as_they_are() -> None:
    assert {name: (clean_name(name), refused_with(name)) for name in NAMES} == {name: (name, None) for name in NAMES}


def test_whatever_a_mail_program_would_make_a_link_of_is_no_name() -> None:
    assert {name: refused_with(name) for name in LINKS} == dict.fromkeys(LINKS, "link")


def test_more_than_eighty_characters_is_no_name_and_costs_no_search() -> None:
    assert [refused_with(name) for name in ("x" * 81, "x." * 100_000)] == ["max_length"] * 2


UNSEEN = [
    "\x00", "\x1b", "\u061c", "\u200b", "\u200e", "\u200f", "\u202e", "\u2066", "\u00ad", "\u034f", "\u115f", "\u3164",
    "\uffa0",
]  # fmt: skip


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_nobody_can_see_or_turns_the_order_around_is_taken_out(sign: str) -> None:
    assert clean_name(f" An{sign}na{sign}") == "Anna"
    assert refused_with(f"kans{sign}.{sign}example") == "link"


def test_the_sentence_says_in_either_language_how_to_mend_it() -> None:
    found = []
    for language in ("nl", "en"):
        with translation.override(language), pytest.raises(ValidationError) as caught:
            check_name("dr.ir.Jansen")
        found.append(caught.value.message)
    assert "“dr. Jansen”" in found[0] and "“dr. Jansen”" in found[1] and found[0] != found[1]
