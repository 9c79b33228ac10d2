"""From *scheduled* to *sent*: canary, sending, throttle, controls."""
