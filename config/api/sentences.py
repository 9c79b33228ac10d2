"""What a schema found wrong, as a sentence that names the field and says how to mend it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

FALLBACK = _("“%(name)s” heeft een waarde die wij niet kunnen gebruiken.")
TEXT = _("“%(name)s” moet tekst zijn.")
WHOLE = _("“%(name)s” moet een heel getal zijn.")
LIST = _("“%(name)s” moet een lijst zijn.")
IDENTITY = _("“%(name)s” moet een id zijn zoals 6f1c1d0e-8a54-4d0c-9f5e-2b8f0f0a9c11.")
MOMENT = _("“%(name)s” moet een tijdstip met tijdzone zijn, zoals 2026-09-19T20:15:00+02:00.")
CHOICE = _("“%(name)s” kent alleen deze waarden: %(expected)s.")
SPELLING = _("“%(name)s” bevat tekens die wij niet kunnen gebruiken.")
FULL_LINE = _("Vul bij “%(name)s” iets in.")

SENTENCES = {
    "missing": _("“%(name)s” ontbreekt."),
    "string_type": TEXT,
    "string_unicode": SPELLING,
    "unprintable": SPELLING,
    "blank": FULL_LINE,
    "string_too_short": FULL_LINE,
    "string_too_long": _("“%(name)s” mag hoogstens %(max_length)s tekens lang zijn."),
    "string_pattern_mismatch": _("“%(name)s” heeft niet de vorm die in de beschrijving staat."),
    "email": _("“%(name)s” is geen e-mailadres. Een adres ziet eruit als naam@voorbeeld.nl."),
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_parsing_size": WHOLE,
    "int_from_float": WHOLE,
    "greater_than_equal": _("“%(name)s” moet minstens %(ge)s zijn."),
    "less_than_equal": _("“%(name)s” mag hoogstens %(le)s zijn."),
    "literal_error": CHOICE,
    "enum": CHOICE,
    "uuid_type": IDENTITY,
    "uuid_parsing": IDENTITY,
    "list_type": LIST,
    "too_long": _("“%(name)s” mag hoogstens %(max_length)s waarden hebben."),
    "moment": MOMENT,
    "datetime_type": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "timezone_aware": MOMENT,
}


def sentence_for(name: str, kind: str, context: dict[str, Any]) -> str:
    """The sentence for pydantic's error ``kind`` (or our own) on field ``name``, in the language that is active."""
    values = {**context, "name": name}
    if "expected" in context:
        values["expected"] = str(context["expected"]).replace(" or ", ", ").replace("'", "")
    return str(SENTENCES.get(kind, FALLBACK)) % values
