"""From *scheduled* to *sent*: freeze, canary, sending, controls."""
