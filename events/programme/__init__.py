"""Keeping the programme: the desk's forms for events with their moments, and for what they refer to."""
