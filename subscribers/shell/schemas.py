"""The base and the field types that every API schema of ours is made of.

Field types refuse with a code of their own (``PydanticCustomError``); ``config.api.sentences`` has the sentence.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal

import ninja
from django.core.exceptions import ValidationError
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from subscribers.plaintext import is_one_line
from subscribers.shell.validators import validate_mailable

# RFC 3339 §5.6 with the offset required: numbers, bare dates and wall times without a zone are refused.
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[-+ ]\d\d:\d\d)", re.ASCII)
SLUG = r"^[-a-zA-Z0-9_]+$"


def refuse_other_moments(value: object) -> object:
    """Only a text that is a moment with its offset; what came out of the database or the ledger passes."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not MOMENT.fullmatch(value):
        raise PydanticCustomError("moment", "not an RFC 3339 moment with an offset")
    return value.replace(" ", "+")  # a + that was not escaped in a query arrives as a space


def refuse_far_moments(moment: datetime) -> datetime:
    """Years that every zone and database of ours can count with."""
    if not 1900 <= moment.year <= 2999:
        raise PydanticCustomError("moment", "a year nobody means")
    return moment


def refuse_unprintable(value: str) -> str:
    """One line of text without control characters, outer spaces taken off."""
    if not is_one_line(value):
        raise PydanticCustomError("unprintable", "control characters")
    if not value.strip():
        raise PydanticCustomError("blank", "nothing but spaces")
    return value.strip()


def refuse_bad_address(value: str) -> str:
    """A mail address as Django's own forms take it."""
    try:
        validate_mailable(value)
    except ValidationError as error:
        raise PydanticCustomError("email", "not a mail address") from error
    return value


def in_utc(moment: datetime) -> str:
    """``2026-09-19T18:15:00Z``, with a fraction only where there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(refuse_other_moments),
    AfterValidator(refuse_far_moments),
    PlainSerializer(in_utc, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
ONE_LINE = AfterValidator(
    refuse_unprintable
)  # after the lengths, which pydantic counts only where it sees a plain text
Address = Annotated[
    str,
    Field(max_length=254),
    ONE_LINE,
    AfterValidator(refuse_bad_address),
    WithJsonSchema({"type": "string", "format": "email", "maxLength": 254}),
]
Language = Literal["nl", "en"]
Slug = Annotated[str, Field(max_length=80, pattern=SLUG)]


class Schema(ninja.Schema):
    """``startsAt`` outside is ``starts_at`` inside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
