"""What we write and send."""

from .counts import ClickCount, UsefulCount
from .delivery import Delivery
from .figure import IssueFigure
from .heartbeat import Heartbeat
from .issue import Issue, Rendition
from .waiver import Waiver

__all__ = ["ClickCount", "Delivery", "Heartbeat", "Issue", "IssueFigure", "Rendition", "UsefulCount", "Waiver"]
