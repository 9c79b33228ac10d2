"""The wire: SMTP over sockets that never block, driven by one selector. No database here."""

from .message import Event, Letter, Outcome, Parcel
from .pool import Fleet
from .relay import Relay, parse_relay

__all__ = ["Event", "Fleet", "Letter", "Outcome", "Parcel", "Relay", "parse_relay"]
