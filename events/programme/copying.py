"""A copy of an event to start a new one from."""

from events.models import Event

NOT_COPIED = {
    "code", "created_at", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision",
    "latest_revision", "go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by", "slug", "proposed_by",
}  # fmt: skip


def copy_event(event: Event) -> Event:
    """An unsaved draft with the same texts, speakers and moments, and a code and UIDs of its own."""
    data = {name: value for name, value in event.serializable_data().items() if name not in NOT_COPIED}
    for relation in ("occurrences", "speakers"):
        data[relation] = [{**row, "pk": None, "event": None} for row in data[relation]]
    for row in data["occurrences"]:
        del row["public_id"]
    copy: Event = Event.from_serializable_data({**data, "pk": None, "title": f"{event.title} (kopie)"[:160]})
    copy.live = False
    return copy
