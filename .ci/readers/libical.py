"""What libical (the parser of Evolution, GNOME Calendar, KOrganizer and Cyrus) reads in calendar files.

usage: /usr/bin/python3 .ci/readers/libical.py FOLDER > seen.json     with Debian's python3-gi and gir1.2-ical-3.0
Gives {file: {uid: {start, end, status, sequence}}}; moments in UTC, whole days as dates. Exit 1 at an error it notes.
"""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib as ical  # noqa: E402, N813  must say its version first

EVENT, STATUS = ical.ComponentKind.VEVENT_COMPONENT, ical.PropertyKind.STATUS_PROPERTY


def read(text: str) -> dict[str, dict[str, Any]]:
    calendar = ical.Component.new_from_string(text)
    if calendar is None or calendar.count_errors():
        sys.exit(f"libical cannot read this:\n{text[:2000]}")
    seen = {}
    event = calendar.get_first_component(EVENT)
    while event:
        status = event.get_first_property(STATUS)
        seen[event.get_uid()] = {
            "start": said(event.get_dtstart()),
            "end": said(event.get_dtend()),
            "status": status.get_value_as_string() if status else "",
            "sequence": event.get_sequence(),
        }
        event = calendar.get_next_component(EVENT)
    return seen


def said(time: Any) -> str:
    if time.is_date():
        return date(time.get_year(), time.get_month(), time.get_day()).isoformat()
    moment = datetime.fromtimestamp(time.as_timet_with_zone(time.get_timezone()), UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


seen = {path.name: read(path.read_bytes().decode()) for path in sorted(Path(sys.argv[1]).glob("*.ics"))}
json.dump(seen, sys.stdout)
