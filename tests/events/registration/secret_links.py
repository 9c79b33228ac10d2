"""New secret addresses, as a mail about a registration would have them."""

from events.models import Registration
from events.registration.mail import links


def manage_address(party: Registration) -> str:
    ends_at = party.occurrence.ends_at or party.occurrence.starts_at
    return links.manage_address(links.about(party), ends_at)


def give_up_address(party: Registration) -> str:
    ends_at = party.occurrence.ends_at or party.occurrence.starts_at
    return links.give_up_address(links.about(party), ends_at)


def confirm_address(party: Registration) -> str:
    return links.confirm_address(links.about(party))
