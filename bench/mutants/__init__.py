"""Slips put into our own code one at a time, to see whether a test sees them: ``make mutate``."""
