"""The programme as data in the formats others read, all from the same published facts. Pure: entries in, text out."""

from .changes import changes_atom, changes_json
from .conference import schedule_json
from .feeds import Header, atom, json_feed
from .table import csv_table

__all__ = ["Header", "atom", "changes_atom", "changes_json", "csv_table", "json_feed", "schedule_json"]
