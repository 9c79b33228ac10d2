"""The programme as data in the formats others read, all from the same published facts. Pure: entries in, text out."""

from .atom import atom, changes_atom
from .conference import schedule_json
from .csv_table import csv_table
from .entry import Header
from .json_feed import changes_json, json_feed

__all__ = ["Header", "atom", "changes_atom", "changes_json", "csv_table", "json_feed", "schedule_json"]
