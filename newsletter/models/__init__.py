"""What we write and send."""

from .delivery import Delivery
from .issue import Issue, Rendition

__all__ = ["Delivery", "Issue", "Rendition"]
