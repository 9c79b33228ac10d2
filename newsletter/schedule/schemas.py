"""What the API takes to schedule an issue."""

from pydantic import Field

from subscribers.shell.schemas import Moment, Schema


class ScheduleRequest(Schema):
    send_at: Moment = Field(
        description="Wanneer het verzenden begint; in de toekomst.", examples=["2026-11-24T09:30:00+01:00"]
    )
