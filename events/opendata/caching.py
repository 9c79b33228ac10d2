"""Which lists of the API are cached, by the first part of their path: all that is public and about the programme."""

from events.shell.showing import programme_rule, timeless_rule

REFERENCE = ("events", "series", "editions", "organisers", "terms", "venues")
API_RULES = {"occurrences": programme_rule(keeps_all=True), **dict.fromkeys(REFERENCE, timeless_rule())}
