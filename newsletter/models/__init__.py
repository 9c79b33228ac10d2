"""What we write and send."""

from .delivery import Delivery
from .figure import IssueFigure
from .issue import Issue, Rendition

__all__ = ["Delivery", "Issue", "IssueFigure", "Rendition"]
