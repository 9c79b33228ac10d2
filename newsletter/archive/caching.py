"""What public responses about issues are made of, and how long they hold: a page has the date at its top."""

from typing import Final

from subscribers.caching.rules import Rule, next_midnight

ISSUES: Final = "issues"
SHOWN: Final = ("newsletter.Issue", "newsletter.Issue.topics", "newsletter.Rendition", "subscribers.Topic")
PAGE = Rule((ISSUES,), next_midnight)
API_RULES = {"issues": Rule((ISSUES,), lambda _now: None, keeps_all=True)}
