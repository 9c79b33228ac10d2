"""Addresses as they go on the wire, and spellings of one mailbox."""

import pytest

from subscribers.addresses import ascii_address, idna_address, mailbox_of, normalise_address, without_addresses


@pytest.mark.parametrize(
    ("typed", "on_the_wire"),
    [
        ("anna@example.org", "anna@example.org"),
        ("anna@café.example", "anna@xn--caf-dma.example"),
        ("anna@STRAßE.example", "anna@xn--strae-oqa.example"),  # not strasse.example, as the codec of Python has it
        ("añña@example.org", "añña@example.org"),
    ],
)
def test_a_domain_goes_in_idna_and_the_local_part_as_it_is(typed: str, on_the_wire: str) -> None:
    assert idna_address(typed) == on_the_wire


@pytest.mark.parametrize("address", ["a@é..example", f"a@{'é' * 64}.example"])
def test_a_domain_that_can_be_no_name_is_refused(address: str) -> None:
    for convert in (idna_address, ascii_address):
        with pytest.raises(ValueError):  # noqa: PT011  idna says it in many ways
            convert(address)


def test_a_label_of_more_than_63_octets_is_no_address() -> None:
    assert ascii_address(f"a@{'x' * 63}.example")
    with pytest.raises(ValueError, match="not an address"):
        ascii_address(f"a@{'x' * 64}.example")


@pytest.mark.parametrize("sign", ["\r\n", "\0", " ", "<", ">", ",", '"', "é"])
def test_what_could_end_an_address_or_needs_smtputf8_is_not_mailed(sign: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        ascii_address(f"a{sign}b@example.org")


@pytest.mark.parametrize(
    ("one", "other"), [("Anna@Example.ORG", " anna@example.org "), ("anna@café.example", "ANNA@xn--caf-dma.example")]
)
def test_spellings_of_one_mailbox_are_equal(one: str, other: str) -> None:
    assert normalise_address(one) == normalise_address(other)


def test_no_address_is_none_in_any_form() -> None:
    assert normalise_address(" ") == ""


def test_dots_make_another_mailbox() -> None:
    assert normalise_address("an.na@example.org") != normalise_address("anna@example.org")


def test_words_of_a_mail_server_that_stand_for_many_name_nobody() -> None:
    said = "4.2.2 <anna@example.org>: over quota, see https://x.example/q anna@example.org\nRCPT TO"
    assert without_addresses(said) == "4.2.2 [adres] over quota, see https://x.example/q [adres] TO"
    assert without_addresses("4.7.0 Try later") == "4.7.0 Try later"


def test_a_mailbox_is_what_is_left_of_an_address_without_tag_and_dots() -> None:
    told = {"Jan.de.Vries+kaart@Example.org": "jandevries@example.org", "a@bücher.example": "a@xn--bcher-kva.example",
            "+a@example.org": "+a@example.org", "jan@mail.example.org": "jan@mail.example.org"}  # fmt: skip
    assert {one: mailbox_of(one) for one in told} == told
