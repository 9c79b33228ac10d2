"""Mails that the clock is the reason for: the day before, as it is about to begin, and afterwards."""
