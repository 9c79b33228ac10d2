"""What a phone sends: scans, with the reading of its clocks at that moment. Each is judged by itself, so that one that
cannot be read holds up no other."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from events.models import Scan

from .clocks import Reading

MOST = 500
LONGEST_RUN = 10**12  # ms
Hash = Annotated[str, Field(pattern="^([0-9a-f]{12})?$")]
Run = Annotated[int, Field(ge=0, le=LONGEST_RUN)]


class SentClock(BaseModel):
    wall: AwareDatetime
    load: uuid.UUID | None = None
    ms: Run = 0

    def reading(self) -> Reading:
        return Reading(self.wall, self.load, self.ms)


class SentScan(SentClock):
    """One scan as the phone keeps it; names and units as in ``events.models.Scan``."""

    model_config = ConfigDict(extra="ignore")

    nonce: uuid.UUID
    number: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    occurrence: uuid.UUID | None = None
    hash: Hash = ""
    kind: Scan.Kind
    people: Annotated[int, Field(ge=0, le=500)] = 1
    shown: Scan.Shown
    undoes: uuid.UUID | None = None

    @model_validator(mode="after")
    def undo_names_another(self) -> Self:
        if (self.kind == Scan.Kind.UNDO) != (self.undoes is not None):
            raise ValueError("an undo names what it undoes, and nothing else does")
        return self


@dataclass
class Batch:
    clock: Reading
    scans: list[SentScan] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)  # their nonces, as sent
    since: datetime | None = None


def read_batch(data: Any) -> Batch:
    """Raises ``ValueError`` when it is no batch at all, or too large a one."""
    if not isinstance(data, dict) or not isinstance(data.get("scans"), list) or len(data["scans"]) > MOST:
        raise ValueError("a batch has a clock and at most 500 scans")
    batch = Batch(SentClock.model_validate(data.get("clock")).reading())
    if since := data.get("since"):
        batch.since = datetime.fromisoformat(str(since))
        if batch.since.tzinfo is None:
            raise ValueError("since is an instant")
    for one in data["scans"]:
        try:
            batch.scans.append(SentScan.model_validate(one))
        except ValidationError:
            batch.unreadable.append(str(one.get("nonce", ""))[:36] if isinstance(one, dict) else "")
    return batch
