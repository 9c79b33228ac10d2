"""What the owner of a registration is told, alike in mail and on a page: one table."""

from .kinds import OF_CHANGE, Happened, Said, Standing, Words
from .table import TABLE, TO_CONFIRM, say, standing_of

__all__ = ["OF_CHANGE", "TABLE", "TO_CONFIRM", "Happened", "Said", "Standing", "Words", "say", "standing_of"]
