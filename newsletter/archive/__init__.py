"""Public pages of issues: what exactly was sent."""
