"""What the API takes to schedule an issue."""

from pydantic import Field

from subscribers.shell.schemas import Moment, Schema


class ScheduleRequest(Schema):
    send_at: Moment = Field(
        description="Wanneer het verzenden begint; in de toekomst.", examples=["2026-11-24T09:30:00+01:00"]
    )
    accepted_warnings: list[str] = Field(
        default=[],
        max_length=200,
        description="De `id` van elke waarschuwing uit de vorige 409 die u voor uw rekening neemt.",
    )
    reason: str = Field(default="", max_length=300, description="Waarom het zo goed is; blijft bij het nummer staan.")
