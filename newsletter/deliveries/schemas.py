"""What the API says about how far an issue is."""

from uuid import UUID

from pydantic import Field

from newsletter.models import Issue
from subscribers.shell.schemas import Schema


class DeliveryAnswer(Schema):
    """Aantallen ontvangers per stand; samen zijn ze `total`."""

    issue_id: UUID
    state: Issue.State
    total: int
    pending: int = Field(description="Wacht op zijn beurt.")
    claimed: int = Field(description="Aan de beurt.")
    in_flight: int = Field(description="Nu onderweg naar onze mailserver.")
    sent: int = Field(description="Aangenomen door onze mailserver.")
    failed: int = Field(description="Geweigerd.")
    deferred: int = Field(description="Wordt later nog eens geprobeerd.")
    skipped: int = Field(description="Niet verstuurd, met een reden, zoals een geblokkeerd adres.")
    uncertain: int = Field(description="Onzeker of het aankwam; wordt niet vanzelf nog eens verstuurd.")
