"""Checks of what people type, raising Django's ``ValidationError``."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from subscribers.addresses import ascii_address


def validate_mailable(address: str) -> None:
    """Raises ValidationError ``invalid`` for what no mail of ours could reach.

    Stricter than Django's own: its pattern ignores case, and so takes ſ and the Kelvin sign for s and k. Folded, such
    an address would stand in the place of somebody else's.
    """
    validate_email(address)
    try:
        ascii_address(address)
    except ValueError as error:
        raise ValidationError(validate_email.message, code=validate_email.code) from error
